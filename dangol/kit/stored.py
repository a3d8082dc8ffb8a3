"""The files a row leaves in the store: they go with it (개인정보 보호법 제21조)."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from django.db import models
from django.db.transaction import on_commit


class Below(NamedTuple):
    """A table whose rows are deleted with another row, which `path` leads to."""

    model: type[models.Model]
    path: str


def forget_files(record: models.Model) -> None:
    """Delete the files of a row, and of all rows that go with it, once its removal is committed.

    To be called before the row is deleted. A file that two rows share goes with the first.
    """
    for model, path in gone_with(type(record)):
        drop_files(model._base_manager.filter(**{path: record.pk}))


def drop_files(rows: "models.QuerySet[Any]") -> None:
    """Delete the files of these rows, and only theirs, once the transaction is committed."""
    for field in rows.model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            names = rows.exclude(**{field.name: ""}).values_list(field.name, flat=True)
            for name in names:
                on_commit(partial(field.storage.delete, name), robust=True)


@cache
def gone_with(model: type[models.Model]) -> tuple[Below, ...]:
    """The table itself and all those that lose rows with it, by every way that leads there."""
    return tuple(_below(model, "pk", ()))


def _below(
    model: type[models.Model], path: str, above: tuple[type[models.Model], ...]
) -> Iterator[Below]:
    yield Below(model, path)
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not relation.auto_created:
            continue
        holder, name = relation.related_model, relation.field.name
        if relation.on_delete is models.CASCADE and holder not in (*above, model):
            below = name if path == "pk" else f"{name}__{path}"
            yield from _below(holder, below, (*above, model))
