"""A ticket from the first word to the end, and what its history remembers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from dangol.accounts.models import Absence
from dangol.activities.models import Entry
from dangol.customers.testing import make_code, make_customer, moment
from dangol.helpdesk.models import (
    Label,
    Member,
    Policy,
    RequestType,
    Route,
    Step,
    Team,
    Ticket,
    TicketStep,
)
from dangol.helpdesk.setup.services import remove_setting, write_setting
from dangol.helpdesk.testing import MORNING, make_team, make_ticket, step
from dangol.helpdesk.tickets.alarms import tell_label_owners
from dangol.helpdesk.tickets.assigning import assign_ticket, claim_ticket, transfer_ticket
from dangol.helpdesk.tickets.joining import merge_tickets, open_part, split_ticket
from dangol.helpdesk.tickets.moving import move_ticket, reopen_ticket
from dangol.helpdesk.tickets.services import edit_ticket, link_tickets
from dangol.helpdesk.tickets.talking import hear_customer, note_answer, write_note
from dangol.kit.errors import Conflict, Refused
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
LATER = moment("2026-11-23T11:00")


def kinds(customer):
    rows = Entry.objects.filter(customer=customer, kind__startswith="helpdesk.").order_by("pk")
    return [kind.removeprefix("helpdesk.") for kind in rows.values_list("kind", flat=True)]


def stays(ticket):
    rows = TicketStep.objects.filter(ticket=ticket).order_by("at", "pk")
    return [(row.step.name, row.ended_at and int((row.ended_at - row.at).total_seconds() // 60))
            for row in rows.select_related("step")]  # fmt: skip


def test_five_steps_with_the_time_in_each(kim):
    customer = make_customer(kim)
    ticket = make_ticket(customer=customer, actor=kim)
    assert (ticket.number, ticket.step.name) == ("T-2600001", "접수")

    ticket = claim_ticket(ticket, at=MORNING + timedelta(minutes=2), actor=kim)
    for minutes, kind in ((11, "work"), (71, "confirm"), (101, "done")):
        at = MORNING + timedelta(minutes=minutes)
        ticket = move_ticket(ticket, to=step(kind), at=at, actor=kim)

    assert stays(ticket) == [
        ("접수", 2),
        ("배정", 9),
        ("처리중", 60),
        ("고객확인", 30),
        ("완료", None),
    ]
    assert (ticket.is_open, ticket.work_minutes) == (False, 101)
    assert kinds(customer) == ["ticket_opened", "ticket_solved"]

    ticket = reopen_ticket(ticket, at=LATER, actor=kim)
    assert (ticket.step.name, ticket.is_open, ticket.reopen_count, ticket.solved_at) == (
        "배정", True, 1, None,
    )  # fmt: skip
    assert kinds(customer)[-1] == "ticket_reopened"


def test_holding_needs_a_reason_and_two_movers_are_told(kim, lee):
    ticket = make_ticket(kim)
    with pytest.raises(Refused, match="까닭"):
        move_ticket(ticket, to=step("hold"), at=LATER, actor=kim)
    move_ticket(ticket, to=step("work"), at=LATER, actor=kim, seen_in=step("assigned").id)
    with pytest.raises(Conflict, match="처리중"):
        move_ticket(ticket, to=step("done"), at=LATER, actor=lee, seen_in=step("assigned").id)
    assert TicketStep.objects.count() == 2


def test_the_office_names_and_adds_steps_but_keeps_the_ends(kim, choi):
    ticket = make_ticket(kim)
    check = write_setting(Step, None, name="현장 방문", kind="work", order=25, actor=choi)
    move_ticket(ticket, to=step("work"), at=LATER, actor=kim)
    with pytest.raises(Refused, match="없앨 수 없습니다"):
        remove_setting(Step.objects.get(kind="done"), actor=choi)
    with pytest.raises(Refused, match="먼저 옮겨"):
        remove_setting(Step.objects.get(name="처리중"), actor=choi)
    with pytest.raises(ValidationError, match="하나뿐"):
        write_setting(Step, None, name="끝", kind="done", order=99, actor=choi)
    remove_setting(check, actor=choi)
    assert not Step.objects.filter(name="현장 방문").exists()


def test_the_pool_is_seen_by_all_and_claimed_once(kim, park, lee):
    pool, taken = make_ticket(actor=lee), make_ticket(lee)
    closed = make_ticket(actor=lee, team=make_team("내부", lee, is_closed=True))

    assert set(Ticket.objects.visible_to(park)) == {pool}
    assert set(Ticket.objects.visible_to(lee)) == {pool, taken, closed}

    claim_ticket(pool, at=LATER, actor=kim)
    with pytest.raises(Conflict, match="김하늘"):
        claim_ticket(pool, at=LATER, actor=park)
    pool.refresh_from_db()
    assert (pool.agent, pool.step.name) == (kim, "배정")
    assert set(Ticket.objects.visible_to(park)) == set()
    assign_ticket(pool, to=None, at=LATER, actor=kim)
    pool.refresh_from_db()
    assert pool.step.name == "접수"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("pool", [None] * 4), ("turn", "klck"), ("least", "lckl"), ("skill", "lklk")],
)
def test_rules_find_the_agent(kim, lee, choi, rule, expected):
    """Of kim, who has a ticket, lee and choi, only choi lacks the skill."""
    team = make_team("A/S", kim, lee, choi, assign=rule)
    asked = RequestType.objects.create(name="수리", team=team)
    for able in Member.objects.filter(user__in=(kim, lee)):
        able.skills.add(asked)
    make_ticket(kim, at=MORNING)
    given = [
        make_ticket(actor=lee, request_type=asked, at=MORNING + timedelta(minutes=n)).agent
        for n in range(1, 5)
    ]
    names = {kim: "k", lee: "l", choi: "c", None: None}
    assert [names[one] for one in given] == list(expected)


def test_nobody_who_is_away_is_given_anything(kim, lee):
    team = make_team("A/S", kim, lee, assign="turn")
    Absence.objects.create(person=kim, starts_on=MORNING.date(), ends_on=MORNING.date())
    assert [make_ticket(actor=lee, team=team).agent for _n in range(2)] == [lee, lee]


def test_a_vip_goes_to_the_agent_of_their_grade(kim, lee):
    vip = make_code("customer_grade", "vip", "VIP")
    make_ticket(lee)
    Route.objects.create(name="VIP", grade=vip, agent=lee, priority=3)

    ticket = make_ticket(actor=kim, customer=make_customer(kim, grade=vip))
    other = make_ticket(actor=kim, customer=make_customer(kim, "이보통"))

    assert (ticket.agent, ticket.priority, ticket.policy.name) == (lee, 3, "긴급")
    assert (other.agent, other.priority, other.policy.name) == (None, 1, "보통")


def test_transfers_need_a_reason_and_count_what_comes_back(kim, lee, park):
    first, other = make_team("고객지원 2", kim), make_team("A/S", lee)
    ticket = make_ticket(kim, team=first)
    due = ticket.solve_due_at

    with pytest.raises(ValidationError, match="까닭"):
        transfer_ticket(ticket, team=other, reason=" ", at=LATER, actor=kim)
    with pytest.raises(ValidationError, match="팀원이 아닙니다"):
        transfer_ticket(ticket, team=other, agent=park, reason="수리", at=LATER, actor=kim)
    ticket = transfer_ticket(ticket, team=other, agent=lee, reason="수리", at=LATER, actor=kim)
    assert (ticket.agent, ticket.transfer_count, ticket.return_count) == (lee, 1, 0)
    ticket = transfer_ticket(ticket, team=first, reason="부품 문제 아님", at=LATER, actor=lee)

    assert (ticket.agent, ticket.transfer_count, ticket.return_count) == (None, 2, 1)
    assert ticket.solve_due_at == due
    assert [row.is_return for row in ticket.transfers.order_by("pk")] == [False, True]


def test_merging_keeps_every_word_and_refuses_circles(kim):
    one, two = make_ticket(kim), make_ticket(kim, "스팀이 약함")
    hear_customer(two, text="아직도 그래요", at=LATER, name="김대표")

    merge_tickets(two, into=one, at=LATER, actor=kim)

    one.refresh_from_db()
    two.refresh_from_db()
    assert [row.text for row in one.messages.all()] == ["아직도 그래요"]
    assert (two.is_open, two.merged_into, one.message_count) == (False, one, 1)
    for wrong in ((one, two), (one, one), (two, one)):
        with pytest.raises(Refused):
            merge_tickets(wrong[0], into=wrong[1], at=LATER, actor=kim)
    with pytest.raises(Refused, match="합쳐진"):
        move_ticket(two, to=step("work"), at=LATER, actor=kim)


def test_splitting_takes_what_follows_into_a_ticket_of_its_own(kim):
    ticket = make_ticket(kim)
    hear_customer(ticket, text="스팀이 약해요", at=LATER)
    second = hear_customer(ticket, text="그리고 청구서가 틀려요", at=LATER)

    made = split_ticket(ticket, message=second, subject="청구서", at=LATER, actor=kim)

    assert [row.text for row in made.messages.all()] == ["그리고 청구서가 틀려요"]
    assert [row.text for row in ticket.messages.all()] == ["스팀이 약해요"]
    link_tickets(ticket, made, actor=kim)
    with pytest.raises(Refused):
        link_tickets(ticket, ticket, actor=kim)


def test_the_whole_waits_for_its_parts(kim):
    ticket = make_ticket(kim)
    part = open_part(ticket, subject="부품 주문", at=LATER, actor=kim)
    with pytest.raises(Refused, match="아래 티켓"):
        move_ticket(ticket, to=step("done"), at=LATER, actor=kim)
    with pytest.raises(Refused):
        open_part(part, subject="더 아래", at=LATER, actor=kim)
    part.refresh_from_db()
    move_ticket(part, to=step("done"), at=LATER, actor=kim)
    assert not move_ticket(ticket, to=step("done"), at=LATER, actor=kim).is_open


def test_resident_numbers_and_empty_subjects_are_refused(kim):
    for values in ({"subject": " "}, {"subject": "x", "text": "900101-1234567"}):
        with pytest.raises(ValidationError):
            make_ticket(kim, **values)
    ticket = make_ticket(kim)
    with pytest.raises(ValidationError, match="주민등록번호"):
        write_note(ticket, text="900101-1234567", at=LATER, actor=kim)
    assert (Ticket.objects.count(), ticket.messages.count()) == (1, 0)


def test_the_same_source_opens_one_ticket(kim):
    assert make_ticket(kim, source="chat:1") == make_ticket(kim, source="chat:1")
    assert Ticket.objects.count() == 1


def test_a_note_calls_colleagues_who_then_follow(kim, lee):
    ticket = make_ticket(kim)
    write_note(ticket, text="@이도윤 오늘 갈 수 있나요?", at=LATER, actor=kim)
    assert [row.user for row in ticket.followers.all()] == [lee]
    ticket.refresh_from_db()
    assert ticket.first_replied_at is None


def test_an_answer_by_phone_counts_as_the_first_reply(kim):
    ticket = make_ticket(actor=kim)
    note_answer(ticket, text="전화로 안내함", at=MORNING + timedelta(minutes=100), actor=kim)
    ticket.refresh_from_db()
    assert (ticket.agent, ticket.step.name, ticket.first_kept) == (kim, "처리중", True)


def test_a_complaint_that_comes_again_is_marked(kim):
    customer = make_customer(kim)
    make_team("고객지원 2")
    kind = RequestType.objects.filter(is_complaint=True).first()
    first = make_ticket(kim, customer=customer, request_type=kind)
    again = make_ticket(kim, customer=customer, request_type=kind)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    with pytest.raises(ValidationError, match="1조"):
        edit_ticket(again, at=LATER, actor=kim, compensation=10**13)


def test_who_watches_a_label_hears_of_its_week(kim, lee):
    label = Label.objects.create(name="스팀", owner=lee)
    Label.objects.create(name="조용함", owner=lee)
    for day in (1, 9, 10):
        ticket = make_ticket(kim, at=MORNING - timedelta(days=day))
        ticket.labels.add(label)
    Notice.objects.all().delete()
    assert tell_label_owners(at=MORNING) == 1
    notice = Notice.objects.get()
    assert (notice.user, notice.text) == (lee, "라벨 ‘스팀’ 지난주 1건(그 전주 2건)")
    Notice.objects.all().delete()
    assert tell_label_owners(at=MORNING + timedelta(days=1)) == 0

    Label.objects.filter(pk=label.pk).update(is_daily=True)
    assert tell_label_owners(at=MORNING) == 1
    assert Notice.objects.get().text == "라벨 ‘스팀’ 어제 1건(그 전날 0건)"


def test_promises_say_something_and_never_zero(choi):
    make_team("x")
    for minutes, text in ((0, "0분"), (None, "하나는")):
        with pytest.raises(ValidationError, match=text):
            write_setting(Policy, None, name="약속", first_minutes=minutes, actor=choi)
    assert Policy.objects.count() == 2
    assert Team.objects.count() == 2
