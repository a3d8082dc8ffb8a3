"""The files a row leaves in the store: they go with it (개인정보 보호법 제21조)."""

from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from django.db import models
from django.db.transaction import on_commit


class _Kept(NamedTuple):
    """A column with files of rows that are deleted with another row, which `path` leads to."""

    field: models.FileField
    path: str


def forget_files(record: models.Model) -> None:
    """Delete the files of a row, and of all rows that go with it, once its removal is committed.

    To be called before the row is deleted. A file that two rows share goes with the first.
    """
    for field, path in _kept_with(type(record)):
        rows = field.model._base_manager.filter(**{path: record.pk}).exclude(**{field.name: ""})
        for name in rows.values_list(field.name, flat=True):
            on_commit(partial(field.storage.delete, name), robust=True)


@cache
def _kept_with(model: type[models.Model]) -> tuple[_Kept, ...]:
    return tuple(_below(model, "pk", ()))


def _below(
    model: type[models.Model], path: str, above: tuple[type[models.Model], ...]
) -> Iterator[_Kept]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            yield _Kept(field, path)
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or not relation.auto_created:
            continue
        holder, name = relation.related_model, relation.field.name
        if relation.on_delete is models.CASCADE and holder not in (*above, model):
            below = name if path == "pk" else f"{name}__{path}"
            yield from _below(holder, below, (*above, model))
