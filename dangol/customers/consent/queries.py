"""Reading the ledger: what holds now, and what the law wants next."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise

from dangol.customers.consent.models import Consent, ConsentWording
from dangol.customers.parties.models import Customer
from dangol.kit.db.prepared import prepared

Purpose, Act = Consent.Purpose, Consent.Act
MEDIA = (Purpose.EMAIL, Purpose.SMS, Purpose.KAKAO, Purpose.VOICE, Purpose.POST, Purpose.FAX)
REFUSALS = (Act.REFUSE, Act.WITHDRAW)
NOTICE_DAYS = 14
CONFIRM_YEARS = 2


class Standing(NamedTuple):
    """How a customer stands on one purpose now."""

    purpose: str
    label: str | Promise
    permit: int
    entry: Consent | None

    @property
    def is_refused(self) -> bool:
        return self.entry is not None and self.entry.act in REFUSALS


def ledger_of(customer: Customer) -> QuerySet[Consent]:
    """Every entry, what holds now first; of the same moment a refusal holds."""
    return _newest_first(customer.consents.all())


def _newest_first(rows: "QuerySet[Consent]") -> "QuerySet[Consent]":
    refusals = Case(
        When(act__in=REFUSALS, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return rows.order_by("-at", refusals.desc(), "-pk")


@prepared
def _ledger(customer_id: int) -> QuerySet[Consent]:
    return _newest_first(Consent.objects.filter(customer=customer_id))


def standings_of(customer: Customer) -> list[Standing]:
    """One line for each medium, and for every other purpose the customer was asked about."""
    newest: dict[str, Consent] = {}
    for entry in _ledger(customer.pk):
        newest.setdefault(entry.purpose, entry)
    shown = [*MEDIA, *(purpose for purpose in Purpose if purpose in newest.keys() - set(MEDIA))]
    return [
        Standing(purpose, purpose.label, _permit(newest.get(purpose)), newest.get(purpose))
        for purpose in shown
    ]


def _permit(entry: Consent | None) -> int:
    if entry is None or entry.act in REFUSALS or entry.basis == Consent.Basis.TRADE:
        return Customer.Permit.NONE
    return entry.permit


def current_wording(purpose: str) -> ConsentWording | None:
    """The text people agree to today."""
    return ConsentWording.objects.filter(purpose=purpose).order_by("-version").first()


def wordings() -> list[tuple[str, str | Promise, ConsentWording | None]]:
    """Every purpose with its current text."""
    newest: dict[str, ConsentWording] = {}
    for row in ConsentWording.objects.order_by("version"):
        newest[row.purpose] = row
    return [(purpose, purpose.label, newest.get(purpose)) for purpose in Purpose]


def result_notice_due(entry: Consent) -> date:
    """The last day to tell the person what was recorded (정보통신망법 §50⑦, AD-12)."""
    return timezone.localdate(entry.at) + timedelta(days=NOTICE_DAYS)


def next_confirmation_due(given_on: date, confirmed_on: Iterable[date] = ()) -> date:
    """The last day to ask again whether the consent still holds (§50⑧, AD-13).

    Every two years, counted from the day of the consent itself; a confirmation covers the term it
    falls in, a late one the term that has begun meanwhile.
    """
    term = 1
    for day in sorted(confirmed_on):
        if day > _end_of(given_on, term - 1):
            if day <= _end_of(given_on, term):
                term += 1
            while _end_of(given_on, term) < day:
                term += 1
    return _end_of(given_on, term)


def confirmation_due_of(entries: Iterable[Consent], purpose: str) -> date | None:
    """The same from a customer's ledger; None while no consent to this purpose holds."""
    rows = sorted(
        (row for row in entries if row.purpose == purpose), key=lambda row: (row.at, row.pk)
    )
    given: date | None = None
    confirmed: list[date] = []
    for row in rows:
        day = timezone.localdate(row.at)
        if row.act in REFUSALS:
            given, confirmed = None, []
        elif row.act == Act.GIVE or given is None:
            given, confirmed = day, []
        else:
            confirmed.append(day)
    return next_confirmation_due(given, confirmed) if given else None


def _end_of(given_on: date, term: int) -> date:
    """The last day of the so-manieth two years; the day itself for 0."""
    if term == 0:
        return given_on
    year = given_on.year + CONFIRM_YEARS * term
    day = min(given_on.day, calendar.monthrange(year, given_on.month)[1])
    return date(year, given_on.month, day) - timedelta(days=1)
