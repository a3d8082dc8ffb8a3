from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.models import Department
from dangol.accounts.signin.security import SecurityPreferences
from dangol.audit.models import Change, Review
from dangol.audit.presenting import field_changes
from dangol.audit.queries import month_before
from dangol.audit.testing import make_access
from dangol.codes.models import Code, CustomField, Preference
from dangol.codes.preferences import put
from dangol.codes.queries import forget_fields
from dangol.kit.records import change, create

pytestmark = pytest.mark.django_db
PAGES = ["access_list", "change_list", "view_counts"]


@pytest.fixture
def desk(client, choi):
    client.force_login(choi)
    return client


@pytest.mark.parametrize("name", [*PAGES, "review_latest"])
def test_only_who_may_see_accesses_comes_in(client, name, kim, lee, park, choi):
    url = reverse(f"audit:{name}")
    assert client.get(url).status_code == 302
    for person in (kim, lee, park):
        client.force_login(person)
        assert client.get(url).status_code == 403
    client.force_login(choi)
    assert client.get(url, follow=True).status_code == 200


def test_the_log_is_narrowed_by_person_act_and_day(desk, kim, lee):
    make_access(kim, [11], act="view")
    make_access(lee, [12], act="export", reason="연하장 발송")
    url = reverse("audit:access_list")
    today = timezone.localdate()

    for query, shown in [
        ({}, {"#11", "#12"}),
        ({"person": kim.pk}, {"#11"}),
        ({"act": "export"}, {"#12"}),
        ({"since": today, "until": today}, {"#11", "#12"}),
        ({"until": date(2020, 1, 1)}, set()),
        ({"since": "2999-01-01"}, set()),
        ({"person": "999999"}, set()),
        ({"act": "\0"}, set()),
    ]:
        text = desk.get(url, query).text
        assert {number for number in ("#11", "#12") if number in text} == shown, query


def test_the_log_is_walked_through_both_ways(desk, kim):
    for number in range(1, 121):
        make_access(kim, [1000 + number])
    url = reverse("audit:access_list")

    first = desk.get(url).context["page"]
    second = desk.get(url + first.older).context["page"]
    third = desk.get(url + second.older).context["page"]
    back = desk.get(url + third.newer).context["page"]

    assert [len(page.rows) for page in (first, second, third)] == [50, 50, 20]
    assert (first.newer, third.older) == ("", "")
    assert back.rows == second.rows
    assert desk.get(url + back.newer).context["page"].rows == first.rows


@pytest.mark.parametrize("query", ["?before=x", "?before=99999999999999999999", "?after=-1"])
def test_a_broken_place_is_the_first_page(desk, kim, query):
    make_access(kim)

    assert len(desk.get(reverse("audit:access_list") + query).context["page"].rows) == 1


def test_names_and_reasons_are_shown_as_text(desk, kim):
    make_access(kim, act="export", reason="<script>alert(1)</script>")

    text = desk.get(reverse("audit:access_list")).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_changes_show_both_values_and_where_from(desk, kim):
    department = create(Department, actor=kim, name="총무부")
    change(department, actor=kim, name="경영지원부")

    text = desk.get(reverse("audit:change_list"), {"model": "accounts.department"}).text
    assert "<del" in text
    assert "총무부" in text
    assert "경영지원부" in text


def test_changes_are_read_in_the_words_of_the_screens(desk, kim):
    change(kim, actor=kim, is_active=False)
    code = create(Code, actor=kim, group="customer_grade", key="s", label="S", color="red")
    change(code, actor=kim, color="blue")

    text = desk.get(reverse("audit:change_list")).text
    assert '<del class="mute">예</del> → 아니요' in text
    assert f'<del class="mute">{Code.Color.RED.label}</del> → {Code.Color.BLUE.label}' in text


def test_moments_are_told_in_seoul_and_codes_by_their_label(kim):
    code = create(Code, actor=kim, group="customer_grade", key="s", label="최고", color="red")
    values = {
        "grade": [None, str(code.pk)],
        "created_at": [None, "2026-11-28 23:30:00.123456+00:00"],
    }
    told = field_changes(Change(model="customers.customer", verb="create", values=values))

    assert [one.after for one in told] == ["최고", "2026.11.29 08:30"]


def told(model, record_id=None, **values):
    """Labels with what stood before and after, of a change kept as text."""
    kept = {name: [str(was), str(now)] for name, (was, now) in values.items()}
    change = Change(model=model, verb="change", record_id=record_id, values=kept)
    return [tuple(one) for one in field_changes(change)]


def test_json_is_told_part_by_part_in_the_words_of_the_screens(choi):
    CustomField.objects.create(
        record="customers.customer", key="roast", label="로스팅", kind="choice",
        choices=[{"key": "d", "label": "다크"}, {"key": "m", "label": "미디엄"}],
    )  # fmt: skip
    forget_fields()
    assert told("customers.customer", custom=({"roast": "d", "x": 1}, {"roast": "m", "x": 1})) == [
        ("로스팅", "다크", "미디엄")
    ]
    put(SecurityPreferences(), actor=choi)
    row = Preference.objects.get(name="security")
    after = {**row.values, "idle_minutes": 10}
    assert told("codes.preference", row.pk, values=(row.values, after)) == [
        ("자동 로그아웃", "30분", "10분")
    ]
    assert told("sales.territory", regions=([], ["서울", "경기"])) == [("지역", "", "서울, 경기")]


def test_what_no_screen_names_is_not_told_and_what_cannot_be_read_stays(choi):
    assert told("messaging.dispatch", source=("", "demo:1"), title=("가", "나"))[0][1:] == (
        "가",
        "나",
    )
    assert told("sales.territory", regions=("[", "['서")) == [("지역", "[", "['서")]


def test_a_change_made_on_a_page_has_its_address(desk, choi):
    desk.post("/settings/audit/", {"keep_years": "3", "night_from": "22", "night_to": "6",
              "many_people": "1000", "many_failures": "5"}, REMOTE_ADDR="10.1.2.3")  # fmt: skip

    assert set(Change.objects.values_list("address", flat=True)) == {"10.1.2.3"}


@pytest.mark.parametrize(("name", "number"), [("access_list", 7), ("change_list", 6)])
def test_the_pages_cost_the_same_however_long_the_log(
    desk, kim, name, number, django_assert_max_num_queries
):
    for index in range(60):
        make_access(kim, [index + 1])
        create(Department, actor=kim, name=f"{index}부")
    url = reverse(f"audit:{name}")
    desk.get(url)
    with django_assert_max_num_queries(number):
        desk.get(url)


def test_a_review_shows_findings_and_is_signed_off(desk, kim):
    month = month_before(timezone.localdate())
    moment = timezone.make_aware(timezone.datetime(month.year, month.month, 5, 10))
    make_access(kim, range(2000), act="export", reason="연하장", at=moment)
    url = reverse("audit:review", args=[month.year, month.month])

    assert "점검 마치기" in desk.get(url).text
    assert "연하장" in desk.get(f"{url}findings/").text
    assert desk.post(url, {"note": " "}).status_code == 422
    assert not Review.objects.exists()
    done = desk.post(url, {"note": "연하장 발송 건 확인"}, follow=True)
    assert "연하장 발송 건 확인" in done.text
    assert Review.objects.get().month == month


@pytest.mark.parametrize("month", ["1999-1", "2026-13", "2999-1", "2026-0"])
def test_a_month_that_is_none_is_404(desk, month):
    assert desk.get(f"/audit/review/{month}/").status_code == 404
