"""Who a batch of customers is to the gate: addresses and standings, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from dangol.customers.consent.queries import REFUSALS, confirmation_due_of
from dangol.customers.models import Address, Consent, ContactPoint, Customer
from dangol.customers.parties.birthdays import is_child
from dangol.kit.korean.emails import parse_email
from dangol.kit.korean.phones import parse_phone
from dangol.messaging.law.gate import Standing
from dangol.messaging.senders.models import ClosedAddress, Medium

Why = ClosedAddress.Why
MOBILE = (Medium.SMS, Medium.KAKAO)
_CLOSED = {Why.BOUNCED: "closed", Why.DO_NOT_CALL: "do_not_call", Why.COMPLAINED: "complained"}


class Line(NamedTuple):
    """One entry of the ledger, as far as the gate needs it."""

    pk: int
    customer_id: int
    purpose: str
    act: str
    basis: str
    at: datetime
    import_id: int | None


class Person(NamedTuple):
    """One customer, as far as the gate needs them."""

    pk: int
    phone: str
    email: str
    birth_on: date | None
    guardian_confirmed_at: datetime | None
    household_id: int | None
    permit: int


class Reachable(NamedTuple):
    """One recipient of a batch: where to, and how they stand."""

    customer_id: int | None
    address: str
    standing: Standing
    household: str = ""


def reach(
    customer_ids: Sequence[int],
    medium: str,
    *,
    is_ad: bool,
    needs_overseas: bool,
    today: date,
    addresses: dict[int, str] | None = None,
) -> dict[int, Reachable]:
    """Address and standing of each customer; at most five queries whatever their number.

    `addresses` replaces the address found for some. Customers that are gone are left out.
    """
    columns = (*Person._fields[:-1], f"permit_{medium}")
    customers = Customer.objects.filter(pk__in=customer_ids).values_list(*columns)
    rows = {row[0]: Person(*row) for row in customers}
    found = {**addresses_of(rows.values(), medium), **(addresses or {})}
    shut = closed(medium, found.values())
    lines = ledger(rows, [medium, "overseas"] if needs_overseas else [medium], is_ad)
    return {
        pk: Reachable(
            pk,
            found.get(pk, ""),
            _standing(row, medium, lines.get(pk, []), shut.get(found.get(pk, ""), {}), today),
            str(row.household_id or ""),
        )
        for pk, row in rows.items()
    }


def strangers(addresses: Iterable[str], medium: str) -> list[Reachable]:
    """The same for addresses nobody's record has: nothing was ever allowed."""
    wanted = list(dict.fromkeys(addresses))
    shut = closed(medium, wanted)
    found = []
    for address in wanted:
        closures = _closures(shut.get(address, {}))
        standing = Standing(closed=closures.closed, closed_to_ads=closures.closed_to_ads)
        found.append(Reachable(None, address, standing))
    return found


def addresses_of(customers: Iterable[Person], medium: str) -> dict[int, str]:
    """Where each is reached on a medium: main e-mail, a mobile number, fax, telephone, place."""
    rows = list(customers)
    match medium:
        case Medium.EMAIL:
            return {row.pk: row.email for row in rows}
        case Medium.VOICE:
            return {row.pk: row.phone for row in rows}
        case Medium.POST:
            places = Address.objects.filter(customer__in=[row.pk for row in rows])
            return {
                place.customer_id: f"{place.postcode} {place}".strip()[:300]
                for place in places.order_by("is_main", "-pk").defer("household_key")
            }
        case Medium.FAX:
            return _points([row.pk for row in rows], medium="fax")
    mobile = {row.pk: row.phone for row in rows if is_mobile(row.phone)}
    others = [row.pk for row in rows if row.pk not in mobile]
    return {**mobile, **(_points(others, medium="phone", use="mobile") if others else {})}


def _points(ids: list[int], **narrowed: str) -> dict[int, str]:
    points = ContactPoint.objects.filter(customer__in=ids, **narrowed).order_by("is_main", "-pk")
    return dict(points.values_list("customer_id", "value"))


def is_mobile(digits: str) -> bool:
    """Whether a number takes text messages (KOREA 4)."""
    return digits.startswith("010") and len(digits) == 11


def as_address(text: str, medium: str) -> str:
    """An address somebody typed, in its stored form; nothing when it is none for this medium."""
    if not text.isprintable():
        return ""
    if medium == Medium.EMAIL:
        return parse_email(text) or ""
    if medium == Medium.POST:
        return " ".join(text.split())[:300]
    phone = parse_phone(text)
    if phone is None or (medium in MOBILE and not phone.is_smsable):
        return ""
    return phone.digits


def closed(medium: str, addresses: Iterable[str]) -> dict[str, dict[str, bool]]:
    """Closed ones of these addresses: why, and whether nothing at all may go there."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    rows = ClosedAddress.objects.filter(medium=medium, address__in=list(addresses))
    for address, why, is_total in rows.values_list("address", "why", "is_total"):
        found[address][why] = is_total
    return found


def ledger(customer_ids: Iterable[int], purposes: list[str], is_ad: bool) -> dict[int, list[Line]]:
    """The entries of these customers, what holds now first; only what this sending asks about."""
    asked = [purpose for purpose in purposes if is_ad or purpose == "overseas"]
    lines: dict[int, list[Line]] = defaultdict(list)
    if not asked:
        return lines
    rows = Consent.objects.filter(customer__in=list(customer_ids), purpose__in=asked)
    for row in rows.values_list("pk", "customer_id", "purpose", "act", "basis", "at", "import_id"):
        lines[row[1]].append(Line(*row))
    for found in lines.values():
        found.sort(key=lambda line: (line.at, line.act in REFUSALS, line.pk), reverse=True)
    return lines


def _standing(
    row: Person, medium: str, lines: list[Line], shut: dict[str, bool], today: date
) -> Standing:
    newest = next((line for line in lines if line.purpose == medium), None)
    abroad = next((line for line in lines if line.purpose == "overseas"), None)
    closures = _closures(shut)
    return Standing(
        permit=row.permit,
        is_refused=newest is not None and newest.act in REFUSALS,
        traded_on=_trade(newest),
        confirm_by=confirmation_due_of(lines, medium) if row.permit and lines else None,  # type: ignore[arg-type]
        is_child=is_child(row.birth_on, today) and not row.guardian_confirmed_at,
        may_go_abroad=abroad is not None and abroad.act not in REFUSALS,
        closed=closures.closed,
        closed_to_ads=closures.closed_to_ads,
    )


def _trade(newest: Line | None) -> date | None:
    """When the trade ended in which the person gave the contact; lists give none (AD-02)."""
    if newest is None or newest.basis != Consent.Basis.TRADE or newest.import_id is not None:
        return None
    return timezone.localdate(newest.at)


class Closures(NamedTuple):
    """Why an address takes nothing, and why it takes no advertisement."""

    closed: str
    closed_to_ads: str


def _closures(shut: dict[str, bool]) -> Closures:
    names = {why: _CLOSED.get(Why(why), "opted_out") for why in shut}
    total = [names[why] for why, is_total in shut.items() if is_total]
    return Closures(total[0] if total else "", next(iter(names.values()), ""))
