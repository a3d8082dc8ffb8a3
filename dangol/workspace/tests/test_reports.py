"""Report pages: filters, tables, files, and what is kept of them."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from dangol.accounts.models import User
from dangol.workspace.models import Snapshot
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asker, Days, Month, Period, Pick, Staff
from dangol.workspace.reports.forms import asked_of
from dangol.workspace.reports.services import snapshot_name
from dangol.workspace.reports.shape import (
    Cell,
    Chart,
    Figures,
    Group,
    Measure,
    Row,
    Table,
    compared,
    for_page,
    from_json,
    to_json,
    total_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
Access = apps.get_model("audit", "Access")
TODAY = date(2026, 11, 28)
VIEW = "customers.view_customer"
MEDIA = tuple(
    Group(key, label, (Measure("n", "건수"), Measure("minutes", "분", "minutes", heat=True)))
    for key, label in (("call", "전화"), ("visit", "방문"))
)


def table(*lines, key="purposes"):
    rows = tuple(
        Row(name, name, tuple(Cell(value, f"/people-list/?q={name}") for value in values))
        for name, *values in lines
    )
    return Table(key, "접촉목적별", "목적", MEDIA, rows, total_of(rows))


def figures(*lines):
    made = table(*lines)
    chart = Chart("분", tuple(row.label for row in made.rows), (("전화", (412.0, 803.0)),))
    return Figures(
        (made,), "파이프라인 영업에 가장 많은 시간을 썼습니다.", chart, ("메모도 셉니다.",)
    )


LINES = (("상담", 46, 412, 9, 540), ("파이프라인", 71, 803, 0, None))


@pytest.fixture
def office(monkeypatch):
    """A report whose figures a test may change, for those who may see customers."""
    lines = [*LINES]
    report = Report(
        "투입시간",
        permission=VIEW,
        help="건수와 시간을 봅니다.",
        asks=(
            Period("period", "기간"),
            Staff("staff", "담당자", permission=VIEW),
            Pick("kind", "종류", options=lambda: [("", "모두"), ("call", "전화")]),
        ),
        figures=lambda user, asked: figures(*lines),
        behind=lambda user, asked: "/people-list/",
        wide=True,
    )
    monkeypatch.setattr(reports, "_items", {"time": report})
    return lines


def asked(user, **params):
    return asked_of(reports["time"], params, user=user, today=TODAY)


@pytest.mark.parametrize(
    ("params", "days"),
    [
        ({}, ("2026-11-01", "2026-11-28")),
        ({"period": "last_month"}, ("2026-10-01", "2026-10-31")),
        ({"period": "quarter"}, ("2026-10-01", "2026-11-28")),
        ({"period": "year"}, ("2026-01-01", "2026-11-28")),
        ({"from": "2025-02-01", "to": "2025-02-28"}, ("2025-02-01", "2025-02-28")),
        ({"to": "2026-10-05"}, ("2026-10-05", "2026-10-05")),
        ({"from": "2026-12-05"}, ("2026-12-05", "2026-12-05")),
    ],
)
def test_a_period_is_read(office, kim, params, days):
    assert asked(kim, **params)["period"] == Days(*map(date.fromisoformat, days))


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"period": "always"}, "period"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to"),
        ({"from": "1026-11-02", "to": "2026-11-01"}, "from"),
        ({"from": "2026-13-40"}, "from"),
        ({"kind": "fax"}, "kind"),
        ({"person": "999999"}, "person"),
        ({"department": "x"}, "department"),
    ],
)
def test_nonsense_is_refused_by_field(office, choi, client, params, field):
    with pytest.raises(ValidationError) as refused:
        asked(choi, **params)

    assert list(refused.value.message_dict) == [field]
    client.force_login(choi)
    assert client.get("/reports/time/", params).status_code == 422


def test_staff_are_offered_as_far_as_one_sees(office, kim, lee, park, choi, team):
    assert asked(kim)["staff"].ids == [kim.pk]
    assert asked(kim, person=str(park.pk))["staff"].ids == [kim.pk]
    assert asked(lee)["staff"].ids == sorted([kim.pk, lee.pk])
    assert asked(lee, person=str(kim.pk))["staff"].ids == [kim.pk]
    with pytest.raises(ValidationError):
        asked(lee, person=str(park.pk))
    with pytest.raises(ValidationError):
        asked(lee, department=str(park.department_id))
    assert asked(choi)["staff"].ids is None
    assert asked(choi, department=str(team.parent_id))["staff"].ids == sorted([kim.pk, lee.pk])
    assert asked(choi, department=str(team.pk), person=str(park.pk))["staff"].ids == []


def test_a_month_is_the_first_of_it():
    ask = Month("month", "월")
    read = lambda day: ask.read({"month": day}, Asker(User(), TODAY))  # noqa: E731

    assert (read(None), read(date(2026, 3, 5))) == (date(2026, 11, 1), date(2026, 3, 1))
    with pytest.raises(ValidationError):
        read(date(2027, 1, 1))


def test_the_page_shows_both_heads_links_totals_and_what_was_asked(office, client, lee):
    client.force_login(lee)

    page = client.get("/reports/time/?from=2026-11-01&to=2026-11-23").content.decode()

    assert '<th colspan="2" scope="colgroup" class="g">전화</th>' in page
    assert '<a href="/people-list/?q=상담">412</a>' in page
    assert "1,215" in page  # 412 + 803
    assert "기간: 2026.11.01–2026.11.23" in page
    assert "파이프라인 영업에 가장 많은 시간을 썼습니다." in page
    assert 'role="img"' in page
    part = client.get("/reports/time/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack print-wide" id="report"')


def test_as_a_list_each_figure_has_a_line(office, client, lee):
    client.force_login(lee)

    page = client.get("/reports/time/?mode=list").content.decode()

    assert page.count('<th scope="row"') == 3  # nobody visited for 파이프라인
    assert "colgroup" not in page


def test_a_page_has_as_many_rows_as_one_reads_and_says_where_the_others_are():
    rows = tuple(Row(str(n), f"고객 {n}", (Cell(n),)) for n in range(1_234))
    table = Table("a", "", "고객", (Group("", "", (Measure("n", "건수"),)),), rows)

    (shown,) = for_page(Figures((table,))).tables

    assert shown.rows == rows[:200]
    assert shown.note == "200줄만 보입니다. 모두 1,234줄은 내보내기에서 받습니다."


def test_who_may_not_see_is_told_so(office, client, kim, park):
    kim.roles.clear()
    client.force_login(kim)

    assert client.get("/reports/time/").status_code == 403
    assert client.get("/reports/nope/").status_code == 404
    assert "투입시간" not in client.get("/reports/").content.decode()


def test_figures_survive_being_kept():
    made = figures(*LINES)

    assert from_json(to_json(made)) == made


def test_then_and_now_are_matched_by_key():
    then = Figures((table(("상담", 46, 412, 9, 540), ("옛 목적", 1, 2, 3, 4)),))
    now = Figures((table(("상담", 50, 400, 9, 540), ("새 목적", 5, 6, 7, 8)),))

    lines = {row.key: differences for row, differences in next(compared(then, now)).lines}

    assert [d.change for d in lines["상담"]] == [4, -12, 0, 0]
    assert [(d.then, d.now) for d in lines["새 목적"]] == [
        (None, 5),
        (None, 6),
        (None, 7),
        (None, 8),
    ]
    assert [(d.then, d.now) for d in lines["옛 목적"]] == [
        (1, None),
        (2, None),
        (3, None),
        (4, None),
    ]
    assert [d.change for d in lines["total"]] == [8, -8, 4, 4]


def test_a_snapshot_is_named_with_time_and_maker():
    at = datetime(2026, 11, 28, 16, 58, 51, tzinfo=ZoneInfo("Asia/Seoul"))

    assert snapshot_name("관심도 분석", at=at, maker="최동욱") == (
        "관심도 분석 - 2026-11-28 오후 4:58:51 - 최동욱"
    )


def test_what_was_kept_stays_and_is_compared(office, client, kim, lee, park):
    client.force_login(kim)
    kept = client.post("/reports/time/save/?from=2026-11-01&to=2026-11-23", follow=True)
    snapshot = Snapshot.objects.get()
    office[0] = ("상담", 50, 500, 9, 540)

    assert kept.redirect_chain[-1][0] == f"/reports/saved/{snapshot.pk}/"
    assert snapshot.name.endswith(" - 김하늘")
    assert (snapshot.scope, snapshot.department) == ("own", kim.department)
    url = snapshot.get_absolute_url()
    assert ">412</a>" in client.get(url).content.decode()
    beside = client.get(f"{url}?compare=1").content.decode()
    assert ">500</a>" in beside
    assert "+88" in beside
    client.force_login(lee)
    assert client.get(url).status_code == 200
    assert client.post(f"{url}drop/").status_code == 302
    assert Snapshot.objects.exists()  # only its maker may
    client.force_login(park)
    assert client.get(url).status_code == 404
    client.force_login(kim)
    client.post(f"{url}drop/")
    assert not Snapshot.objects.exists()


def test_nobody_opens_what_was_kept_by_somebody_who_sees_further(office, client, kim, lee, choi):
    for person in (lee, choi):
        client.force_login(person)
        client.post("/reports/time/save/")
    by_leader, by_all = Snapshot.objects.order_by("pk")

    def seen(person):
        client.force_login(person)
        urls = [one.get_absolute_url() for one in (by_leader, by_all)]
        return [client.get(url).status_code for url in urls]

    assert seen(kim) == [404, 404]
    assert seen(lee) == [200, 404]
    assert seen(choi) == [200, 200]
    client.force_login(lee)
    assert client.get("/reports/saved/").content.decode().count("투입시간 - ") == 1


def test_now_is_not_shown_when_its_maker_sees_further_than_then(office, client, kim, lee):
    client.force_login(kim)
    client.post("/reports/time/save/")
    kim.roles.set(lee.roles.all())
    client.force_login(lee)

    page = client.get(f"{Snapshot.objects.get().get_absolute_url()}?compare=1").content.decode()

    assert "견줄 수 없습니다" in page


def test_a_file_needs_a_reason_and_is_logged(office, client, kim, lee):
    client.force_login(lee)
    url = "/reports/time/file/?from=2026-11-01&to=2026-11-23"

    assert client.post(url, {"format": "xlsx", "reason": " "}).status_code == 422
    assert not Access.objects.filter(act="export").exists()
    answer = client.post(url, {"format": "xlsx", "reason": "월간 회의"})

    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][0] == "접촉목적별"
    assert ["상담", 46, 412, 9, 540] in rows
    assert ["합계", 117, 1215, 9, 540] in rows
    assert Access.objects.get(act="export").reason == "투입시간: 월간 회의"
    text = client.post(url, {"format": "csv", "reason": "x"}).content.decode("utf-8-sig")
    assert "목적,전화 건수,전화 분,방문 건수,방문 분\r\n상담,46,412,9,540" in text
    client.force_login(kim)
    assert client.post(url, {"format": "xlsx", "reason": "x"}).status_code == 403


def test_formulas_do_not_run(office, client, lee):
    office[0] = ("=1+1", 1, 1, 1, 1)
    client.force_login(lee)

    text = client.post("/reports/time/file/", {"format": "csv", "reason": "x"}).content.decode()

    assert "\r\n'=1+1,1" in text


def test_people_who_are_gone_are_gone_from_what_was_kept(monkeypatch, client, make, kim, park):
    mine, other = make(kim, "홍길동"), make(park, "남의 고객")
    rows = tuple(Row(str(c.pk), c.name, (Cell("010"),), subject=c.pk) for c in (mine, other))
    shape = (Group("", "", (Measure("phone", "전화", "text"),)),)
    made = Figures((Table("people", "", "고객", shape, rows),), model="customers.customer")
    report = Report("관심도", permission=VIEW, figures=lambda user, asked: made)
    monkeypatch.setattr(reports, "_items", {"interest": report})
    client.force_login(kim)
    client.post("/reports/interest/save/")
    url = Snapshot.objects.get().get_absolute_url()

    page = client.get(url).content.decode()

    assert "홍길동" in page
    assert "남의 고객" not in page
    assert [row.record_ids for row in Access.objects.filter(act="list")] == [[mine.pk]]
    mine.delete()
    assert "홍길동" not in client.get(url).content.decode()


def test_the_page_asks_few_questions(office, client, lee, django_assert_num_queries):
    client.force_login(lee)
    client.get("/reports/time/")

    with django_assert_num_queries(10):
        client.get("/reports/time/")


def test_plain_rows_get_a_page_too(monkeypatch, client, choi):
    rows = [{"day": "2026-11-01", "n": 3}, {"day": None, "n": "<b>"}]
    report = Report("방문", {"day": "날짜", "n": "수"}, lambda user, params: rows)
    monkeypatch.setattr(reports, "_items", {"visits": report})
    client.force_login(choi)

    page = client.get("/reports/visits/").content.decode()

    assert "2026-11-01" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page.split('class="table slim pivot"')[1].split("</table>")[0]
