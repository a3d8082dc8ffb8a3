"""Change customers that are there already, and remember what they were."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.consent.models import Consent
from dangol.customers.consent.services import record_consent
from dangol.customers.importing.drafts import COMPANY, Draft
from dangol.customers.importing.matching import OVERWRITE
from dangol.customers.importing.writing import DERIVED, OWN, Writing
from dangol.customers.lifecycle.services import move_stages, set_grades
from dangol.customers.parties.models import Address, ContactPoint, Customer
from dangol.customers.parties.reach import Place, Point, build_row
from dangol.customers.parties.services import change_owner
from dangol.customers.relations.models import Affiliation
from dangol.imports import bulk
from dangol.imports.models import Before
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import RecordChanged, shown

BY_SERVICE = ("stage", "grade")
SET = tuple(name for name in ("name", *OWN) if name not in BY_SERVICE)
COMPANY_ONLY = {"business_number", "corporate_number", "representative", "industry", "line"}
WRITTEN = (*SET, "company_name", "custom", *DERIVED, "version", "updated_at")


class Updating:
    """Fills or overwrites; every record it touches leaves its former self in Before."""

    def __init__(self, writing: Writing) -> None:
        self.writing, self.run, self.actor = writing, writing.run, writing.actor
        self.is_owner_given = "owner" in self.run.mapping

    def update(self, drafts: Sequence[Draft]) -> None:
        """Bring what the rows say into the customers they name."""
        for draft in drafts:
            customer = self._load(draft)
            self._change(customer, draft)

    def _load(self, draft: Draft) -> Customer:
        return Customer.objects.select_for_update().get(pk=draft.target or 0)

    def _change(self, customer: Customer, draft: Draft) -> None:
        overwrite = draft.values.pop("_mode", "") == OVERWRITE
        points, places = points_of(customer), places_of(customer)
        before: dict[str, Any] = {
            "columns": {}, "custom": customer.custom, "points": points, "places": places,
        }  # fmt: skip
        changes: dict[str, list[str | None]] = {}
        self.writing.add_codes([draft])
        for name, value in self._wanted(customer, draft, overwrite).items():
            old, shown_before = getattr(customer, name), shown(customer, name)
            setattr(customer, name, value)
            before["columns"][name] = _plain(old)
            changes[name] = [shown_before, shown(customer, name)]
        custom = _custom(customer.custom, draft.custom, overwrite)
        if custom != customer.custom:
            changes["custom"] = [None, ", ".join(sorted(draft.custom))]
            customer.custom = custom
        reach = merged(points, draft.points, overwrite), _places(places, draft.places, overwrite)
        if reach[0] != points or reach[1] != places:
            changes["phones"] = [None, ", ".join(p.value for p in reach[0])]
            write_reach(customer.pk, *reach)
        before["tags"] = [
            tag for _pk, tag in self.writing.tag((customer.pk, name) for name in draft.tags)
        ]
        before["affiliation"] = self._affiliate(customer, draft, overwrite)
        if changes or before["affiliation"]:
            self._write(customer, reach, changes)
        before |= self._by_services(customer, draft, overwrite)
        self._consent(customer, draft)
        version = Customer.objects.values_list("version", flat=True).get(pk=customer.pk)
        if changes or before["tags"] or before["affiliation"] or version != customer.version:
            bulk.insert(
                Before,
                ("record_id", "version", "values"),
                [(customer.pk, version, before)],
                run=self.run.pk,
            )

    def _wanted(self, customer: Customer, draft: Draft, overwrite: bool) -> dict[str, Any]:
        """Columns the row changes: empty ones, or all it names."""
        wanted: dict[str, Any] = {}
        given = {**draft.values, "name": draft.name}
        for name in SET:
            value = given.get(name)
            old = getattr(customer, name)
            if name in COMPANY_ONLY and customer.kind != COMPANY:
                continue
            if value not in (None, "") and value != old and (overwrite or old in (None, "")):
                wanted[name] = value
        if "birth_on" not in wanted:
            wanted.pop("birth_calendar", None)
        elif "birth_calendar" in draft.values:
            wanted["birth_calendar"] = draft.values["birth_calendar"]
        if not overwrite and customer.collected_on:
            wanted.pop("source_note", None)
        return wanted

    def _write(
        self,
        customer: Customer,
        reach: tuple[list[Point], list[Place]],
        changes: dict[str, list[str | None]],
    ) -> None:
        customer.version += 1
        customer.updated_at = timezone.now()
        save(customer, *reach)
        publish(
            RecordChanged(
                model=Customer._meta.label,
                record_id=customer.pk,
                verb="change",
                changes=changes,
                actor_id=self.actor and self.actor.pk,
            )
        )

    def _affiliate(self, customer: Customer, draft: Draft, overwrite: bool) -> int:
        """A first company, or with overwriting another one, becomes the main affiliation."""
        if not draft.company or customer.kind == COMPANY or not draft.company.target:
            return 0
        current = customer.affiliations.filter(ends_on=None)
        if current.filter(company_id=draft.company.target).exists():
            return 0
        if current.exists() and not overwrite:
            return 0
        current.filter(is_main=True).update(is_main=False)
        made = Affiliation.objects.create(
            person=customer, company_id=draft.company.target, **draft.work
        )
        customer.company_name = draft.company.name
        return made.pk

    def _by_services(self, customer: Customer, draft: Draft, overwrite: bool) -> dict[str, Any]:
        """Stage, grade and owner have histories of their own, kept by their services."""
        before: dict[str, Any] = {}
        row = Customer.objects.filter(pk=customer.pk)
        stage, grade = draft.values.get("stage"), draft.values.get("grade")
        if stage and stage != customer.stage and overwrite:
            before["stage"] = customer.stage
            move_stages(row, to=stage, reason=reason(self.run), actor=self.actor)
        if grade and grade != customer.grade_id and (overwrite or not customer.grade_id):
            before["grade"] = customer.grade_id
            today = timezone.localdate()
            set_grades(
                row, Code.objects.get(pk=grade), starts_on=today, today=today,
                reason=reason(self.run), actor=self.actor,
            )  # fmt: skip
        differs = self.is_owner_given and draft.owner_id != customer.owner_id
        if differs and (overwrite or customer.owner_id is None):
            before["owner"] = customer.owner_id
            owner = User.objects.filter(pk=draft.owner_id or 0).first()
            change_owner(row, owner=owner, actor=self.actor)
        return before

    def _consent(self, customer: Customer, draft: Draft) -> None:
        """One line of the ledger each; the service knows what a later refusal forbids."""
        options = self.run.options
        if not draft.permits or not options.get("consent_basis"):
            return
        customer.refresh_from_db()
        for purpose, permit in draft.permits.items():
            try:
                record_consent(
                    customer,
                    purpose=purpose,
                    act=Consent.Act.GIVE if permit else Consent.Act.REFUSE,
                    permit=permit or Customer.Permit.DAY,
                    basis=options["consent_basis"],
                    at=self.writing.consent_at(draft),
                    source=options["consent_source"],
                    actor=self.actor,
                )
            except (Refused, ValidationError) as problem:
                if draft.verdict:
                    draft.verdict.remarks.append(str(problem))


def reason(run: Any) -> str:
    return _("가져오기: %(name)s") % {"name": run.name[:100]}


def points_of(customer: Customer) -> list[Point]:
    rows = customer.contact_points.order_by("pk").values_list(*Point._fields)
    return [Point(*row) for row in rows]


def places_of(customer: Customer) -> list[Place]:
    rows = customer.addresses.order_by("pk").values_list(*Place._fields)
    return [Place(*row) for row in rows]


def merged(old: Sequence[Point], new: Sequence[Point], overwrite: bool) -> list[Point]:
    """Filling adds a medium that was missing; overwriting puts the new ones first and main."""
    media = {point.medium for point in old}
    known = {(point.medium, point.value) for point in old}
    if not overwrite:
        return [*old, *(point for point in new if point.medium not in media)]
    mains = {point.medium for point in new if point.is_main}
    given = {(point.medium, point.value): point for point in new}
    kept = [
        point._replace(is_main=given[key].is_main)
        if (key := (point.medium, point.value)) in given
        else point._replace(is_main=point.is_main and point.medium not in mains)
        for point in old
    ]
    return [*kept, *(point for key, point in given.items() if key not in known)]


def _places(old: Sequence[Place], new: Sequence[Place], overwrite: bool) -> list[Place]:
    if not new or (old and not overwrite):
        return list(old)
    lines = {(place.road or place.lot, place.detail) for place in new}
    rest = [place for place in old if (place.road or place.lot, place.detail) not in lines]
    return [*new, *(place._replace(is_main=False) for place in rest)]


def _custom(old: dict[str, Any], new: dict[str, Any], overwrite: bool) -> dict[str, Any]:
    return {**old, **new} if overwrite else {**new, **old}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.pk if isinstance(value, Code) else value


def write_reach(pk: int, points: Iterable[Sequence[Any]], places: Iterable[Sequence[Any]]) -> None:
    """Give the customer these contact points and addresses and no others."""
    ContactPoint.objects.filter(customer_id=pk).delete()
    Address.objects.filter(customer_id=pk).delete()
    bulk.insert(ContactPoint, ("customer", *Point._fields), [(pk, *point) for point in points])
    bulk.insert(Address, ("customer", *Place._fields), [(pk, *place) for place in places])


def save(customer: Customer, points: Sequence[Point], places: Sequence[Place]) -> None:
    """Write the row with the columns that repeat others."""
    derived = build_row(
        number=customer.number,
        name=customer.name,
        representative=customer.representative,
        company_name=customer.company_name,
        business_number=customer.business_number,
        memo=customer.memo,
        points=points,
        places=places,
    )
    for name, value in derived._asdict().items():
        setattr(customer, name, value)
    fields: list[Any] = [Customer._meta.get_field(name) for name in WRITTEN]
    values = [getattr(customer, field.attname) for field in fields]
    bulk.update(Customer, WRITTEN, [(*values, customer.pk)])
