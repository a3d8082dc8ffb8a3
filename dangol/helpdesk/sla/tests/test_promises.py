"""Deadlines: to the minute, standing still, announced once, and anew after a new holiday."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dangol.codes import preferences
from dangol.codes.calendar.hours import WorkPreferences
from dangol.codes.calendar.models import SpecialDay
from dangol.codes.calendar.queries import forget_days, is_business_day
from dangol.codes.calendar.services import set_days
from dangol.customers.testing import moment
from dangol.helpdesk.models import Policy, Ticket
from dangol.helpdesk.sla.clock import Timetable, due_after, spent_between
from dangol.helpdesk.testing import MORNING, make_ticket, step
from dangol.helpdesk.tickets.alarms import recount_deadlines, sound_alarms
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.helpdesk.tickets.services import edit_ticket
from dangol.helpdesk.tickets.talking import hear_customer, note_answer
from dangol.kit.korean.dates import SEOUL
from dangol.workspace.models import Notice

MINUTE = timedelta(minutes=1)
Kind = SpecialDay.Kind


def at(text):
    return moment(f"2026-11-{text}")


@pytest.fixture
def promise(db):
    step("start")
    Policy.objects.all().delete()

    def write(**values):
        return Policy.objects.create(name=f"약속 {Policy.objects.count()}", **values)

    return write


def test_four_hours_over_a_long_weekend(promise, kim):
    """KOREA 8: Friday 17:30, 개천절 on Saturday, its substitute on Monday."""
    promise(solve_minutes=240)
    ticket = make_ticket(kim, at=moment("2026-10-02T17:30"))
    assert ticket.solve_due_at == moment("2026-10-06T13:30")
    assert ticket.rank_at == ticket.solve_due_at


def test_without_any_special_day_the_law_counts(promise, kim):
    promise(solve_minutes=60)
    assert not SpecialDay.objects.exists()
    assert make_ticket(kim, at=moment("2026-12-24T17:30")).solve_due_at == moment(
        "2026-12-28T09:30"
    )


def test_the_clock_stands_while_a_step_stops_it(promise, kim):
    promise(first_minutes=60, solve_minutes=240)
    ticket = make_ticket(kim, at=at("23T09:00"))
    note_answer(ticket, text="네", at=at("23T09:30"), actor=kim)
    ticket.refresh_from_db()
    move_ticket(ticket, to=step("confirm"), at=at("23T10:00"), actor=kim)
    ticket.refresh_from_db()
    assert (ticket.first_kept, ticket.solve_due_at, ticket.solve_left) == (True, None, 180)

    hear_customer(ticket, text="아직요", at=at("24T15:00"))
    ticket.refresh_from_db()
    assert ticket.step.kind == "work"
    assert ticket.solve_due_at == at("24T18:00")
    move_ticket(ticket, to=step("done"), at=at("24T17:59"), actor=kim)
    ticket.refresh_from_db()
    assert (ticket.solve_kept, ticket.rank_at > at("24T18:00")) == (True, True)


def test_the_next_reply_counts_from_the_first_unanswered_word(promise, kim):
    promise(first_minutes=60, next_minutes=30)
    ticket = make_ticket(kim, at=at("23T09:00"))
    hear_customer(ticket, text="여보세요", at=at("23T09:05"))
    note_answer(ticket, text="네", at=at("23T09:10"), actor=kim)
    hear_customer(ticket, text="하나 더", at=at("23T09:20"))
    hear_customer(ticket, text="둘 더", at=at("23T09:40"))
    ticket.refresh_from_db()
    assert ticket.next_due_at == at("23T09:50")
    note_answer(ticket, text="늦음", at=at("23T10:00"), actor=kim)
    ticket.refresh_from_db()
    assert (ticket.next_due_at, ticket.next_missed) == (None, 1)


def test_another_promise_takes_what_has_passed_off(promise, kim):
    promise(priority=3, solve_minutes=120, order=0)
    promise(solve_minutes=480, order=1)
    ticket = make_ticket(kim, at=at("23T09:00"))
    assert ticket.solve_due_at == at("23T18:00")
    ticket = edit_ticket(ticket, at=at("23T10:00"), actor=kim, priority=3)
    assert ticket.solve_due_at == at("23T11:00")


def test_nothing_promised_is_no_deadline(promise, kim):
    ticket = make_ticket(kim)
    assert (ticket.policy, ticket.solve_due_at, ticket.alarm_at) == (None, None, None)
    move_ticket(ticket, to=step("done"), at=at("23T10:00"), actor=kim)
    ticket.refresh_from_db()
    assert ticket.solve_kept is None


def test_warnings_and_misses_are_told_once(promise, kim, lee):
    promise(first_minutes=60, warn_minutes=15)
    make_ticket(kim, at=at("23T09:00"), actor=lee)
    Notice.objects.all().delete()

    assert sound_alarms(at=at("23T09:44")) == 0
    assert sound_alarms(at=at("23T09:45")) == 1
    assert sound_alarms(at=at("23T09:50")) == 0
    assert sound_alarms(at=at("23T10:00")) == 1
    assert sound_alarms(at=at("23T15:00")) == 0
    assert Notice.objects.filter(user=kim).count() == 2
    ticket = Ticket.objects.get()
    assert (ticket.first_kept, ticket.alarm_at) == (False, None)


def test_a_late_look_tells_the_miss_alone(promise, kim, lee):
    promise(first_minutes=60, warn_minutes=15)
    make_ticket(kim, at=at("23T09:00"), actor=lee)
    assert sound_alarms(at=at("25T09:00")) == 1


def test_a_holiday_announced_late_moves_every_deadline(promise, kim, run_jobs):
    promise(solve_minutes=480)
    ticket = make_ticket(kim, at=at("23T09:00"))
    stopped = make_ticket(kim, at=at("23T09:00"))
    move_ticket(stopped, to=step("confirm"), at=at("23T09:00"), actor=kim)
    set_days(starts_on=date(2026, 11, 23), kind=Kind.PUBLIC, name="임시공휴일", actor=None)
    run_jobs()
    for row in (ticket, stopped):
        row.refresh_from_db()
    assert ticket.solve_due_at == ticket.rank_at == at("24T18:00")
    assert stopped.solve_due_at is None


def test_counting_anew_costs_the_same_for_many(promise, kim, django_assert_num_queries):
    promise(solve_minutes=480)
    make_ticket(kim, at=MORNING)
    with django_assert_num_queries(4):
        assert list(recount_deadlines(at=MORNING)) == [(1, 1)]
    for _n in range(5):
        make_ticket(kim, at=MORNING)
    with django_assert_num_queries(4):
        assert list(recount_deadlines(at=MORNING)) == [(6, 6)]


class TestOracle(TestCase):
    """Working time against a walk from minute to minute, over calendars made up."""

    @settings(max_examples=60)
    @given(data=st.data())
    def test_like_a_walk_from_minute_to_minute(self, data):
        opens = data.draw(st.integers(0, 11 * 4))
        lunch = data.draw(st.integers(opens + 1, 15 * 4))
        back = data.draw(st.integers(lunch + 1, 18 * 4))
        closes = data.draw(st.integers(back + 1, 24 * 4))
        words = [f"{n // 4:02}:{n % 4 * 15:02}" for n in (opens, lunch, back, closes)]
        week = data.draw(
            st.lists(st.sampled_from(["full", "morning", "off"]), min_size=7, max_size=7)
        )
        week[data.draw(st.integers(0, 6))] = "full"
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        preferences.put(
            WorkPreferences(
                opens_at=words[0], lunch_from=words[1], lunch_to=words[2], closes_at=words[3],
                **dict(zip(names, week, strict=True)),
            ),
            actor=None,
        )  # fmt: skip
        first = date(2026, 9, 20)
        for offset, kind in data.draw(
            st.dictionaries(st.integers(0, 20), st.sampled_from(list(Kind)), max_size=6)
        ).items():
            SpecialDay.objects.create(on=first + timedelta(days=offset), kind=kind, name="x")
        forget_days()
        spans = _minutes_of_work(week, [opens * 15, lunch * 15, back * 15, closes * 15], first)
        start = datetime(2026, 9, 20, tzinfo=SEOUL) + data.draw(st.integers(0, 14 * 1440)) * MINUTE
        minutes = data.draw(st.integers(0, 2_000))

        due = due_after(start, minutes, round_the_clock=False)

        assert due == _walk(start, minutes, spans)
        table = Timetable(first - timedelta(days=3), first + timedelta(days=30))
        assert table.due_after(start, minutes) == due
        assert spent_between(start, due, round_the_clock=False) == minutes


def _minutes_of_work(week, clock, first):
    """Whether each minute from the first day on is worked, by the plain rules."""
    opens, lunch, back, closes = clock
    special = dict(SpecialDay.objects.values_list("on", "kind"))
    worked = set()
    for n in range(140):
        day = first + timedelta(days=n)
        kind = special.get(day)
        shift = "full" if kind == Kind.WORK else week[day.weekday()]
        if kind in (Kind.PUBLIC, Kind.OFF) or (kind is None and not _by_law(day, week)):
            continue
        for minute in range(opens, closes):
            noon = lunch <= minute < back
            if not noon and (shift == "full" or (shift == "morning" and minute < lunch)):
                worked.add(n * 1440 + minute)
    return worked


def _by_law(day, week):
    holidays = {date(2026, 9, 24), date(2026, 9, 25), date(2026, 9, 26), date(2026, 10, 3),
                date(2026, 10, 5), date(2026, 10, 9), date(2026, 12, 25),
                date(2027, 1, 1)}  # fmt: skip
    return day not in holidays


def _walk(start, minutes, worked):
    begin = datetime(2026, 9, 20, tzinfo=SEOUL)
    now = int((start - begin) / MINUTE)
    if not minutes:
        return start
    while minutes:
        minutes -= now in worked
        now += 1
    return begin + now * MINUTE


def test_the_calendar_of_the_test_is_that_of_the_law(db):
    assert not is_business_day(date(2026, 10, 5))
