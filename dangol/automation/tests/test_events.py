import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dangol.automation import chain
from dangol.automation.engine import run_waiting
from dangol.automation.models import Rule, RuleRun, Touch
from dangol.automation.queries import heard, problems_of
from dangol.automation.registry import Action, Outcome, actions
from dangol.automation.services import collect, save_rule, switch_rule
from dangol.automation.testing import MORNING, TAG, make_rule
from dangol.customers.importing.testing import bring
from dangol.customers.lifecycle.services import move_stage
from dangol.customers.models import Customer, Tag
from dangol.customers.testing import make_customer, moment
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.segments.testing import leaf
from dangol.workspace.models import Notice


@pytest.fixture
def poison(monkeypatch):
    """An action that cannot bear customers named 독."""

    def run(ids, values, *, source, actor):
        seen.append((list(ids), source))
        if Customer.objects.filter(pk__in=ids, name__startswith="독").exists():
            raise ValueError("독이 들었습니다")
        return Outcome(len(ids))

    seen: list = []
    monkeypatch.setitem(actions._items, "poison", Action("독", Form, run))
    return seen


def tagged():
    return sorted(Customer.objects.filter(tags__name="규칙").values_list("name", flat=True))


def states():
    rows = Touch.objects.order_by("pk")
    return [(row.customer.name, row.state, row.reason) for row in rows.select_related("customer")]


def to(stage):
    return {"action": "stage", "values": {"to": stage}}


def test_a_new_customer_is_touched_once_the_worker_looks(kim, run_jobs):
    rule = make_rule(kim)
    make_customer(kim, "가온")
    assert tagged() == []

    run_jobs()

    assert tagged() == ["가온"]
    assert states() == [("가온", "done", "")]
    run = RuleRun.objects.get()
    assert (run.rule, run.touched, run.done, run.status) == (rule, 1, 1, "done")
    assert run_waiting(at=timezone.now()) == 0


def test_many_at_once_are_one_batch_and_the_condition_is_asked_when_it_runs(kim, poison):
    make_rule(
        kim, "stage_moved", {"action": "poison", "values": {}},
        trigger_values={"after": "customer"},
        condition={"all": [leaf("name", "starts", "가")]},
    )  # fmt: skip
    rows = [make_customer(kim, name) for name in ("가온", "가람", "나루")]
    for row in rows:
        move_stage(row, to="prospect", reason="x", actor=kim)
        move_stage(row, to="customer", reason="x", actor=kim)
    assert Touch.objects.count() == 3

    assert run_waiting(at=timezone.now()) == 3

    assert [ids for ids, _source in poison] == [[rows[0].pk, rows[1].pk]]
    assert [name for name, _state, _reason in states()] == ["가온", "가람"]


def test_once_is_once_and_otherwise_each_time(kim, run_jobs):
    make_rule(kim, "stage_moved", is_once=True, name="한 번")
    make_rule(kim, "stage_moved", name="그때마다")
    customer = make_customer(kim, "가온")
    for stage in ("prospect", "customer"):
        move_stage(customer, to=stage, reason="x", actor=kim)
        run_jobs()

    counted = {r.name: r.touches.count() for r in Rule.objects.all()}
    assert counted == {"한 번": 1, "그때마다": 2}


def test_a_rule_does_not_set_itself_off_and_says_so(kim, run_jobs):
    make_rule(kim, "stage_moved", to("customer"))
    customer = make_customer(kim, "가온")

    move_stage(customer, to="prospect", reason="x", actor=kim)
    run_jobs()

    customer.refresh_from_db()
    assert customer.stage == "customer"
    assert states() == [
        ("가온", "done", ""),
        ("가온", "stopped", "이 규칙이 일으킨 변화라서 다시 하지 않았습니다."),
    ]
    assert RuleRun.objects.get().stopped == 1


def test_two_rules_that_call_each_other_end(kim, run_jobs):
    make_rule(kim, "stage_moved", to("customer"), trigger_values={"after": "prospect"}, name="위로")
    make_rule(
        kim, "stage_moved", to("prospect"), trigger_values={"after": "customer"}, name="아래로"
    )
    customer = make_customer(kim, "가온")

    move_stage(customer, to="prospect", reason="x", actor=kim)
    run_jobs()

    assert [state for _name, state, _reason in states()] == ["done", "done", "stopped"]
    assert (
        Touch.objects.order_by("-pk")[0].path
        == f"{','.join(str(r.pk) for r in Rule.objects.order_by('pk'))}"
    )


def test_a_chain_of_rules_ends_after_five(kim, run_jobs):
    make_rule(kim, "owner_changed")
    customer = make_customer(kim, "가온")

    with chain.caused_by(91, 92, 93, 94):
        customer_owner_event(customer, kim)
    run_jobs()
    with chain.caused_by(91, 92, 93, 94, 95):
        customer_owner_event(customer, kim)
    run_jobs()

    assert states() == [
        ("가온", "done", ""),
        ("가온", "stopped", "규칙이 5번 이어져서 멈췄습니다."),
    ]


def customer_owner_event(customer, user):
    event = {"before_user_id": None, "after_user_id": user.pk}
    collect("customers.owner_changed", [customer.pk], event, import_id=None)


def test_a_circle_no_chain_shows_is_stopped_within_the_hour(kim):
    make_rule(kim, "owner_changed")
    customer = make_customer(kim, "가온")
    for _time in range(12):
        customer_owner_event(customer, kim)
        run_waiting(at=timezone.now())

    found = list(Touch.objects.order_by("pk").values_list("state", flat=True))
    assert found == ["done"] * 10 + ["stopped"]
    assert Touch.objects.last().reason == "한 시간에 10번 넘게 불려서 멈췄습니다."


def test_one_who_makes_it_fail_is_found_and_the_others_go_on(kim, poison):
    make_rule(kim, "registered", {"action": "poison", "values": {}})
    for name in ("가온", "독약", "나루", "다온"):
        make_customer(kim, name)

    run_waiting(at=timezone.now())

    assert states() == [
        ("가온", "done", ""),
        ("독약", "failed", "ValueError: 독이 들었습니다"),
        ("나루", "done", ""),
        ("다온", "done", ""),
    ]
    run = RuleRun.objects.get()
    assert (run.touched, run.done, run.failed) == (4, 3, 1)
    assert Rule.objects.get().is_on


def test_a_rule_that_keeps_failing_pauses_itself_and_tells_its_owner(kim, poison):
    rule = make_rule(kim, "registered", {"action": "poison", "values": {}})
    for number in range(8):
        make_customer(kim, f"독{number}")

    run_waiting(at=timezone.now())

    rule.refresh_from_db()
    assert not rule.is_on
    assert (
        rule.problem == "할 일이 5번 이어서 실패했습니다. 마지막 오류: ValueError: 독이 들었습니다"
    )
    assert [row[1] for row in states()] == ["failed"] * 5 + ["waiting"] * 3
    notice = Notice.objects.get(user=kim)
    assert notice.text.startswith(f"자동화 규칙 ‘{rule.name}’을 멈췄습니다")
    assert notice.url == rule.get_absolute_url()


def test_a_departed_owner_or_a_deleted_tag_pauses_the_rule(kim, lee, run_jobs):
    gone = make_rule(kim, name="주인 없음")
    Tag.objects.create(name="옛 태그")
    broken = make_rule(lee, "registered", condition={"all": [leaf("tags", "any", ["옛 태그"])]})
    untag = make_rule(lee, "registered", {"action": "untag", "values": {"tags": ["옛 태그"]}})
    Tag.objects.filter(name="옛 태그").delete()
    kim.is_active = False
    kim.save(update_fields=["is_active"])

    make_customer(lee, "가온")
    run_jobs()

    for rule, said in (
        (gone, "주인 김하늘님이 퇴사했습니다."),
        (broken, "태그: ‘옛 태그’는 고를 수 없는 값입니다."),
        (untag, "태그 떼기: 태그: "),
    ):
        rule.refresh_from_db()
        assert not rule.is_on
        assert said in rule.problem
    with pytest.raises(Refused, match="퇴사했습니다"):
        switch_rule(gone, is_on=True, actor=lee, at=MORNING)
    save_rule(gone, actor=lee)
    assert switch_rule(gone, is_on=True, actor=lee, at=MORNING).problem == ""


def test_switched_off_it_forgets_who_waits(kim):
    rule = make_rule(kim)
    make_customer(kim, "가온")
    switch_rule(rule, is_on=False, actor=kim, at=MORNING)
    make_customer(kim, "나루")

    assert (Touch.objects.count(), run_waiting(at=timezone.now())) == (0, 0)


def test_a_rule_touches_only_whom_its_owner_may_change(kim, park, run_jobs):
    make_rule(kim)
    make_customer(park, "남의 고객")

    run_jobs()

    assert (tagged(), Touch.objects.count()) == ([], 0)


def test_outside_the_opening_hours_and_on_holidays_it_waits(kim):
    make_rule(kim, only_open=True, skips_holidays=True)
    make_customer(kim, "가온")
    night, holiday = moment("2026-03-04T22:00"), moment("2026-03-02T10:00")  # 대체공휴일

    assert [run_waiting(at=at) for at in (night, holiday)] == [0, 0]
    assert run_waiting(at=moment("2026-03-03T10:00")) == 1
    assert tagged() == ["가온"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"trigger": "nothing"}, "trigger_values"),
        ({"trigger": "date", "trigger_values": {"field": "shoe", "days": "0"}}, "trigger_values"),
        ({"actions": []}, "actions"),
        ({"actions": [{"action": "rm", "values": {}}]}, "actions"),
        ({"actions": [{"action": "stage", "values": {"to": "king"}}]}, "actions"),
        ({"actions": [TAG] * 11}, "actions"),
        ({"condition": {"all": [leaf("name", "contains", "가")] * 200}}, "condition"),
        ({"condition": {"all": [leaf("shoe", "is", 1)]}}, "condition"),
        ({"name": " "}, "name"),
    ],
)
def test_wrong_input_names_the_place_and_keeps_nothing(kim, values, field):
    given = {"name": "규칙", "trigger": "registered", "actions": [TAG]} | values

    with pytest.raises(ValidationError) as error:
        save_rule(actor=kim, **given)

    assert list(error.value.message_dict) == [field]
    assert not Rule.objects.exists()


def test_who_saves_owns_and_needs_the_rights_of_the_actions(kim, choi):
    rule = make_rule(choi, "registered", is_on=False)
    save_rule(rule, actor=kim, name="이제 내 것")
    assert (rule.owner, rule.is_on) == (kim, False)

    call = [{"action": "webhook", "values": {"webhook": 1}}]
    with pytest.raises(ValidationError, match="웹훅 부르기: 권한이 없습니다"):
        save_rule(rule, actor=kim, actions=call)
    assert problems_of(rule) == []


def test_no_rule_no_cost(kim, django_assert_num_queries):
    customer = make_customer(kim, "가온")
    heard()
    with django_assert_num_queries(0):
        customer_owner_event(customer, kim)


def test_imports_set_off_no_rules_unless_somebody_says_so(kim, choi, run_jobs):
    make_rule(choi)
    bring("이름\n가온", choi)
    bring("이름\n나루", choi, rules=True)
    run_jobs()

    assert Customer.objects.count() == 2
    assert tagged() == ["나루"]
