from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from dangol.accounts.people.handover import handovers
from dangol.accounts.people.services import hand_over
from dangol.activities.acts.chaining import follow, proposal_of
from dangol.activities.acts.kinds import forget_kinds, kind_by_key
from dangol.activities.acts.many import complete_many, move_many, plan_many, reassign_many
from dangol.activities.acts.services import (
    cancel_activity,
    complete_activity,
    edit_activity,
    move_activity,
    reassign,
    reopen,
)
from dangol.activities.models import Activity, Entry, KindRule
from dangol.activities.testing import NOW, make_done, make_todo
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer, moment
from dangol.kit.errors import Conflict, Refused
from dangol.workspace.models import Notice


def test_completing_turns_it_into_history(kim):
    customer = make_customer(kim)
    todo = make_todo(kim, customer=customer, title="단가 회신")

    done = complete_activity(todo, at=NOW, actor=kim, result="수락", minutes=7)

    assert (done.status, done.result, done.minutes) == ("done", "수락", 7)
    assert (done.due_at, done.occurred_at) == (NOW, NOW)
    assert customer.entries.get(kind="activities.activity").activity == done


def test_the_second_to_complete_it_is_refused(kim, lee):
    todo = make_todo(kim)
    complete_activity(todo, at=NOW, actor=kim)

    with pytest.raises(Refused, match="이미 완료"):
        complete_activity(todo, at=NOW, actor=lee)

    assert Entry.objects.filter(activity=todo).count() == 0
    assert Activity.objects.get().created_by == kim


def test_somebody_who_opened_an_older_version_is_told(kim):
    todo = make_todo(kim)
    edit_activity(todo, at=NOW, actor=kim, title="바뀜")

    with pytest.raises(Conflict):
        complete_activity(todo, at=NOW, actor=kim, version=1)


def test_a_meeting_proposes_the_mail_of_the_next_day(kim):
    meeting = make_done(kim, kind="meeting", customer=make_customer(kim), next_step="견적 보내기")

    proposal = proposal_of(meeting, today=date(2026, 3, 6))

    assert proposal.kind.key == "mail"
    assert (proposal.due, proposal.title) == (date(2026, 3, 9), "견적 보내기")  # not on Saturday


def test_one_follows_each_however_often_it_is_asked(kim):
    meeting = make_done(kim, kind="meeting", customer=make_customer(kim))

    first = follow(meeting, kind="mail", due=date(2026, 3, 9), actor=kim)
    again = follow(meeting, kind="call", due=date(2026, 4, 9), actor=kim)

    assert first == again
    assert (first.chained_from, first.customer) == (meeting, meeting.customer)
    assert proposal_of(meeting, today=date(2026, 3, 6)) is None


def test_a_kind_may_make_the_next_by_itself(kim):
    todo = make_todo(kim, customer=make_customer(kim))
    call, mail = kind_by_key("call"), kind_by_key("mail")
    KindRule.objects.create(kind_id=call.id, chain="auto", next_kind_id=mail.id, next_days=2)
    forget_kinds()

    complete_activity(todo, at=NOW, actor=kim)

    made = Activity.objects.open().get()
    assert (made.kind.key, made.made_by_rule, made.chained_from_id) == ("mail", "chain", todo.pk)
    assert made.due_at == moment("2026-03-04T23:59:59")


def test_reopening_leaves_no_trace_on_the_timeline(kim):
    customer = make_customer(kim)
    todo = make_todo(kim, customer=customer)
    complete_activity(todo, at=NOW, actor=kim)

    back = reopen(todo, actor=kim)

    customer.refresh_from_db()
    assert (back.status, back.occurred_at, back.due_at) == ("todo", None, NOW)
    assert not customer.entries.filter(kind="activities.activity").exists()
    assert customer.last_contact_at is None


def test_what_was_never_a_todo_cannot_be_reopened(kim):
    with pytest.raises(Refused, match="기록으로 적은"):
        reopen(make_done(kim), actor=kim)


def test_moving_keeps_its_length_and_its_reminder(kim):
    todo = make_todo(
        kim, NOW, ends=NOW + timedelta(hours=1), reminder_at=NOW - timedelta(minutes=10)
    )

    moved = move_activity(todo, due=moment("2026-03-05T14:00"), actor=kim)

    assert (moved.starts_at, moved.ends_at) == (
        moment("2026-03-05T14:00"),
        moment("2026-03-05T15:00"),
    )
    assert moved.reminder_at == moment("2026-03-05T13:50")


def test_an_end_before_the_start_is_refused(kim):
    with pytest.raises(ValidationError, match="끝나는 때"):
        make_todo(kim, NOW, ends=NOW - timedelta(minutes=1))

    assert not Activity.objects.exists()


def test_calling_off_keeps_the_reason(kim):
    todo = cancel_activity(make_todo(kim), at=NOW, actor=kim, reason="고객이 미룸")

    assert (todo.status, todo.result, todo.occurred_at) == ("cancelled", "고객이 미룸", None)
    with pytest.raises(Refused, match="취소된"):
        move_activity(todo, due=date(2026, 3, 9), actor=kim)


def test_handing_on_tells_the_new_owner(kim, lee):
    todo = reassign(make_todo(kim, title="재통화"), to=lee, actor=kim)

    assert todo.owner == lee
    assert Notice.objects.get(user=lee).text == "김하늘 님이 할 일을 맡겼습니다: 재통화"


def test_nobody_gets_work_after_leaving(kim, lee):
    lee.is_active = False
    lee.save()
    todo = make_todo(kim)

    with pytest.raises(ValidationError, match="지금 일하지 않습니다"):
        make_todo(lee, actor=kim)
    with pytest.raises(ValidationError, match="지금 일하지 않습니다"):
        reassign(todo, to=lee, actor=kim)
    with pytest.raises(Refused, match="지금 일하지 않습니다"):
        reassign_many(Activity.objects.all(), to=lee, actor=kim)

    assert Activity.objects.get().owner == kim


def test_open_todos_go_with_the_handover_and_history_stays(kim, lee, choi):
    todo, done = make_todo(kim), make_done(kim)

    assert handovers["activities.activity"].count(kim) == 1
    hand_over(kim, to=lee, actor=choi)

    todo.refresh_from_db()
    done.refresh_from_db()
    assert (todo.owner, done.owner) == (lee, kim)


def test_a_rule_makes_one_for_each_customer_once(kim, lee):
    ours = [make_customer(kim), make_customer(kim), make_customer(lee)]
    make_customer(None)
    make_todo(kim)
    values = {"kind": "call", "title": "안부 전화", "due": date(2026, 3, 9), "at": NOW}

    def run(cycle):
        return plan_many(Customer.objects.all(), rule="alert:1", cycle=cycle, **values)

    assert (run("2026-10"), run("2026-10"), run("2026-11")) == (3, 0, 3)
    made = Activity.objects.get(source=f"alert:1:2026-10:{ours[2].pk}")
    assert (made.owner, made.made_by_rule, made.title) == (lee, "alert:1", "안부 전화")
    assert (made.due_at, made.is_all_day) == (moment("2026-03-09T23:59:59"), True)
    assert made.full_clean() is None


def test_a_rule_leaves_out_customers_of_the_departed(kim):
    make_customer(kim)
    make_todo(kim)
    kim.is_active = False
    kim.save()

    made = plan_many(
        Customer.objects.all(), kind="call", due=date(2026, 3, 9), rule="a", cycle="1", at=NOW
    )

    assert made == 0


def test_completing_many_writes_each_once(kim):
    first, second = make_customer(kim), make_customer(kim)
    make_todo(kim, customer=first)
    make_todo(kim, customer=second, minutes=25)
    make_done(kim, NOW - timedelta(days=1), customer=first)

    ids = complete_many(Activity.objects.all(), at=NOW, actor=kim)

    assert len(ids) == 2
    assert set(Activity.objects.filter(pk__in=ids).values_list("minutes", flat=True)) == {10, 25}
    assert Entry.objects.filter(activity__in=ids).count() == 2
    first.refresh_from_db()
    assert first.last_contact_at == NOW
    assert complete_many(Activity.objects.all(), at=NOW, actor=kim) == []


def test_moving_many_keeps_the_hour_that_was_said(kim):
    day, hour = make_todo(kim, date(2026, 3, 2)), make_todo(kim, NOW)

    move_many(Activity.objects.all(), due=date(2026, 3, 5), actor=kim)

    day.refresh_from_db()
    hour.refresh_from_db()
    assert day.due_at == moment("2026-03-05T23:59:59")
    assert (hour.starts_at, hour.due_at) == (moment("2026-03-05T10:00"),) * 2
