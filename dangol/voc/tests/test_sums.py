"""Reports of the VOC from the sums of months: the same figures, however voices change."""

from datetime import date

import pytest

from dangol.accounts.models import Grant
from dangol.customers.testing import make_code, moment
from dangol.kit.access import Scope
from dangol.voc.counting import WAYS, count_month, forget_sums, months_to_count
from dangol.voc.models import CountedMonth, MonthSum, Voice
from dangol.voc.services import accept_voice, dismiss_voice, keep_words, remove_voice
from dangol.voc.sums import counted_months, split, sums_by, word_counts
from dangol.voc.testing import make_voice
from dangol.workspace.reports.asks import Days

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
YEAR = Days(date(2026, 8, 20), date(2026, 11, 10))
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def boss(choi):
    Grant.objects.filter(role__in=choi.roles.all()).update(scope=Scope.ALL)
    return choi


@pytest.fixture
def voices(kim):
    cause = make_code("voc_cause", "late", "지연")
    said = [
        make_voice(kim, "배송 지연", kind, at=moment(at), cause=cause if n % 2 else None)
        for n, (kind, at) in enumerate([
            ("complaint", "2026-08-31T23:59"), ("complaint", "2026-09-01T00:00"),
            ("praise", "2026-09-30T23:59"), ("inquiry", "2026-10-01T00:00"),
            ("complaint", "2026-10-15T12:00"), ("proposal", "2026-11-02T09:00"),
        ])
    ]  # fmt: skip
    Voice.objects.filter(pk=said[2].pk).update(has_reach=True)
    return said


def figures(user):
    """All a report may show, in an order of its own."""
    lines = [sorted(sums_by(user, way, YEAR), key=lambda line: str(line.key)) for way in WAYS]
    return lines, [word_counts(user, YEAR, kind=kind) for kind in ("", "complaint")]


def count_all():
    found = list(months_to_count(today=TODAY))
    for month in found:
        count_month(month)
    return found


def test_months_and_the_days_around_them_add_up_to_the_same(boss, voices):
    whole = figures(boss)
    assert whole[0][0][0].now == 3  # complaints
    assert whole[1][0]["배송"] == 6
    assert count_all() == [OCTOBER, SEPTEMBER, date(2026, 8, 1)]
    assert split(boss, YEAR) == (
        [SEPTEMBER, OCTOBER],
        [Days(YEAR.first, date(2026, 8, 31)), Days(date(2026, 11, 1), YEAR.last)],
    )
    assert figures(boss) == whole
    assert count_all() == []
    assert MonthSum.objects.get(way="word", month=SEPTEMBER, key="배송", kind="praise").count == 1
    MonthSum.objects.filter(way="kind", month=SEPTEMBER, kind="praise").update(count=8)
    assert figures(boss)[0][0][2].now == 8  # it is the sums that are read
    forget_sums()
    assert figures(boss) == whole


def test_whatever_changes_a_voice_its_month_is_read_anew(boss, kim, voices):
    def stale_after(act):
        count_all()
        act()
        gone = {SEPTEMBER, OCTOBER} - counted_months()
        now = figures(boss)
        CountedMonth.objects.all().delete()  # what reading every voice gives
        assert figures(boss) == now
        return gone

    second, third, fourth, fifth = voices[1:5]
    assert stale_after(lambda: accept_voice(third, kind="inquiry", actor=kim)) == {SEPTEMBER}
    moved = moment("2026-10-02T10:00")
    assert stale_after(lambda: accept_voice(second, occurred_at=moved, actor=kim)) == {
        SEPTEMBER, OCTOBER,
    }  # fmt: skip
    assert stale_after(lambda: keep_words(fourth, ["포장"])) == {OCTOBER}
    assert stale_after(lambda: dismiss_voice(fourth, actor=kim)) == {OCTOBER}
    assert stale_after(lambda: remove_voice(fifth, actor=kim)) == {OCTOBER}
    old = {"cause": None}
    assert stale_after(lambda: Voice.objects.filter(pk=third.pk).update(**old)) == {SEPTEMBER}
    late = moment("2026-09-10T10:00")
    assert stale_after(lambda: make_voice(kim, "늦었어요", at=late)) == {SEPTEMBER}
    # what no report counts makes nothing stale
    assert stale_after(lambda: Voice.objects.update(priority=3)) == set()


def test_who_sees_less_is_never_told_everybodys_sums(kim, park, voices):
    count_all()
    assert split(park, YEAR) == ([], [YEAR])
    assert word_counts(park, YEAR) == {}
    assert word_counts(kim, YEAR)["배송"] == 6
