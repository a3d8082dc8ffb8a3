"""영업관련 관심도 분석: who reads our mails."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dangol.accounts.models import Grant, Role, User
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.messaging.models import Dispatch, Message, Reaction
from dangol.messaging.reports import DealFact, deals_of
from dangol.messaging.testing import make_sender
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of

SEOUL = ZoneInfo("Asia/Seoul")
TODAY = date(2026, 11, 28)
pytestmark = pytest.mark.django_db


def react(customer, opens=0, clicks=0, day=20, medium="email", robot=False):
    at = datetime(2026, 11, day, 10, tzinfo=SEOUL)
    dispatch = Dispatch.objects.create(
        kind="info", medium=medium, sender=make_sender(), title="소식", created_at=at
    )
    message = Message.objects.create(
        dispatch=dispatch, customer=customer, medium=medium, status="sent", due_at=at
    )
    for kind, times in (("open", opens), ("click", clicks)):
        for _time in range(times):
            Reaction.objects.create(message=message, kind=kind, at=at, robot=robot)


def figures(user, **params):
    report = reports["interest"]
    return report.figures(user, asked_of(report, params, user=user, today=TODAY))


def rows(found):
    table = found.tables[0]
    keys = table.column_keys
    return [(row.label, dict(zip(keys, (cell.value for cell in row.cells), strict=True)))
            for row in table.rows]  # fmt: skip


def test_the_columns_of_f105_in_their_order(kim, lee):
    firm = make_company(kim, "㈜한빛")
    phones = [
        {"value": "02-333-4444", "use": "work"},
        {"value": "010-1234-5678", "use": "mobile", "is_main": True},
    ]
    hong = make_customer(kim, "홍길동", phones=phones)
    make_affiliation(hong, firm, title="과장")
    react(hong, opens=3, clicks=1)

    found = figures(lee)

    assert found.tables[0].head == "고객명"
    assert found.tables[0].column_labels == [
        "오픈수", "클릭수", "직책", "직장전화", "휴대폰", "영업명", "영업단계", "거래처명",
        "담당자", "최근접촉일",
    ]  # fmt: skip
    [(name, line)] = rows(found)
    assert name == "홍길동"
    assert line == {
        "opens": 3, "clicks": 1, "title": "과장", "work_phone": "02-333-4444",
        "mobile": "010-1234-5678", "deal": None, "stage": None, "company": "㈜한빛",
        "owner": "김하늘", "last_contact": None,
    }  # fmt: skip
    assert found.subjects == [hong.pk]
    assert found.sentence == "고객 1명이 메일을 3번 열고 1번 눌렀습니다."


def test_only_people_only_mail_only_in_the_period_only_the_visible(kim, park):
    hong = make_customer(kim, "홍길동")
    react(hong, opens=1)
    react(hong, opens=5, robot=True)
    react(hong, opens=5, medium="sms")
    react(make_customer(park, "남"), opens=9)
    early = make_customer(kim, "이른")
    react(early, opens=2, day=1)

    found = figures(kim, **{"from": "2026-11-02", "to": "2026-11-28"})

    assert [(name, line["opens"]) for name, line in rows(found)] == [("홍길동", 1)]
    assert [name for name, _line in rows(figures(kim))] == ["이른", "홍길동"]


def test_sorted_as_asked_and_narrowed_to_a_person(kim, lee):
    one, two = make_customer(kim, "하나"), make_customer(lee, "둘")
    react(one, opens=5, clicks=1)
    react(two, opens=2, clicks=4)

    assert [name for name, _l in rows(figures(lee))] == ["하나", "둘"]
    assert [name for name, _l in rows(figures(lee, sort="clicks"))] == ["둘", "하나"]
    assert [name for name, _l in rows(figures(lee, person=str(kim.pk)))] == ["하나"]


def test_the_app_that_knows_deals_fills_their_columns(kim, monkeypatch):
    monkeypatch.setattr(deals_of, "_items", {})
    hong = make_customer(kim, "홍길동")
    react(hong, opens=1)
    deals_of.add("sales")(lambda user, ids: {ids[0]: DealFact("정수기 교체", "8.중도 포기", "/d/")})

    [(_name, line)] = rows(figures(kim))

    assert (line["deal"], line["stage"]) == ("정수기 교체", "8.중도 포기")


def test_phones_are_masked_without_the_right(kim):
    hong = make_customer(kim, "홍길동", phones=[{"value": "010-1234-5678", "use": "mobile"}])
    react(hong, opens=1)
    marketer = User.objects.create_user("mo", "dangol!2026", name="모")
    role = Role.objects.create(name="마케터")
    for name in ("customers.view_customer", "messaging.view_message"):
        Grant.objects.create(role=role, permission=name, scope="all")
    marketer.roles.add(role)

    [(_name, line)] = rows(figures(marketer))

    assert line["mobile"].endswith("5678")
    assert "1234" not in line["mobile"]


def test_the_page_and_how_many_queries(client, kim, django_assert_max_num_queries):
    for n in range(12):
        react(make_customer(kim, f"고객{n}"), opens=1)

    with django_assert_max_num_queries(8):
        assert len(rows(figures(kim))) == 12
    client.force_login(kim)
    page = client.get("/reports/interest/")
    assert page.status_code == 200
    assert "고객11" in page.text
    assert "메일을 연 고객이 없습니다" in figures(kim, period="last_month").sentence
