"""Reading voices: the next to judge, what stands beside one, and how words rise."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.customers.models import Customer
from dangol.voc.models import IgnoredWord, Improvement, Voice
from dangol.workspace.reports.asks import Days

State = Voice.State
COUNTED = 999


def voices_seen_by(user: User, verb: str = "view") -> "QuerySet[Voice]":
    """Voices this person may see (or change), without any order."""
    return Voice.objects.visible_to(user, verb)


def voice_page_of(user: User, pk: int, verb: str = "view") -> Voice | None:
    """One voice with what its page shows; None when not visible."""
    rows = voices_seen_by(user, verb).defer("search")
    related = ("customer", "customer__grade", "product", "cause", "owner", "improvement")
    return rows.select_related(*related).filter(pk=pk).first()


def improvements_seen_by(user: User, verb: str = "view") -> "QuerySet[Improvement]":
    """개선과제 this person may see (or change)."""
    return Improvement.objects.visible_to(user, verb)


def next_to_judge(user: User, *, after: int = 0) -> Voice | None:
    """The proposed voice to look at next: reach and severity first, then the oldest.

    `after` is one that was left for later; past the last one it begins anew with the first.
    """
    rows = voices_seen_by(user, "change").filter(state=State.PROPOSED).defer("search")
    rows = rows.select_related("customer", "customer__grade", "product", "cause")
    rows = rows.order_by("-priority", "occurred_at", "pk")
    place = Voice.objects.filter(pk=after).values_list("priority", "occurred_at", "pk").first()
    if place is None:
        return rows.first()
    rank, at, pk = place
    same = Q(priority=rank)
    later = Q(priority__lt=rank) | same & Q(occurred_at__gt=at)
    return rows.filter(later | same & Q(occurred_at=at, pk__gt=pk)).first() or rows.first()


def waiting_count(user: User) -> int:
    """How many voices wait to be judged, counted to 999."""
    rows = voices_seen_by(user, "change").filter(state=State.PROPOSED).order_by()
    return rows[: COUNTED + 1].count()


def voices_of(customer: Customer, user: User, limit: int = 5) -> list[Voice]:
    """What a customer said, the newest first; what nobody judged yet too."""
    rows = voices_seen_by(user).filter(customer=customer).exclude(state=State.DISMISSED)
    return list(rows.defer("search").order_by("-pk")[:limit])


@remembered
def ignored_words() -> frozenset[str]:
    """Words nobody wants to count."""
    return frozenset(IgnoredWord.objects.values_list("word", flat=True))


def days_before(days: Days) -> Days:
    """As many days just before."""
    return Days(days.first - timedelta(days=days.length), days.first - timedelta(days=1))


class Rise(NamedTuple):
    """How often a word came up, in how many voices before, and how unexpected that is."""

    word: str
    now: int
    before: int
    times: float
    surprise: float


def rising_words(
    counts: "Callable[[Days], Counter[str]]", days: Days, *, least: int, limit: int = 30
) -> list[Rise]:
    """Words said more often than in the same number of days before; both counted in voices.

    The most unexpected first: how far the count is over what the days before let expect, in
    standard deviations of a Poisson count. Words of fewer than `least` voices are left out.
    """
    now, before = counts(days), counts(days_before(days))
    found = [
        Rise(word, n, before[word], round(n / max(before[word], 1), 1),
             (n - before[word]) / (before[word] + 1) ** 0.5)
        for word, n in now.items()
        if n >= least and n > before[word] and word not in ignored_words()
    ]  # fmt: skip
    found.sort(key=lambda rise: (-rise.surprise, -rise.now, rise.word))
    return found[:limit]
