"""What the help desk costs: three tickets a customer, a long one, a calendar that changes."""

import json
import sys
import time
from datetime import datetime, timedelta
from urllib.parse import quote

import django

django.setup()

from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone

from bench.measure import Figures, timed
from bench.pages import signed_in
from dangol.accounts.models import User
from dangol.config import prepare
from dangol.customers.models import ContactPoint, Customer
from dangol.helpdesk.calls.services import caller_of
from dangol.helpdesk.models import Policy, Step, Ticket, TicketMessage
from dangol.helpdesk.setup.queries import step_of_kind
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.sla.promises import FAR
from dangol.helpdesk.tickets.alarms import recount_deadlines
from dangol.imports import bulk
from dangol.kit.search import search_text

OPEN, BATCH, SAID = 100_000, 20_000, 200


def main(count: int) -> dict[str, Figures | str]:
    prepare.prepare(demo=False)
    install_desk()
    now = timezone.now()
    _fill(count * 3, now)
    long = Ticket.objects.filter(is_open=True, agent__isnull=False).order_by("pk")[0]
    _talk(long, now)
    agent, desk = signed_in("agent"), reverse("helpdesk:desk")
    number = ContactPoint.objects.filter(medium="phone").order_by("-pk")[0].value
    page = {
        "desk, first page of all open": timed(lambda: agent.get(f"{desk}?box=open")),
        "desk, first page of the pool": timed(lambda: agent.get(f"{desk}?box=pool")),
        f"ticket of {SAID} messages": timed(
            lambda: agent.get(long.get_absolute_url(), hx_request="true")
        ),
        "desk, search": timed(lambda: agent.get(f"{desk}?box=open&q={quote('스팀 압력')}")),
        "who is calling": timed(lambda: caller_of(number)),
    }
    return {**page, "deadlines counted anew": _recount(now)}


def _fill(count: int, now: datetime) -> None:
    """Tickets of every customer in turn; the first hundred thousand are open."""
    if Ticket.objects.count() >= count:
        return
    customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    agents = list(User.objects.filter(username__startswith="agent").values_list("pk", flat=True))
    policy = Policy.objects.filter(solve_minutes__isnull=False).order_by("-order")[0]
    work, done = step_of_kind(Step.Kind.WORK), step_of_kind(Step.Kind.DONE)
    assert work  # noqa: S101 - install_desk made both
    assert done  # noqa: S101
    text = search_text("스팀 압력이 약해요")
    names = (
        "number", "subject", "customer", "agent", "step", "is_open", "search", "opened_at",
        "last_at", "step_since", "rank_at", "policy", "sla_from", "solve_left", "solve_due_at",
        "solved_at",
    )  # fmt: skip
    for start in range(0, count, BATCH):
        rows = []
        for n in range(start, min(start + BATCH, count)):
            is_open, at = n < OPEN, now - timedelta(minutes=n % 20_000)
            due = at + timedelta(hours=30)
            rows.append(
                (f"B-{n:08}", "스팀 압력이 약해요", customers[n % len(customers)],
                 agents[n % len(agents)] if n % 5 else None, work.id if is_open else done.id,
                 is_open, text, at, at, at, due if is_open else at + FAR, policy.pk,
                 at if is_open else None, 960, due if is_open else None,
                 None if is_open else at)
            )  # fmt: skip
        with atomic():
            bulk.insert(Ticket, names, rows, created_at=now, updated_at=now)


def _talk(ticket: Ticket, now: datetime) -> None:
    kinds = ("in", "out", "note")
    TicketMessage.objects.bulk_create(
        TicketMessage(
            ticket=ticket, kind=kinds[n % 3], author_id=ticket.agent_id if n % 3 else None,
            name="홍길동", text="확인했습니다. " * 10, at=now - timedelta(minutes=SAID - n),
        )
        for n in range(SAID)
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(message_count=SAID)


def _recount(now: datetime) -> str:
    started = time.perf_counter()
    counted = [total for _done, total in recount_deadlines(at=now)][-1]
    return f"{counted:,} open tickets in {time.perf_counter() - started:.1f} s"


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
