"""Reading to whom something is posted."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery

from dangol.customers.models import Address, Affiliation, Customer
from dangol.messaging.merging.queries import samples
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.printing.labels import Label

TO_PERSON, TO_COMPANY = "귀하", "귀중"
ADDRESS = "주소"  # the merge field a letter cannot do without


def postable(dispatch: Dispatch) -> list[int]:
    """Messages of a dispatch that are to be posted or were, in the order of the post.

    Sorted by postcode in the database, so that every part of a large printing stays together.
    """
    main = Address.objects.filter(customer=OuterRef("customer")).order_by("-is_main", "pk")
    rows = dispatch.messages.filter(
        status__in=(*Message.WAITING, *Message.GONE), customer__isnull=False
    )
    rows = rows.annotate(postcode=Subquery(main.values("postcode")[:1]))
    return list(rows.order_by("postcode", "customer").values_list("pk", flat=True))


class Addressees(NamedTuple):
    """Labels by customer in the order of the post, and those without an address.

    `merged` are people whose household gets one letter only, by the one who gets it.
    """

    labels: dict[int, Label]
    without: list[int]
    merged: dict[int, int]


def addressees_of(
    customer_ids: Sequence[int], *, today: date, once_per_household: bool = False
) -> Addressees:
    """Whom to write on envelopes: 홍길동 과장 귀하, ㈜한빛 귀중; three queries.

    A work address names the company above the person. Sorted by postcode, then address, as the
    post office asks of bulk mail; without a postcode last.
    """
    places = _places(customer_ids)
    jobs = _jobs(customer_ids, today)
    found: dict[int, Label] = {}
    homes: dict[int, int] = {}
    merged: dict[int, int] = {}
    without = []
    columns = ("id", "kind", "name", "honorific", "number", "household_id")
    for row in Customer.objects.filter(pk__in=customer_ids).order_by("pk").values(*columns):
        place = places.get(row["id"])
        if place is None:
            without.append(row["id"])
            continue
        home = row["household_id"] if once_per_household else None
        if home and homes.setdefault(home, row["id"]) != row["id"]:
            merged[row["id"]] = homes[home]
            continue
        found[row["id"]] = _label(row, place, jobs.get(row["id"], ("", "")))
    in_order = sorted(
        found.items(), key=lambda pair: (pair[1].postcode or "~", pair[1].address, pair[0])
    )
    return Addressees(dict(in_order), without, merged)


def sample_addressee() -> Label:
    """Whom to write on a letter while there is no customer to look at it for."""
    known = samples()
    return Label((known[ADDRESS],), f"{known['고객명']} {TO_PERSON}", known["우편번호"])


def sample_name() -> str:
    """홍길동."""
    return samples()["고객명"]


def _label(row: dict, place: Address, job: tuple[str, str]) -> Label:
    name, company = row["name"], ""
    if row["kind"] == Customer.Kind.COMPANY:
        called = f"{name} {TO_COMPANY}"
    else:
        title, employer = job
        company = employer if place.use == Address.Use.WORK else ""
        title = (title or row["honorific"]).removesuffix("님")
        called = " ".join(filter(None, (name, title, TO_PERSON)))
    return Label(_lines(place), called, place.postcode[:5], company, row["number"])


def _lines(place: Address) -> tuple[str, ...]:
    """The road address on one line, unit and building on the next (도로명주소법 시행령 §6)."""
    first = " ".join(filter(None, (place.region, place.district, place.road or place.lot)))
    note = f"({place.building})" if place.building and place.road else ""
    return tuple(filter(None, (first, " ".join(filter(None, (place.detail, note))))))


def _places(ids: Sequence[int]) -> dict[int, Address]:
    rows = Address.objects.filter(customer_id__in=ids).order_by("is_main", "-pk")
    found = {}
    for row in rows.defer("household_key"):
        if row.road or row.lot or row.detail:
            found[row.customer_id] = row
    return found


def _jobs(ids: Sequence[int], today: date) -> dict[int, tuple[str, str]]:
    rows = Affiliation.objects.filter(person_id__in=ids).exclude(ends_on__lt=today)
    rows = rows.order_by("is_main", F("starts_on").asc(nulls_first=True), "pk")
    return {
        person: (title, company)
        for person, title, company in rows.values_list("person_id", "title", "company__name")
    }
