"""일일·주간 업무보고 (F51): the draft by hand, handing in, answering, reminding."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.acts.services import complete_activity
from dangol.activities.briefs.queries import draft_of, leaders_of, span_of, standings
from dangol.activities.briefs.services import answer_brief, remind_of_briefs, write_brief
from dangol.activities.models import Brief
from dangol.activities.testing import make_done, make_todo
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer, moment
from dangol.kit.errors import Refused
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
NOW = moment("2026-03-09T18:00")


def at(text):
    return moment(f"2026-03-{text}")


@pytest.fixture
def work(kim, lee):
    """Kim's Monday: two calls and a memo, a customer registered, a plan, something overdue."""
    hong = make_customer(kim, "홍길동")
    Customer.objects.update(created_at=at("09T08:00"))
    make_done(kim, at("09T14:00"), kind="call", purpose="care", minutes=20, customer=hong)
    first = make_todo(kim, at("09T09:30"), kind="call", title="가격 문의", customer=hong)
    complete_activity(first, at=at("09T09:40"), minutes=10, result="견적을 보내기로 함", actor=kim)
    make_done(kim, at("09T17:00"), kind="memo", minutes=None, text="차량 점검\n둘째 줄")
    make_done(lee, at("09T10:00"), customer=hong)
    make_todo(kim, at("10T10:00"), kind="visit", title="계약 설명", customer=hong)
    make_todo(kim, date(2026, 3, 10), kind="todo", title="언제든")
    make_todo(kim, at("11T10:00"), kind="call", title="모레")
    make_todo(kim, at("06T10:00"), kind="call", title="지난 금요일")
    return hong


def test_the_draft_is_what_the_day_was(work, kim):
    draft = draft_of(kim, "day", MONDAY, now=NOW)

    assert draft.done.splitlines() == [
        "- 09:40 [전화] 홍길동 · 가격 문의 (10분) → 견적을 보내기로 함",
        "- 14:00 [전화] 홍길동 (20분)",
        "- 17:00 [메모] 차량 점검",
    ]
    assert draft.plan.splitlines() == ["- 10:00 [방문] 홍길동 · 계약 설명", "- [업무] 언제든"]
    assert draft.figures == {
        "activities": 3,
        "contacts": 2,
        "customers": 1,
        "minutes": 30,
        "kinds": [("전화", 2), ("메모", 1)],
        "purposes": [("기존고객 사후 관리", 20), ("없음", 10)],
        "registered": 1,
        "overdue": 1,
    }


def test_a_week_begins_on_monday_and_plans_the_next(work, kim):
    assert span_of("week", date(2026, 3, 15)) == (MONDAY, date(2026, 3, 15))
    make_todo(kim, at("16T10:00"), kind="call", title="다음 주")

    draft = draft_of(kim, "week", date(2026, 3, 13), now=NOW)

    assert draft.done.startswith("- 03/09 09:40 [전화] 홍길동")
    assert draft.plan == "- 03/16 10:00 [전화] 다음 주"


def test_a_friday_plans_the_next_working_day(work, kim):
    make_todo(kim, at("16T10:00"), kind="call", title="월요일")

    assert draft_of(kim, "day", date(2026, 3, 13), now=NOW).plan == "- 10:00 [전화] 월요일"


def test_leaders_are_those_who_see_the_writer_nearest_first(kim, lee, park, choi):
    assert leaders_of(kim) == [lee, choi]
    assert leaders_of(lee) == [choi]
    assert leaders_of(park) == [choi]


def hand_in(kim, lee, **values):
    values.setdefault("done", "한 일")
    return write_brief("day", MONDAY, at=NOW, actor=kim, leader=lee, submit=True, **values)


def test_it_is_handed_in_returned_and_confirmed(work, kim, lee, park):
    write_brief("day", MONDAY, at=NOW, actor=kim, done="초안")
    brief = hand_in(kim, lee, done="다듬은 글")

    assert Brief.objects.get() == brief
    assert (brief.status, brief.figures["activities"]) == ("submitted", 3)
    assert Notice.objects.get(user=lee).text == (
        "김하늘님이 일일 2026-03-09 업무보고를 제출했습니다."
    )
    with pytest.raises(Refused):
        write_brief("day", MONDAY, at=NOW, actor=kim, done="몰래")
    with pytest.raises(Refused):
        answer_brief(brief, confirm=True, answer="", actor=park)
    with pytest.raises(ValidationError):
        answer_brief(brief, confirm=False, answer=" ", actor=lee)
    answer_brief(brief, confirm=False, answer="결과를 적어 주세요", actor=lee)
    again = hand_in(kim, lee, done="결과까지")
    answer_brief(again, confirm=True, answer="", actor=lee)
    again.refresh_from_db()
    assert (again.status, again.done) == ("confirmed", "결과까지")
    assert Notice.objects.filter(user=kim).count() == 2


def test_what_cannot_be_written_is_refused(kim, lee, park):
    with pytest.raises(Refused, match="오지 않은"):
        write_brief("day", date(2026, 3, 10), at=NOW, actor=kim)
    with pytest.raises(ValidationError, match="받는 사람"):
        write_brief("day", MONDAY, at=NOW, actor=kim, submit=True)
    with pytest.raises(ValidationError, match="받을 수 없는"):
        write_brief("day", MONDAY, at=NOW, actor=kim, leader=park)
    with pytest.raises(ValidationError, match="주민등록번호"):
        write_brief("day", MONDAY, at=NOW, actor=kim, done="900101-1234568")
    assert not Brief.objects.exists()


def test_drafts_are_their_writers_alone(client, kim, lee, park):
    draft = write_brief("day", MONDAY, at=NOW, actor=kim, done="초안")

    def sees(person, brief):
        client.force_login(person)
        return client.get(brief.get_absolute_url()).status_code

    assert [sees(person, draft) for person in (kim, lee, park)] == [200, 404, 404]
    brief = hand_in(kim, lee)
    assert [sees(person, brief) for person in (kim, lee, park)] == [200, 200, 404]


def test_the_leader_sees_who_has_handed_in(work, kim, lee, park, choi):
    brief = hand_in(kim, lee)

    assert standings(lee, "day", MONDAY) == [(kim, brief)]
    assert standings(kim, "day", MONDAY) == []
    assert {one.person.name: bool(one.brief) for one in standings(choi, "day", MONDAY)} == {
        "김하늘": True,
        "이도윤": False,
        "박지훈": False,
    }


def test_those_without_one_are_reminded_on_business_days(kim, lee, park):
    assert remind_of_briefs(today=date(2026, 3, 8)) == 0  # a Sunday
    assert remind_of_briefs(today=date(2026, 3, 2)) == 0  # 삼일절 대체공휴일
    hand_in(kim, lee)

    assert remind_of_briefs(today=MONDAY) == 2
    assert not Notice.objects.filter(user=kim).exists()
    assert Notice.objects.filter(user=park, url="/activities/briefs/write/?kind=day").count() == 1


def test_pages(work, client, kim, lee, django_assert_num_queries):
    client.force_login(kim)
    url = "/activities/briefs/write/?kind=day&day=2026-03-09"
    page = client.get(url).content.decode()
    assert "가격 문의 (10분)" in page
    assert "이도윤" in page
    refused = client.post(url, {"done": "내 글", "act": "submit"})
    assert refused.status_code == 422
    assert "내 글" in refused.content.decode()
    sent = client.post(url, {"done": "- 하나\n- 둘", "leader": lee.pk, "act": "submit"})
    assert sent.url == Brief.objects.get().get_absolute_url()
    assert client.get(url).url == sent.url  # nothing to write any more
    client.force_login(lee)
    page = client.get(sent.url).content.decode()
    assert "<li>하나</li>" in page
    wrong = client.post(f"{sent.url}answer/", {"act": "return", "answer": ""})
    assert wrong.status_code == 422
    client.post(f"{sent.url}answer/", {"act": "confirm", "answer": "수고했습니다"})
    assert Brief.objects.get().status == "confirmed"
    client.get("/activities/briefs/")
    with django_assert_num_queries(10):
        page = client.get("/activities/briefs/?kind=day&day=2026-03-09")
    assert "1 / 1" in page.content.decode()
    assert client.get("/activities/briefs/?kind=x&day=9999-12-31").status_code == 200
