"""The verbs that write a row: validated, announced, never `save()` by hand."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.kit.errors import Conflict
from dangol.kit.events import Event, publish
from dangol.kit.stored import forget_files

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class RecordChanged(Event):
    """A row was written. `changes` maps a field to its value before and after, as text."""

    model: str
    record_id: int
    verb: str
    changes: dict[str, list[str | None]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RecordsChanged(Event):
    """Many rows got the same values in one act; `record_ids` lists them all."""

    model: str
    record_ids: list[int]
    verb: str
    changes: dict[str, list[str | None]] = field(default_factory=dict)


def create(model: type[M], /, *, actor: Any, **values: Any) -> M:
    """Validate and insert a row; refused values raise ValidationError and write nothing."""
    record = model(**values)
    changes = {name: [None, shown(record, name)] for name in values if _is_told(record, name)}
    return _write(record, actor, "create", changes)


def change(record: M, *, actor: Any, version: int | None = None, **values: Any) -> M:
    """Set fields, validate and save; nothing is written if nothing differs.

    With `version` (the one the editor opened), raises Conflict if the row has moved on.
    """
    if version is not None and version != getattr(record, "version", version):
        raise Conflict(
            _("그사이 다른 사람이 이 기록을 고쳤습니다. 바뀐 내용을 확인하고 다시 저장해 주세요.")
        )
    changes = {}
    for name, value in values.items():
        if getattr(record, name) != value:
            before = shown(record, name)
            setattr(record, name, value)
            changes[name] = [before, shown(record, name)]
    if not changes:
        return record
    changes = {name: pair for name, pair in changes.items() if _is_told(record, name)}
    if hasattr(record, "version"):
        record.version += 1
    return _write(record, actor, "change", changes)


@transaction.atomic
def change_many(rows: "models.QuerySet[Any]", *, actor: Any, **values: Any) -> list[int]:
    """Give many rows the same values in one statement; returns the ids that were written.

    The values are trusted (choices, foreign keys already looked up); rows are not validated.
    """
    ids = list(rows.values_list("pk", flat=True))
    model = rows.model
    extra: dict[str, Any] = {}
    if any(f.name == "version" for f in model._meta.fields):
        extra = {"version": F("version") + 1, "updated_at": timezone.now()}
    for start in range(0, len(ids), 10_000):
        batch = model._base_manager.filter(pk__in=ids[start : start + 10_000])
        batch.update(**values, **extra)
    announce_many(model, ids, "change", values, actor=actor)
    return ids


def announce_many(
    model: type[models.Model],
    ids: Iterable[int],
    verb: str,
    values: dict[str, Any],
    *,
    actor: Any,
) -> None:
    """Tell subscribers of a bulk write that was done by other means."""
    publish(
        RecordsChanged(
            model=model._meta.label,
            record_ids=list(ids),
            verb=verb,
            changes={name: [None, _text(value)] for name, value in values.items()},
            actor_id=actor and actor.pk,
        )
    )


@transaction.atomic
def remove(record: models.Model, *, actor: Any) -> None:
    """Delete a row with all that hangs on it, the stored files too."""
    model, record_id = record._meta.label, record.pk
    forget_files(record)
    record.delete()
    publish(
        RecordChanged(model=model, record_id=record_id, verb="remove", actor_id=actor and actor.pk)
    )


def lock(record: M) -> M:
    """Read the row again and hold it until the transaction ends."""
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


@contextmanager
def judged(records: Sequence[models.Model]) -> Iterator[None]:
    """Let the database judge what is saved inside; a broken constraint raises ValidationError.

    Asking each constraint before, as Django's forms do, costs a query for every one of them.
    """
    try:
        with transaction.atomic(savepoint=any(record._meta.constraints for record in records)):
            yield
    except IntegrityError:
        for record in records:
            record.validate_constraints()
        raise


def shown(record: models.Model, name: str) -> str | None:
    """A field's value as people read it: the label of a choice, the name of a related row."""
    if label := getattr(record, f"get_{name}_display", None):
        return _text(label())
    return _text(getattr(record, name))


def _is_told(record: models.Model, name: str) -> bool:
    """Columns people do not edit repeat others, such as search tokens; the history leaves them."""
    return record._meta.get_field(name).editable


def _text(value: Any) -> str | None:
    return None if value is None or value == "" else str(value)


@transaction.atomic
def _write(record: M, actor: Any, verb: str, changes: dict[str, list[str | None]]) -> M:
    record.full_clean(validate_constraints=False)
    with judged([record]):
        record.save()
    publish(
        RecordChanged(
            model=record._meta.label,
            record_id=record.pk,
            verb=verb,
            changes=changes,
            actor_id=actor and actor.pk,
        )
    )
    return record
