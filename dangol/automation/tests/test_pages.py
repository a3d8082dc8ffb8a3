import pytest
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.automation.models import Rule, RuleRun, Touch
from dangol.automation.presets import BIRTHDAY
from dangol.automation.testing import make_rule
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.segments.testing import leaf

HTMX = {"HX-Request": "true"}
FORM = {
    "name": "환영",
    "trigger": "stage_moved",
    "trigger_was": "stage_moved",
    "t-before": "",
    "t-after": "customer",
    "row": "0",
    "join-": "all",
    "field-0": "kind",
    "op-0": "is",
    "value-0": "person",
    "step": ["0", "1"],
    "action-0": "tag",
    "a0-tags": "신규",
    "action-1": "notify",
    "a1-to": "owner",
    "a1-text": "인사해 주세요.",
    "is_once": "on",
}


@pytest.fixture
def browse(client, kim):
    Grant.objects.create(role=kim.roles.get(), permission="automation.manage_rules")

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_a_rule_is_made_tried_and_switched_on(browse, kim, run_jobs):
    customer = make_customer(kim, "가온")
    client = browse(kim)

    tried = client.post(reverse("automation:rule_try"), FORM, headers=HTMX).content.decode()
    assert "1명에게 해 보니 2건을 하고 0건은 할 것이 없습니다." in tried
    assert not Customer.objects.filter(tags__name="신규").exists()
    assert (Rule.objects.count(), kim.notices.count()) == (0, 0)

    client.post(reverse("automation:rule_add"), FORM)
    rule = Rule.objects.get()
    assert (rule.name, rule.is_on, rule.is_once, rule.owner) == ("환영", False, True, kim)
    assert rule.trigger_values == {"before": "", "after": "customer"}
    assert rule.condition == {"all": [leaf("kind", "is", ["person"])]}
    assert [row["action"] for row in rule.actions] == ["tag", "notify"]

    client.post(reverse("automation:rule_switch", args=[rule.pk]), {"on": "1"})
    url = reverse("customers:stage_move", args=[customer.pk])
    client.post(url, {"to": "customer", "reason": "계약"})
    run_jobs()

    assert Customer.objects.get(tags__name="신규") == customer
    assert kim.notices.get().text == "인사해 주세요."
    run = RuleRun.objects.get()
    page = client.get(reverse("automation:run_detail", args=[run.pk])).content.decode()
    assert "<b>가온</b>" in page
    assert "환영" in client.get(reverse("automation:rule_list")).content.decode()


def test_wrong_input_stays(browse, kim):
    form = FORM | {"name": "<script>", "a0-tags": "", "value-0": "robot"}

    answer = browse(kim).post(reverse("automation:rule_add"), form)

    body = answer.content.decode()
    assert answer.status_code == 422
    assert ("&lt;script&gt;" in body, "<script>" in body) == (True, False)
    assert "‘robot’는 고를 수 없는 값입니다." in body
    assert 'aria-invalid="true"' in body
    assert not Rule.objects.exists()


def test_the_form_follows_menus_and_buttons(browse, kim):
    client, url = browse(kim), reverse("automation:rule_draft")

    def asked(**more):
        return client.post(url, FORM | more, headers=HTMX).content.decode()

    assert 'name="t-hour"' in asked(trigger="schedule")
    assert 'name="a2-to"' in asked(do="do:stage")
    assert "a1-text" not in asked(do="undo:1")
    assert asked(do="add:").count('class="condition"') == 2
    assert not Rule.objects.exists()


def test_presets_are_offered_where_their_actions_are(browse, kim):
    client = browse(kim)
    body = client.get(reverse("automation:rule_list")).content.decode()
    assert "생일 7일 전 알림" in body

    page = client.get(reverse("automation:rule_add"), {"preset": "birthday"}).content.decode()

    assert 'value="생일 7일 전 알림"' in page
    assert f'name="t-days" value="{BIRTHDAY["days"]}"' in page
    assert not Rule.objects.exists()


def test_only_who_manages_rules(client, kim, lee):
    rule = make_rule(kim)
    urls = [reverse("automation:rule_list"), rule.get_absolute_url()]
    client.force_login(lee)
    assert [client.get(url).status_code for url in urls] == [403, 403]
    assert client.post(reverse("automation:rule_drop", args=[rule.pk])).status_code == 403
    client.logout()
    assert [client.get(url).status_code for url in urls] == [302, 302]
    assert Rule.objects.exists()


def test_the_log_shows_only_whom_one_may_see(browse, kim, park, choi, run_jobs):
    make_rule(choi)
    make_customer(kim, "가온")
    make_customer(park, "나루")
    run_jobs()
    assert Touch.objects.count() == 2
    url = reverse("automation:run_detail", args=[RuleRun.objects.get().pk])

    body = browse(kim).get(url).content.decode()

    assert ("가온" in body, "나루" in body) == (True, False)


def test_a_list_of_many_rules_costs_the_same(browse, kim, django_assert_max_num_queries):
    for _number in range(12):
        make_rule(kim)
    client = browse(kim)
    client.get(reverse("automation:rule_list"))

    with django_assert_max_num_queries(9):
        client.get(reverse("automation:rule_list"))
