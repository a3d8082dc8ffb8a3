import pytest
from django.utils import timezone

from dangol.automation import engine
from dangol.automation.engine import carry_out, plan_rounds
from dangol.automation.jobs import look_at_clock
from dangol.automation.models import RuleRun, Touch
from dangol.automation.queries import due_keys
from dangol.automation.registry import Action, Outcome, actions
from dangol.automation.testing import BIRTHDAY, make_rule
from dangol.codes.models import CustomField
from dangol.codes.queries import forget_fields
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer, moment
from dangol.kit.forms import Form
from dangol.segments.testing import leaf

MORNING = moment("2026-03-02T09:30")
SEEN: list = []


@pytest.fixture
def note(monkeypatch):
    SEEN.clear()

    def run(ids, values, *, source, actor):
        SEEN.extend((Customer.objects.get(pk=pk).name, source) for pk in ids)
        return Outcome(len(ids))

    monkeypatch.setitem(actions._items, "note", Action("적기", Form, run))
    return {"action": "note", "values": {}}


def names():
    return [name for name, _source in SEEN]


def go(at):
    plan_rounds(at=at)
    for run in RuleRun.objects.filter(status__in=["waiting", "running"]).order_by("pk"):
        carry_out(run.pk, at=at)


def test_birthdays_come_once_a_year_whatever_happens(kim, note):
    make_customer(kim, "오늘", birth_on="1990-03-02")
    make_customer(kim, "내일", birth_on="1990-03-03")
    make_customer(kim, "음력", birth_on="1990-01-14", birth_calendar="lunar")
    rule = make_rule(kim, "date", note, trigger_values=BIRTHDAY, at=moment("2026-03-01T10:00"))

    go(MORNING)
    go(MORNING)
    assert sorted(names()) == ["오늘", "음력"]
    go(moment("2026-03-03T09:00"))
    assert names()[2:] == ["내일"]
    # a corrected date does not greet twice in one year
    Customer.objects.filter(name="오늘").update(birth_on="1990-03-04")
    go(moment("2026-03-04T09:00"))
    assert len(SEEN) == 3
    go(moment("2027-03-04T09:00"))
    assert sorted(names()[3:]) == ["내일", "오늘"]
    assert sorted(set(Touch.objects.values_list("cycle", flat=True))) == ["l2026", "y2026", "y2027"]
    assert rule.runs.filter(status="done").count() == rule.runs.count()


def test_days_before_and_own_fields_and_the_hour(kim, note):
    CustomField.objects.create(
        record="customers.customer", key="ends", label="계약 끝", kind="date"
    )
    forget_fields()
    make_customer(kim, "끝남", custom={"ends": "2026-04-01"})
    values = BIRTHDAY | {"field": "custom_ends", "days": 30, "yearly": False, "hour": 10}
    make_rule(kim, "date", note, trigger_values=values, at=moment("2026-03-01T00:00"))

    go(moment("2026-03-02T09:59"))
    assert names() == []
    go(moment("2026-03-02T10:00"))
    assert names() == ["끝남"]
    Customer.objects.update(custom={"ends": "2026-05-01"})
    go(moment("2026-04-01T10:00"))
    assert names() == ["끝남", "끝남"]


def test_ninety_days_without_contact(kim, note):
    customer = make_customer(kim, "조용")
    Customer.objects.filter(pk=customer.pk).update(last_contact_at=moment("2025-12-02T15:00"))
    values = BIRTHDAY | {
        "field": "last_contact_at", "days": 90, "side": "after", "yearly": False,
    }  # fmt: skip
    make_rule(kim, "date", note, trigger_values=values, at=moment("2026-02-20T00:00"))

    go(moment("2026-03-01T09:00"))
    assert names() == []
    go(moment("2026-03-02T09:00"))
    assert names() == ["조용"]


def test_nights_missed_are_made_up_for_a_week_but_not_before_it_was_on(kim, note):
    rule = make_rule(kim, "date", note, trigger_values=BIRTHDAY, at=moment("2026-03-01T10:00"))
    assert due_keys(rule, moment("2026-03-01T10:00")) == ["2026-03-01"]
    go(moment("2026-03-01T10:00"))

    assert due_keys(rule, moment("2026-03-03T08:00")) == ["2026-03-02"]
    assert due_keys(rule, moment("2026-03-20T09:00"))[0] == "2026-03-14"


@pytest.mark.parametrize(
    ("values", "at", "slot"),
    [
        ({"every": "day"}, "2026-03-03T08:59", "s2026-03-02T09"),
        ({"every": "week", "weekday": 2}, "2026-03-06T12:00", "s2026-03-04T09"),
        ({"every": "month", "day": 31}, "2026-03-15T12:00", "s2026-02-28T09"),
        ({"every": "month", "day": 10}, "2026-03-15T12:00", "s2026-03-10T09"),
    ],
)
def test_the_slot_of_a_schedule(kim, note, values, at, slot):
    given = {"weekday": 0, "day": 1, "hour": 9} | values
    rule = make_rule(kim, "schedule", note, trigger_values=given, at=moment("2026-01-01T00:00"))

    assert due_keys(rule, moment(at)) == [slot]


def test_a_schedule_touches_whom_it_means_once_each_slot(kim, note):
    for name in ("가온", "나루"):
        make_customer(kim, name)
    make_rule(
        kim, "schedule", note,
        trigger_values={"every": "day", "weekday": 0, "day": 1, "hour": 9},
        condition={"all": [leaf("name", "is", "가온")]},
        at=moment("2026-03-01T12:00"),
    )  # fmt: skip

    for at in ("2026-03-01T12:00", "2026-03-02T09:00", "2026-03-02T11:00", "2026-03-03T09:00"):
        go(moment(at))

    assert names() == ["가온", "가온"]


def test_on_a_holiday_dates_wait_and_slots_are_left_out(kim, note):
    make_customer(kim, "가온", birth_on="1990-03-01")
    make_rule(
        kim, "date", note, trigger_values=BIRTHDAY, skips_holidays=True,
        at=moment("2026-02-28T12:00"),
    )  # fmt: skip
    make_rule(
        kim, "schedule", note, skips_holidays=True, at=moment("2026-02-28T12:00"),
        trigger_values={"every": "day", "weekday": 0, "day": 1, "hour": 9},
    )  # fmt: skip

    for day in (1, 2):  # 삼일절 on a Sunday, and its substitute
        plan = plan_rounds(at=moment(f"2026-03-0{day}T10:00"))
        assert plan == 0
    go(moment("2026-03-03T10:00"))

    assert [name for name, source in SEEN if source.startswith("rule:")] == ["가온", "가온"]
    skipped = RuleRun.objects.filter(key__startswith="s", touched=0).values_list("key", flat=True)
    assert sorted(skipped) == ["s2026-03-01T09", "s2026-03-02T09"]


def test_a_round_goes_on_where_it_broke_off(kim, note, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    for number in range(7):
        make_customer(kim, f"고객{number}", birth_on="1990-03-02")
    rule = make_rule(kim, "date", note, trigger_values=BIRTHDAY, at=moment("2026-03-02T08:00"))
    plan_rounds(at=MORNING)
    run = rule.runs.get()
    for _batch in range(2):
        engine._next_batch(run, MORNING)
    assert (len(SEEN), RuleRun.objects.get().status) == (4, "waiting")

    # killed after the batch was done, before its place was noted
    RuleRun.objects.update(position=0)
    carry_out(run.pk, at=MORNING)

    assert sorted(names()) == [f"고객{n}" for n in range(7)]
    assert len({source for _name, source in SEEN}) == 4
    again = RuleRun.objects.get()
    assert (again.touched, again.done, again.status) == (7, 7, "done")


def test_the_clock_job_opens_rounds(kim, note, run_jobs):
    today = timezone.localtime()
    make_customer(kim, "가온", birth_on=f"1990-{today:%m-%d}")
    values = BIRTHDAY | {"hour": 0}
    make_rule(kim, "date", note, trigger_values=values, at=today.replace(hour=0, minute=0))

    look_at_clock.call()
    run_jobs()

    assert names() == ["가온"]
