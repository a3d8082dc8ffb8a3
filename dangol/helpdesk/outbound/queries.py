"""Reading call lists: what may be called now, how far a list is, what a script says to somebody."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.queries import CodeRow, code_of
from dangol.customers.models import Customer
from dangol.helpdesk.outbound.models import DialList, DialTarget, DialTry, Script
from dangol.helpdesk.outbound.scripting import Step, read_script
from dangol.messaging.duties.queries import may_call
from dangol.messaging.law.gate import Act, Verdict, judge
from dangol.messaging.law.marks import call_opening
from dangol.messaging.merging.language import MissingField
from dangol.messaging.merging.language import compile as compile_text
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.outbox.checking import party_of
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.senders.models import Medium

Status = DialTarget.Status
OPEN = (Status.WAITING, Status.HELD)


class Progress(NamedTuple):
    """How far a list is: customers by state, tries, and results by their code."""

    total: int
    waiting: int
    due: int
    done: int
    failed: int
    refused: int
    tries: int
    results: list[tuple[CodeRow, int]]

    @property
    def percent(self) -> int:
        ended = self.done + self.failed + self.refused
        return round(100 * ended / self.total) if self.total else 0


def progress_of(row: DialList, *, now: datetime) -> Progress:
    """Counts of one list; three queries on its index."""
    targets = row.targets.order_by()
    counts = targets.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(status__in=OPEN)),
        due=Count("pk", filter=Q(status=Status.WAITING, due_at__lte=now)),
        done=Count("pk", filter=Q(status=Status.DONE)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        refused=Count("pk", filter=Q(status=Status.REFUSED)),
    )
    tries = DialTry.objects.filter(target__dial_list=row).count()
    ended = targets.exclude(result=None).values_list("result").annotate(n=Count("pk"))
    found = [(code_of(pk), n) for pk, n in ended]
    results = [(code, n) for code, n in found if code]
    results.sort(key=lambda one: -one[1])
    return Progress(**counts, tries=tries, results=results)


def list_is_shut(row: DialList, *, today: date) -> bool:
    """Whether a sales list stays shut: its numbers were not compared for a month (AD-20)."""
    return row.kind == DialList.Kind.AD and not may_call(today=today)


def verdict_on(row: DialList, customer_id: int, *, at: datetime) -> Verdict:
    """What the gate says to calling one customer of a list at this moment."""
    is_ad = row.kind == DialList.Kind.AD
    found = reach(
        [customer_id], Medium.VOICE, is_ad=is_ad, needs_overseas=False,
        today=timezone.localdate(at),
    )  # fmt: skip
    person = found.get(customer_id)
    if person is None or not person.address:
        return Verdict("refused", "no_address")
    act = Act(row.kind, Medium.VOICE, opens_at=row.opens_at, closes_at=row.closes_at)
    return judge(act, person.standing, at)


def opening_of(row: DialList, customer: Customer) -> str:
    """What the law has a sales call begin with; nothing on other lists."""
    if row.kind != DialList.Kind.AD or row.sender is None:
        return ""
    source = str(customer.source) if customer.source_id else ""
    return call_opening(party_of(row.sender), source)


def script_for(
    script: Script | None, customer: Customer | None, *, user: User, today: date
) -> list[Step]:
    """A script's steps with the customer's facts in what is said; unknown ones stay as written."""
    if script is None:
        return []
    return [
        step._replace(
            says=_merged(step.says, customer, user, today),
            question=_merged(step.question, customer, user, today),
        )
        for step in read_script(script.text)
    ]


def _merged(words: str, customer: Customer | None, user: User, today: date) -> str:
    text = compile_text(words)
    if customer is None or not text.fields:
        return words
    facts = facts_of([customer.pk], text.fields, sender=user, today=today)[customer.pk]
    try:
        return text.render(facts)
    except MissingField:
        return words


def script_of_queue(queue: str) -> Script | None:
    """The script whoever answers this queue has before them."""
    if not queue:
        return None
    return Script.objects.filter(queue=queue, is_active=True).order_by("pk").first()


def held_by(row: DialList, user: User) -> DialTarget | None:
    """The customer this person has on the line just now."""
    rows = row.targets.filter(status=Status.HELD, agent=user).select_related("customer")
    return rows.order_by("pk").first()


def lists_seen_by(user: User, verb: str = "view") -> Any:
    """Lists this person may work with, newest first."""
    rows = DialList.objects.visible_to(user, verb)
    return rows.select_related("script", "team", "owner", "sender").order_by("-pk")
