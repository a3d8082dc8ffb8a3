"""활성 · 주의 · 휴면 · 이탈: one pass over all customers, in short writes (F5)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, CharField, F, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import LessThan
from django.db.transaction import atomic
from django.utils import timezone

from dangol.customers.events import RecencyMoved, publish_many
from dangol.customers.lifecycle.models import RecencyChange, RecencyRule
from dangol.customers.lifecycle.queries import recency_rules
from dangol.customers.parties.models import Customer

State, Since = Customer.Recency, RecencyRule.Since
# Writers wait for each other on SQLite, so one write stays well under a fifth of a second.
_BATCH = 1_000
_FOREVER = 36_500
_EVER = datetime(1900, 1, 1, tzinfo=UTC)
Counts = dict[int | None, Counter[str]]


def recompute_recency(*, today: date) -> Counts:
    """Bring every customer's recency up to this day; returns how many came where, by owner.

    Reads ids in ranges and writes only rows that change, each range in a transaction of its own:
    run again after a crash it goes on where it stopped.
    """
    counts: Counts = defaultdict(Counter)
    state = _state_on(today)
    for first, last in _ranges():
        rows = Customer.objects.filter(pk__range=(first, last))
        for owner_id, after, n in _settle(rows, state, today):
            counts[owner_id][after] += n
    return counts


def refresh_recency(customer_id: int, *, today: date) -> None:
    """The same for one customer, at once."""
    _settle(Customer.objects.filter(pk=customer_id), _state_on(today), today)


def _ranges() -> Iterator[tuple[int, int]]:
    ends = Customer.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for start in range(ends["first"], ends["last"] + 1, _BATCH):
            yield start, start + _BATCH - 1


def _settle(rows: Any, state: Case, today: date) -> list[tuple[int | None, str, int]]:
    moved = rows.annotate(now=state).exclude(recency=F("now"))
    found = list(moved.values_list("pk", "owner_id", "recency", "now"))
    if not found:
        return []
    by_move: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_owner: Counter[tuple[int | None, str]] = Counter()
    for pk, owner_id, before, after in found:
        by_move[before, after].append(pk)
        by_owner[owner_id, after] += 1
    with atomic():
        for (before, after), ids in by_move.items():
            Customer.objects.filter(pk__in=ids).update(recency=after)
            publish_many(RecencyMoved, ids, actor=None, before=before, after=after)
        RecencyChange.objects.bulk_create(
            RecencyChange(customer_id=pk, before=before, after=after, on=today)
            for pk, _owner, before, after in found
        )
    return [(owner_id, after, n) for (owner_id, after), n in by_owner.items()]


def _state_on(today: date) -> Case:
    """The state each row should have, as one expression over the rules."""
    whens = []
    for rule in recency_rules():
        covered = Q(stage=rule.stage) if rule.stage else Q()
        covered &= Q(grade_id=rule.grade_id) if rule.grade_id else Q()
        last = _last(rule.since)
        for state, days in (
            (State.LEFT, rule.left_days),
            (State.DORMANT, rule.dormant_days),
            (State.WATCH, rule.watch_days),
            (State.ACTIVE, -_FOREVER),
        ):
            quiet = LessThan(last, Value(_start_of(today - timedelta(days=days - 1))))
            whens.append(When(covered & Q(quiet), then=Value(str(state))))
    return Case(*whens, default=Value(str(State.ACTIVE)), output_field=CharField())


def _last(since: str) -> Any:
    """The last moment that counts; a customer nobody met yet counts from the registration."""
    if since != Since.ANY:
        return Coalesce(F(f"last_{since}_at"), F("created_at"))
    names = ("last_contact_at", "last_purchase_at", "last_visit_at")
    moments = [Coalesce(F(name), Value(_EVER)) for name in names]
    return Case(
        When(**dict.fromkeys(names), then=F("created_at")),
        default=Greatest(*moments),
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
