"""Take an import of customers back, as far as nobody has built on it since."""

from collections.abc import Sequence
from typing import Any

from django.db.models import SET_NULL, Max, ProtectedError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.events import CustomerRegistered
from dangol.customers.importing.updating import reason, save, write_reach
from dangol.customers.lifecycle.services import move_stages, set_grades
from dangol.customers.models import (
    Address,
    Affiliation,
    CompanyType,
    Consent,
    ContactPoint,
    Customer,
    Tag,
)
from dangol.customers.parties.forgetting import forget_customers
from dangol.customers.parties.reach import Place, Point
from dangol.customers.parties.services import change_owner
from dangol.customers.registry import parts
from dangol.imports.importers import Undone
from dangol.imports.models import Before, Import
from dangol.kit.events import publish
from dangol.kit.records import RecordChanged, announce_many

BATCH = 500
PARTS = (ContactPoint, Address, CompanyType, Customer.tags.through)
Kept = dict[str, Any]


def undo_created(run: Import, *, actor: Any) -> Undone:
    """Delete a batch of the run's customers, people before the companies they work for.

    Kept, with the reason: those changed since, and those that other records point at. They leave
    the import, so that the next batch does not meet them again.
    """
    rows = Customer.objects.filter(import_id=run.pk).order_by("-kind", "-pk")
    found = list(rows.values_list("pk", "version")[:BATCH])
    ids = [pk for pk, _version in found]
    versions = dict(
        Before.objects.filter(run=run, record_id__in=ids)
        .values_list("record_id")
        .annotate(last=Max("version"))
    )
    changed = {pk for pk, version in found if version != versions.get(pk, 1)}
    referenced = _referenced([pk for pk in ids if pk not in changed], run)
    gone = [pk for pk in ids if pk not in changed and pk not in referenced]
    referenced |= _delete(gone, actor)
    kept = {pk: _("가져온 뒤에 바뀌어 지우지 않았습니다.") for pk in changed}
    kept |= {pk: _("다른 기록이 쓰고 있어 지우지 않았습니다.") for pk in referenced}
    Customer.objects.filter(pk__in=kept).update(import_id=None)
    Before.objects.filter(run=run, record_id__in=ids).delete()
    return len(found), [{"id": pk, "reason": text} for pk, text in kept.items()]


def _parts() -> list[Any]:
    return [*PARTS, *(part for _name, part in parts)]


def _delete(ids: Sequence[int], actor: Any) -> set[int]:
    """Delete these customers with all that is theirs alone; returns those that would not go."""
    try:
        with atomic():
            forget_customers(ids)
            for part in _parts():
                part._base_manager.filter(customer_id__in=ids).delete()
            Customer.objects.filter(pk__in=ids).delete()
    except ProtectedError:
        if len(ids) == 1:
            return set(ids)
        middle = len(ids) // 2
        return _delete(ids[:middle], actor) | _delete(ids[middle:], actor)
    if ids:
        announce_many(Customer, ids, "remove", {}, actor=actor)
    return set()


def _referenced(ids: Sequence[int], run: Import) -> set[int]:
    """Customers something else points at that this import did not make."""
    found: set[int] = set()
    every: Any = Customer._meta.get_fields(include_hidden=True)
    relations: Any = Customer._meta.related_objects
    for relation in (*relations, *filter(_outlives, every)):
        model, name = relation.related_model, relation.field.name
        if model in _parts() or not relation.field.concrete or isinstance(model, str):
            continue
        rows: Any = model._base_manager.filter(**{f"{name}__in": ids})
        if model is Affiliation:
            rows = rows.exclude(version=1, person__import_id=run.pk)
        elif model is Consent:
            rows = rows.exclude(import_id=run.pk)
        elif any(f.name == "kind" and not f.is_relation for f in model._meta.fields):
            rows = rows.exclude(kind=CustomerRegistered.kind())
        found |= set(rows.values_list(f"{name}_id", flat=True))
    return found


def _outlives(relation: Any) -> bool:
    """Whether rows would stay and lose their customer, though the customer does not know them."""
    return relation.auto_created and relation.hidden and relation.on_delete is SET_NULL


def undo_updated(run: Import, *, actor: Any) -> Undone:
    """Put a batch of customers back to what they were, unless somebody changed them since.

    What the run made and then changed itself is left to undo_created.
    """
    made = Customer.objects.filter(import_id=run.pk).values("pk")
    rows = Before.objects.filter(run=run).exclude(record_id__in=made)
    ids = list(rows.order_by("record_id").values_list("record_id", flat=True).distinct()[:BATCH])
    kept: list[Kept] = []
    befores: dict[int, list[Before]] = {}
    for before in rows.filter(record_id__in=ids).order_by("pk"):
        befores.setdefault(before.record_id, []).append(before)
    customers = Customer.objects.in_bulk(befores)
    for pk, changes in befores.items():
        if (customer := customers.get(pk)) is None:
            continue
        if customer.version != changes[-1].version:
            kept.append({"id": pk, "reason": _("가져온 뒤에 바뀌어 되돌리지 않았습니다.")})
            continue
        for before in reversed(changes):
            _restore(customer, before.values, run, actor)
        if Consent.objects.filter(customer=customer, import_id=run.pk).exists():
            kept.append({"id": pk, "reason": _("동의 기록은 지우지 않고 남깁니다.")})
    rows.filter(record_id__in=ids).delete()
    return len(ids), kept


def _restore(customer: Customer, before: dict[str, Any], run: Import, actor: Any) -> None:
    row = Customer.objects.filter(pk=customer.pk)
    if "stage" in before:
        move_stages(row, to=before["stage"], reason=_undone(run), actor=actor)
    if "grade" in before:
        today = timezone.localdate()
        grade = Code.objects.filter(pk=before["grade"]).first()
        set_grades(row, grade, starts_on=today, today=today, reason=_undone(run), actor=actor)
    if "owner" in before:
        change_owner(row, owner=User.objects.filter(pk=before["owner"]).first(), actor=actor)
    customer.refresh_from_db()
    for name, value in before["columns"].items():
        field: Any = Customer._meta.get_field(name)
        setattr(customer, field.attname, field.to_python(value) if value else value)
    customer.custom = before["custom"]
    customer.tags.remove(*Tag.objects.filter(pk__in=before["tags"]))
    if before["affiliation"]:
        Affiliation.objects.filter(pk=before["affiliation"]).delete()
        earlier = customer.affiliations.filter(ends_on=None).order_by("-pk").first()
        if earlier:
            Affiliation.objects.filter(pk=earlier.pk).update(is_main=True)
        customer.company_name = earlier.company.name if earlier else ""
    points = [Point(*values) for values in before["points"]]
    places = [Place(*values) for values in before["places"]]
    write_reach(customer.pk, points, places)
    customer.version += 1
    customer.updated_at = timezone.now()
    save(customer, points, places)
    publish(
        RecordChanged(
            model=Customer._meta.label,
            record_id=customer.pk,
            verb="change",
            changes={"import": [reason(run), _undone(run)]},
            actor_id=actor and actor.pk,
        )
    )


def _undone(run: Import) -> str:
    return _("되돌림: %(name)s") % {"name": run.name[:100]}
