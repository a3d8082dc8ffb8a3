from datetime import date, datetime

import pytest
from django.utils import timezone

from dangol.accounts.models import Department, SignIn, User
from dangol.audit import jobs, unusual
from dangol.audit.models import Access, Review
from dangol.audit.preferences import years_kept
from dangol.audit.queries import views_per_person
from dangol.audit.registry import Subject, subjects
from dangol.audit.services import remind_of_review, sign_off_review
from dangol.audit.testing import MODEL, make_access
from dangol.kit import events
from dangol.kit.errors import Refused
from dangol.kit.notices import NoticeGiven

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def at(day, hour=10):
    return datetime(2026, 3, day, hour, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def people(monkeypatch):
    """Members of staff stand for the customers this app knows nothing of."""
    subject = Subject(
        label="사람",
        numbers=lambda ids: {pk: f"P-{pk}" for pk in ids},
        find=lambda text: [int(text.removeprefix("P-"))],
        departments=lambda ids: dict(
            User.objects.filter(pk__in=ids).values_list("pk", "department")
        ),
        needs_two_years=lambda: True,
    )
    monkeypatch.setattr(subjects, "_items", {MODEL: subject})


def found(kind):
    return [(f.actor_name, f.text) for f in unusual.findings(MARCH) if f.kind == kind]


def test_an_ordinary_month_has_nothing_unusual(kim):
    make_access(kim, at=datetime(2026, 2, 3, 10, tzinfo=timezone.get_current_timezone()))
    make_access(kim, at=at(3))
    make_access(kim, range(50), act="list", at=at(4))

    assert unusual.findings(MARCH) == []


def test_exports_come_with_their_reason_the_largest_first(kim, lee):
    make_access(kim, [1], act="export", reason="명함", at=at(2))
    make_access(lee, range(300), act="export", reason="연하장", at=at(3))

    assert found("export") == [
        ("이도윤", "내려받기 300명 · 연하장"),
        ("김하늘", "내려받기 1명 · 명함"),
    ]


def test_many_people_in_one_day(kim):
    for day, number in [(2, 999), (3, 600), (3, 500)]:
        make_access(kim, range(number), act="list", at=at(day))

    assert found("mass") == [("김하늘", "2026년 3월 3일 하루에 1,100명")]


@pytest.mark.parametrize(("hour", "seen"), [(21, 0), (22, 1), (2, 1), (5, 1), (6, 0)])
def test_the_night_is_from_ten_to_six_in_seoul(kim, hour, seen):
    make_access(kim, at=at(3, hour))

    assert len(found("night")) == seen


def test_many_failed_sign_ins(kim):
    for number in range(5):
        SignIn.objects.create(
            login="kim", person=kim, address="1.2.3.4", outcome="wrong" if number else "locked"
        )
    SignIn.objects.update(at=at(9))

    assert found("failed") == [("김하늘", "1.2.3.4에서 로그인 5번 실패")]


def test_customers_of_another_department(kim, lee, park, people):
    make_access(kim, [lee.pk, park.pk, park.pk], at=at(3))
    make_access(kim, [park.pk], act="list", at=at(3))

    assert found("outside") == [("김하늘", "다른 부서 고객을 2번 열었습니다.")]


def test_an_address_never_used_before(kim, lee):
    for month, address in [(2, "10.0.0.1"), (3, "10.0.0.1"), (3, "9.9.9.9")]:
        moment = datetime(2026, month, 5, 10, tzinfo=timezone.get_current_timezone())
        make_access(kim, address=address, at=moment)
    make_access(lee, address="8.8.8.8", at=at(6))

    assert found("address") == [("김하늘", "처음 쓴 접속지 9.9.9.9에서 1번")]


def test_views_are_counted_per_person_and_month(kim, lee):
    for _ in range(3):
        make_access(kim, at=at(3))
    make_access(kim, act="list", at=at(3))
    make_access(kim, at=at(3).replace(month=4))

    views = {row.person: row.views for row in views_per_person(MARCH)}
    assert (views[kim], views[lee]) == (3, 0)


def test_a_month_is_signed_off_once_with_a_note(choi):
    access = make_access(choi)
    today = date(2026, 4, 2)
    review = sign_off_review(month=MARCH, note="이상 없음", today=today, actor=choi)

    assert (review.reviewer, review.last_id, review.last_hash) == (choi, 1, access.hash)
    for month, note, text in [
        (MARCH, "또", "이미"),
        (date(2026, 2, 1), " ", "의견"),
        (date(2026, 4, 1), "이르다", "끝난 달"),
    ]:
        with pytest.raises(Refused, match=text):
            sign_off_review(month=month, note=note, today=today, actor=choi)
    assert Review.objects.count() == 1


def test_reviewers_are_reminded_until_it_is_done(choi, kim, monkeypatch):
    told = []
    monkeypatch.setitem(events._subscribers, NoticeGiven, [told.append])

    assert remind_of_review(month=MARCH)
    assert [(notice.user_ids, notice.url) for notice in told] == [
        ([choi.pk], "/audit/review/2026-3/")
    ]
    sign_off_review(month=MARCH, note="이상 없음", today=date(2026, 4, 2), actor=choi)
    assert not remind_of_review(month=MARCH)


def test_accesses_are_kept_two_years_where_the_law_says_so(people, kim):
    assert years_kept() == 2
    now = timezone.now()
    make_access(kim, at=now - timezone.timedelta(days=733))
    make_access(kim, at=now - timezone.timedelta(days=730))

    assert jobs.prune_accesses.call() == 1
    assert Access.objects.count() == 1
    assert Department.objects.exists()
