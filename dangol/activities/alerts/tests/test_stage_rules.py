"""신규 (F22): nobody did anything for so many days, so the owner gets something to do."""

from datetime import date

from django.utils import timezone

from dangol.activities.acts.services import cancel_activity, complete_activity, remove_activity
from dangol.activities.models import Activity, AlertResult
from dangol.activities.testing import make_done, make_todo
from dangol.codes.calendar.services import set_days
from dangol.customers.testing import moment
from dangol.workspace.models import Notice


def made():
    rows = Activity.objects.filter(made_by_rule__startswith="alert:").order_by("pk")
    return [(row.customer.name, row.owner, row.kind.key, due(row)) for row in rows]


def due(row):
    return f"{timezone.localtime(row.due_at):%m-%d}"


def test_the_owner_gets_a_to_do_on_the_next_business_day(night, stage_rule, registered, kim):
    rule = stage_rule()
    registered(kim, "2026-01-31", stage="prospect")
    registered(kim, "2026-02-01", stage="prospect", name="하루 덜")

    run = night("2026-03-02")

    assert made() == [("홍길동", kim, "call", "03-03")]
    todo = Activity.objects.get()
    assert (todo.made_by_rule, todo.is_all_day, todo.is_open) == (rule.key, True, True)
    assert todo.title == "30일 동안 아무 활동이 없었습니다"
    assert todo.starts_at == moment("2026-03-03T00:00")
    assert (run.made, run.finished_at is not None) == (1, True)
    assert list(AlertResult.objects.values_list("text", "made", "nobody")) == [
        ("잠재고객 · 30일 · 전화", 1, 0)
    ]
    assert Notice.objects.get().text == "자동영업알림이 할 일 1건을 만들었습니다."


def test_any_activity_counts_and_so_does_a_contact_that_was_only_marked(
    night, stage_rule, registered, kim
):
    stage_rule()
    called = registered(kim, stage="prospect", name="전화함")
    make_done(kim, moment("2026-02-10T10:00"), customer=called, kind="memo")
    marked = registered(kim, stage="prospect", name="만남")
    type(marked).objects.filter(pk=marked.pk).update(last_contact_at=moment("2026-02-10T10:00"))

    night()

    assert made() == []


def test_a_person_met_at_their_company_was_met(night, stage_rule, registered, kim):
    stage_rule()
    person = registered(kim, stage="prospect", name="담당자")
    company = registered(kim, stage="customer", name="한빛", kind="company")
    make_done(kim, moment("2026-02-10T10:00"), customer=company, counterpart=person)

    night()

    assert made() == []


def test_other_stages_and_rules_that_are_off_do_nothing(night, stage_rule, registered, kim):
    stage_rule()
    stage_rule(stage="target", is_active=False)
    registered(kim, stage="customer")
    registered(kim, stage="target")

    night()

    assert made() == []


def test_not_while_a_to_do_of_that_kind_is_open(night, stage_rule, registered, kim):
    stage_rule()
    waiting = registered(kim, stage="prospect", name="전화 예정")
    make_todo(kim, date(2026, 4, 1), customer=waiting, kind="call")
    other = registered(kim, stage="prospect", name="메일 예정")
    make_todo(kim, date(2026, 4, 1), customer=other, kind="mail")

    night()

    assert [name for name, *_rest in made()] == ["메일 예정"]


def test_running_again_makes_nothing_new(night, stage_rule, registered, kim):
    stage_rule()
    registered(kim, stage="prospect")

    counts = [night(day).made for day in ("2026-03-02", "2026-03-03", "2026-03-20")]

    assert counts == [1, 0, 0]
    assert Notice.objects.count() == 1


def test_called_off_it_comes_back_after_as_many_days_again(night, stage_rule, registered, kim):
    stage_rule(days=30)
    registered(kim, "2026-01-31", stage="prospect")  # 10:00, so the 60th day ends on April 1st
    night("2026-03-03")
    cancel_activity(Activity.objects.get(), at=moment("2026-03-03T10:00"), actor=kim)

    counts = [night(day).made for day in ("2026-03-04", "2026-04-01", "2026-04-02", "2026-04-03")]

    assert counts == [0, 0, 1, 0]


def test_deleted_it_is_settled_until_as_many_days_have_passed_again(
    night, stage_rule, registered, kim
):
    stage_rule(days=30)
    registered(kim, "2026-01-31", stage="prospect")
    night("2026-03-03")
    remove_activity(Activity.objects.get(), actor=kim)

    counts = [night(day).made for day in ("2026-03-04", "2026-04-01", "2026-04-02")]

    assert counts == [0, 0, 1]


def test_done_the_waiting_begins_anew(night, stage_rule, registered, kim):
    stage_rule()
    registered(kim, stage="prospect")
    night("2026-03-02")
    complete_activity(Activity.objects.get(), at=moment("2026-03-03T10:00"), actor=kim)

    counts = [night(day).made for day in ("2026-04-01", "2026-04-02", "2026-04-03")]

    assert counts == [0, 1, 0]


def test_holidays_the_company_set_are_skipped(night, stage_rule, registered, kim):
    stage_rule()
    registered(kim, stage="prospect")
    set_days(starts_on=date(2026, 3, 3), kind="off", name="창립기념일", actor=None)

    night()

    assert made() == [("홍길동", kim, "call", "03-04")]
