"""Acts on who the customers are: register, edit, hand over, tag, remove."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.codes.numbers import next_number
from dangol.customers.events import CustomerRegistered, OwnerChanged, publish_many
from dangol.customers.parties.checks import checked_values
from dangol.customers.parties.files import attach_file, detach_file
from dangol.customers.parties.forgetting import forget_customers
from dangol.customers.parties.models import (
    Address,
    CompanyType,
    ContactPoint,
    Customer,
)
from dangol.customers.parties.own_fields import set_own_field
from dangol.customers.parties.reach import (
    Given,
    Place,
    Point,
    build_row,
    read_places,
    read_points,
)
from dangol.customers.parties.tags import add_tags, set_tags, take_tags
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import (
    RecordChanged,
    change,
    change_many,
    create,
    lock,
    remove,
)

__all__ = [
    "add_tags",
    "attach_file",
    "change_owner",
    "detach_file",
    "edit_customer",
    "rebuild_search",
    "register_customer",
    "remove_customer",
    "replace_contact_points",
    "search_fields_of",
    "set_company_types",
    "set_own_field",
    "set_tags",
    "take_tags",
]

RECORD = "customers.customer"
_BATCH = 5_000


@atomic
def register_customer(  # noqa: PLR0913
    *,
    name: str,
    actor: User | None,
    kind: str = Customer.Kind.PERSON,
    owner: User | None = None,
    number: str = "",
    phones: Sequence[Given] = (),
    emails: Sequence[Given] = (),
    addresses: Sequence[Given] = (),
    tags: Iterable[str] = (),
    company_types: Iterable[Code] = (),
    **values: Any,
) -> Customer:
    """Write down a person or company; without a number it gets the next one.

    Phones, e-mails and addresses are texts, or mappings with value, use, extension, is_main
    (addresses: text, postcode, road, lot, detail, use). `birth_on` may be text in the calendar
    `birth_calendar`. Refuses resident numbers in any field, children under 14 without a
    confirmed guardian and numbers with a wrong check digit: ValidationError by field, nothing
    written.
    """
    given = {"name": name, "kind": kind, **values}
    values, points, places = _together(
        lambda: checked_values(given, today=timezone.localdate()),
        lambda: read_points(phones, emails),
        lambda: read_places(addresses),
    )
    number = clean(number) or next_number(RECORD)
    row = build_row(number=number, points=points, places=places, **_searched(values))
    customer = create(
        Customer,
        actor=actor,
        **values,
        **row._asdict(),
        number=number,
        owner=owner,
        created_by=actor,
    )
    _write_reach(customer, points, places)
    if types := list(company_types):
        set_company_types(customer, types, actor=actor)
    if names := list(tags):
        add_tags(Customer.objects.filter(pk=customer.pk), names, actor=actor)
    publish(CustomerRegistered(customer_id=customer.pk, actor_id=actor.pk if actor else None))
    return customer


@atomic
def edit_customer(  # noqa: PLR0913
    customer: Customer,
    *,
    actor: User | None,
    version: int | None = None,
    phones: Sequence[Given] | None = None,
    emails: Sequence[Given] | None = None,
    addresses: Sequence[Given] | None = None,
    tags: Iterable[str] | None = None,
    company_types: Iterable[Code] | None = None,
    **values: Any,
) -> Customer:
    """Change fields; what is not given stays, given lists replace the old ones whole.

    With `version` raises Conflict when the row has moved on. An owner passed here is announced
    like any other change of owner.
    """
    customer = lock(customer)
    before = customer.owner_id
    phones_given = _given(customer, ContactPoint.Medium.PHONE) if phones is None else phones
    emails_given = _given(customer, ContactPoint.Medium.EMAIL) if emails is None else emails
    values, points, places = _together(
        lambda: checked_values(values, today=timezone.localdate(), customer=customer),
        lambda: read_points(phones_given, emails_given),
        lambda: _places(customer) if addresses is None else read_places(addresses),
    )
    change(customer, actor=actor, version=version, **values)
    if not (phones is None and emails is None and addresses is None):
        replace_contact_points(customer, points, places, actor=actor)
    if company_types is not None:
        set_company_types(customer, company_types, actor=actor)
    if tags is not None:
        set_tags(customer, tags, actor=actor)
    rebuild_search(customer)
    if "owner" in values and before != customer.owner_id:
        _tell_owner([customer.pk], before, customer.owner_id, actor)
    return customer


def replace_contact_points(
    customer: Customer, points: Sequence[Point], places: Sequence[Place], *, actor: User | None
) -> None:
    """Give the customer these phones, e-mails and addresses and no others; told as one change."""
    old = _shown(_points(customer), _places(customer))
    new = _shown(points, places)
    changes = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
    if not changes:
        return
    customer.contact_points.all().delete()
    customer.addresses.all().delete()
    _write_reach(customer, points, places)
    publish(
        RecordChanged(
            model=Customer._meta.label,
            record_id=customer.pk,
            verb="change",
            changes=changes,
            actor_id=actor.pk if actor else None,
        )
    )


def rebuild_search(customer: Customer) -> None:
    """Write the columns that repeat others: main phone, e-mail, region and search tokens."""
    values = search_fields_of(customer)
    if any(getattr(customer, name) != value for name, value in values.items()):
        Customer.objects.filter(pk=customer.pk).update(**values)
        for name, value in values.items():
            setattr(customer, name, value)


def search_fields_of(customer: Customer) -> dict[str, str]:
    """The derived columns of a stored customer, from its own row and its contact points."""
    fields = {name: getattr(customer, name) for name in _SEARCHED}
    row = build_row(
        number=customer.number, points=_points(customer), places=_places(customer), **fields
    )
    return row._asdict()


@atomic
def change_owner(customers: "QuerySet[Customer]", *, owner: User | None, actor: User | None) -> int:
    """Let somebody else look after these customers; those who already do are passed over.

    Returns how many changed hands.
    """
    rows = customers.exclude(owner=owner) if owner else customers.exclude(owner=None)
    by_owner: dict[int | None, list[int]] = {}
    for pk, owner_id in rows.values_list("pk", "owner_id"):
        by_owner.setdefault(owner_id, []).append(pk)
    for before, ids in by_owner.items():
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            change_many(Customer.objects.filter(pk__in=batch), actor=actor, owner=owner)
            _tell_owner(batch, before, owner.pk if owner else None, actor)
    return sum(len(ids) for ids in by_owner.values())


@atomic
def set_company_types(customer: Customer, types: Iterable[Code], *, actor: User | None) -> None:
    """거래처 구분 of a company; several at once, none for a person."""
    wanted = {code.pk: code for code in types}
    now = {row.type_id: row for row in customer.company_types.select_related("type")}
    if wanted and not customer.is_company:
        raise ValidationError({"company_types": _("거래처 구분은 회사에만 붙일 수 있습니다.")})
    for type_id in wanted.keys() - now.keys():
        create(CompanyType, actor=actor, customer=customer, type=wanted[type_id])
    for type_id in now.keys() - wanted.keys():
        remove(now[type_id], actor=actor)


@atomic
def remove_customer(customer: Customer, *, actor: User | None) -> None:
    """Delete a customer for good, with contact points, notes, ledger, files and traces elsewhere.

    Refused while people work there, companies belong under it, or anything else points at it.
    """
    customer = lock(customer)
    if customer.is_company and customer.people.exists():
        raise Refused(
            _("소속된 사람이 있는 회사는 삭제할 수 없습니다. 먼저 사람들의 소속을 끝내 주세요.")
        )
    try:
        forget_customers([customer.pk])
        remove(customer, actor=actor)
    except ProtectedError as error:
        kinds = {str(row._meta.verbose_name) for row in error.protected_objects}
        raise Refused(
            _("다른 기록에서 쓰고 있어 삭제할 수 없습니다: %(kinds)s")
            % {"kinds": ", ".join(sorted(kinds))}
        ) from error


_SEARCHED = ("name", "representative", "company_name", "business_number", "memo")


def _searched(values: dict[str, Any]) -> dict[str, str]:
    return {name: values.get(name, "") for name in _SEARCHED}


def _together(*steps: Callable[[], Any]) -> list[Any]:
    """What every step returns, or the errors of all of them at once."""
    results, errors = [], {}
    for step in steps:
        try:
            results.append(step())
        except ValidationError as error:
            errors.update(error.message_dict)
    if errors:
        raise ValidationError(errors)
    return results


def _write_reach(customer: Customer, points: Sequence[Point], places: Sequence[Place]) -> None:
    ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, **point._asdict()) for point in points
    )
    Address.objects.bulk_create(Address(customer=customer, **place._asdict()) for place in places)


def _points(customer: Customer) -> list[Point]:
    rows = customer.contact_points.order_by("pk").values_list(*Point._fields)
    return [Point(*row) for row in rows]


def _places(customer: Customer) -> list[Place]:
    rows = customer.addresses.order_by("pk").values_list(*Place._fields)
    return [Place(*row) for row in rows]


def _given(customer: Customer, medium: str) -> list[dict[str, Any]]:
    fax = ContactPoint.Medium.FAX
    wanted = {medium, fax} if medium == ContactPoint.Medium.PHONE else {medium}
    return [
        {**point._asdict(), "use": fax if point.medium == fax else point.use}
        for point in _points(customer)
        if point.medium in wanted
    ]


def _shown(points: Sequence[Point], places: Sequence[Place]) -> dict[str, str | None]:
    """Contact points as the change history shows them."""
    media = {"phones": ("phone", "fax"), "emails": ("email",)}
    shown = {
        name: ", ".join(p.value for p in points if p.medium in kinds) or None
        for name, kinds in media.items()
    }
    lines = [str(Address(**place._asdict())) for place in places]
    return {**shown, "addresses": " / ".join(lines) or None}


def _tell_owner(ids: list[int], before: int | None, after: int | None, actor: User | None) -> None:
    publish_many(OwnerChanged, ids, actor=actor, before_user_id=before, after_user_id=after)
