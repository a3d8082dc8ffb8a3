"""What the help desk costs: three tickets and 20 messages a customer, a calendar that changes."""

import json
import sys
import time
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import django

django.setup()

from django.db import connection
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone

from bench.bare import bare_application
from bench.measure import Browser, Figures, timed, timed_in_turn
from bench.pages import signed_in
from bench.quick import dice, minutes_ago, run, writing_much
from dangol.accounts.models import User
from dangol.config import prepare
from dangol.customers.models import ContactPoint, Customer
from dangol.helpdesk.calls.services import caller_of
from dangol.helpdesk.models import Policy, Step, Ticket, TicketMessage
from dangol.helpdesk.setup.queries import step_of_kind
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.sla.promises import FAR
from dangol.helpdesk.tickets.alarms import recount_deadlines
from dangol.helpdesk.tickets.boxes import desk_page
from dangol.helpdesk.tickets.queries import marked
from dangol.helpdesk.tickets.working import recount_work
from dangol.imports import bulk
from dangol.kit.search import search_text

OPEN, BATCH, SAID = 100_000, 20_000, 200
YEAR, LONGEST = 525_600, 12_100
NAMES = (
    "number", "subject", "customer", "agent", "step", "is_open", "search", "opened_at", "last_at",
    "step_since", "rank_at", "policy", "sla_from", "solve_left", "solve_due_at", "solved_at",
    "message_count", "reply_count",
)  # fmt: skip


def main(count: int, tickets: int = 0) -> dict[str, Figures | str]:
    prepare.prepare(demo=False)
    install_desk()
    now = timezone.now()
    with writing_much():
        _fill(tickets or count * 3, now)
        _fill_talks()
    long = Ticket.objects.filter(is_open=True, agent__isnull=False).order_by("pk")[0]
    _talk(long, now)
    agent, desk = signed_in("agent"), reverse("helpdesk:desk")
    number = ContactPoint.objects.filter(medium="phone").order_by("-pk")[0].value
    bare = Browser(bare_application())
    pages = timed_in_turn({
        "desk: a bare page": lambda: bare.get("/bare/"),
        "desk, first page of all open": lambda: agent.get(f"{desk}?box=open"),
        "desk, first page of the pool": lambda: agent.get(f"{desk}?box=pool"),
        "desk, first page of the done": lambda: agent.get(f"{desk}?box=done"),
        f"ticket of {SAID} messages": lambda: agent.get(
            long.get_absolute_url(), hx_request="true"
        ),
        "desk, search": lambda: agent.get(f"{desk}?box=open&q={quote('스팀 압력')}"),
        "messages, a common word": lambda: _search("설명서"),
        "messages, a common word among the open": lambda: _search("설명서", "open"),
        "messages, a rare one": lambda: _search("블루마운틴"),
        "messages, no such word": lambda: _search("오르골"),
        "who is calling": lambda: caller_of(number),
    }, times=20)  # fmt: skip
    report = {"report of a month": timed(lambda: _report(agent, now), times=3, warm=1)}
    return {**pages, **report, "deadlines counted anew": _recount(now),
            "deadlines counted anew, nothing changed": _recount(now)}  # fmt: skip


def _fill(count: int, now: datetime) -> None:
    """Tickets of every customer in turn; the first hundred thousand are open. The first done ones
    are made one by one, all others from them by one statement.
    """
    have = Ticket.objects.count()
    if have >= count:
        return
    made = min(count, OPEN + BATCH)
    for start in range(have, made, BATCH):
        rows = [_row(n, now) for n in range(start, min(start + BATCH, made))]
        with atomic():
            bulk.insert(Ticket, NAMES, rows, created_at=now, updated_at=now)
    if made < count:
        _multiply(count - made, -(-(count - made) // BATCH))


@cache
def _parts() -> tuple[list[int], list[int], int, int, int, str]:
    work, done = step_of_kind(Step.Kind.WORK), step_of_kind(Step.Kind.DONE)
    assert work  # noqa: S101 - install_desk made both
    assert done  # noqa: S101
    policy = Policy.objects.filter(solve_minutes__isnull=False).order_by("-order")[0]
    agents = User.objects.filter(username__startswith="agent").values_list("pk", flat=True)
    customers = Customer.objects.order_by("pk").values_list("pk", flat=True)
    text = search_text("스팀 압력이 약해요")
    return list(customers), list(agents), policy.pk, work.id, done.id, text


def _row(n: int, now: datetime) -> tuple[Any, ...]:
    customers, agents, policy, work, done, text = _parts()
    is_open, at = n < OPEN, now - timedelta(minutes=n % 20_000)
    due = at + timedelta(hours=30)
    return (
        f"B-{n:08}", "스팀 압력이 약해요", customers[n % len(customers)],
        agents[n % len(agents)] if n % 5 else None, work if is_open else done,
        is_open, marked(text, is_open=is_open), at, at, at, due if is_open else at + FAR, policy,
        at if is_open else None, 960, due if is_open else None, None if is_open else at, 7, 3,
    )  # fmt: skip


def _multiply(count: int, times: int) -> None:
    """Done tickets from the done ones there are, each of another customer and of another minute of
    the year, answered and solved some time after; and how long each was worked on.
    """
    seed = "(t.id * 1000 + turns.n)"
    done_at = minutes_ago("a.n - a.took")
    own = {
        "number": "t.number || '-' || a.turn",
        "customer_id": "places.id",
        "channel": "CASE a.n % 4 WHEN 0 THEN 'email' WHEN 1 THEN 'chat' ELSE t.channel END",
        "opened_at": minutes_ago("a.n"),
        "first_replied_at": minutes_ago("a.n - a.took / 7"),
        "solved_at": done_at, "step_since": done_at, "last_at": done_at,
        "solve_kept": "a.took < 9000",
        "reopen_count": "CASE WHEN a.n % 19 = 0 THEN 1 ELSE 0 END",
    }  # fmt: skip
    names = [f.column for f in Ticket._meta.local_concrete_fields if f.column not in {"id", *own}]
    listed = ", ".join(f'"{name}"' for name in [*own, *names])
    run(
        f"""WITH RECURSIVE turns(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turns
            WHERE n < {times}),
        places(id, n) AS (SELECT id, row_number() OVER (ORDER BY id) - 1
            FROM customers_customer),
        drawn AS (SELECT t.id, turns.n AS turn, {LONGEST} + {dice(seed, YEAR)} AS n,
            {dice(seed, 110)} * {dice(seed + " / 3", 110)} AS took
            FROM helpdesk_ticket t CROSS JOIN turns
            WHERE t.number LIKE 'B-%' AND NOT t.is_open LIMIT {count})
        INSERT INTO helpdesk_ticket ({listed})
        SELECT {", ".join([*own.values(), *(f't."{n}"' for n in names)])}
        FROM drawn a JOIN helpdesk_ticket t ON t.id = a.id
        JOIN places ON places.n = (a.id * 7919 + a.turn) % (SELECT count(*) FROM places)
        ORDER BY a.n DESC"""  # noqa: S608 - no words of others
    )
    work = _parts()[3]
    run(
        f"""INSERT INTO helpdesk_ticketstep (ticket_id, step_id, agent_id, at, ended_at,
            is_reopening, reason)
        SELECT id, {work}, agent_id, opened_at, first_replied_at, false, ''
        FROM helpdesk_ticket WHERE first_replied_at IS NOT NULL ORDER BY id"""  # noqa: S608 - no words of others
    )
    recount_work()


def _fill_talks() -> None:
    """Seven messages to each ticket, 21 a customer, by one statement; one in 100,000 is rare."""
    if TicketMessage.objects.count() > Ticket.objects.count():
        return
    words = ["사용 설명서대로 해 보았어요", "물이 안 올라와요", "부품을 보내 드렸습니다",
             "내일 오전에 가겠습니다", "고맙습니다, 잘 됩니다", "배송이 아직 안 왔어요",
             "교환해 드리겠습니다", "그라인더 소리가 커요", "세금계산서 부탁드립니다"]  # fmt: skip
    said = [(text, search_text(notes=(text,))) for text in words]
    rare = "블루마운틴 원두도 있나요"
    values = ", ".join(["(%s, %s, %s)"] * len(said))
    turns = ", ".join(f"({n})" for n in range(7))
    params = [value for n, (text, found) in enumerate(said) for value in (n, text, found)]
    with atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""WITH words(n, said, found) AS (VALUES {values}), turns(n) AS (VALUES {turns})
            INSERT INTO helpdesk_ticketmessage (ticket_id, kind, author_id, name, "to", text,
                channel, before, at, search)
            SELECT t.id, CASE WHEN turns.n %% 2 = 0 THEN 'in' ELSE 'out' END,
                CASE WHEN turns.n %% 2 = 0 THEN NULL ELSE t.agent_id END, '홍길동', '[]',
                words.said, 'email', '{{}}', t.opened_at, words.found
            FROM helpdesk_ticket t CROSS JOIN turns
            JOIN words ON words.n = (t.id + turns.n) %% {len(said)}
            WHERE turns.n < 6 OR t.id %% 14000 <> 0""",  # noqa: S608 - no words of others
            params,
        )
        cursor.execute(
            """INSERT INTO helpdesk_ticketmessage (ticket_id, kind, name, "to", text, channel,
                before, at, search)
            SELECT id, 'in', '홍길동', '[]', %s, 'email', '{}', opened_at, %s
            FROM helpdesk_ticket WHERE id %% 14000 = 0""",
            [rare, search_text(notes=(rare,))],
        )
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute("analyze helpdesk_ticketmessage")


def _search(words: str, box: str = "done") -> int:
    agent = User.objects.get(username="agent")
    return len(desk_page(agent, box=box, q=words).tickets)


def _report(agent: Browser, now: datetime) -> int:
    days = {"from": f"{now - timedelta(days=30):%Y-%m-%d}", "to": f"{now:%Y-%m-%d}"}
    return agent.get(reverse("workspace:report", args=["tickets"]) + "?" + urlencode(days))


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
    started, spent = time.perf_counter(), time.process_time()
    counted = [total for _done, total in recount_deadlines(at=now)][-1]
    took, cpu = time.perf_counter() - started, time.process_time() - spent
    return f"{counted:,} open tickets in {took:.1f} s ({cpu:.1f} s CPU)"


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:])), ensure_ascii=False))
