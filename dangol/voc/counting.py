"""Keeping the sums of months, which reports of a year read instead of every voice."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import Min
from django.db.transaction import atomic
from django.utils import timezone

from dangol.helpdesk.reports.queries import bounds
from dangol.voc.models import CountedMonth, MonthSum, Voice
from dangol.voc.sums import ONE, WORD, counted_months, months_in, next_month, raw_tally, raw_words
from dangol.workspace.reports.asks import Days

WAYS = ("kind", "product_id", "cause_id", "channel", "severity")


def months_to_count(*, today: date) -> Iterator[date]:
    """The months before this one whose sums are missing or no longer stand, the newest first."""
    first = Voice.objects.aggregate(first=Min("occurred_at"))["first"]
    if first is None:
        return
    counted = counted_months()
    until = Days(timezone.localdate(first).replace(day=1), today.replace(day=1) - ONE)
    yield from reversed([month for month in months_in(until) if month not in counted])


@atomic
def count_month(month: date) -> None:
    """Sum a month up; nobody writes a voice meanwhile, so that no change is missed."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE voc_voice, voc_voiceword IN SHARE MODE")
    MonthSum.objects.filter(month=month).delete()
    CountedMonth.objects.filter(month=month).delete()
    start, end = bounds(Days(month, next_month(month) - ONE))
    voices = Voice.objects.filter(occurred_at__gte=start, occurred_at__lt=end)
    made = [
        MonthSum(month=month, way=way, key="" if key is None else key, kind=kind, count=n, reach=m)
        for way in WAYS
        for key, kind, n, m in raw_tally(voices, way)
    ]
    made += [
        MonthSum(month=month, way=WORD, key=word, kind=kind, count=n)
        for kind in Voice.Kind.values
        for word, n in raw_words(voices.filter(state=Voice.State.ACCEPTED, kind=kind))
    ]
    MonthSum.objects.bulk_create(made, batch_size=2_000)
    CountedMonth.objects.create(month=month)


@atomic
def forget_sums() -> None:
    """Throw all sums away, as when they are doubted; reports then read the voices."""
    CountedMonth.objects.all().delete()
    MonthSum.objects.all().delete()
