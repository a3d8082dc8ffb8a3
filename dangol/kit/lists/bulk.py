"""Acts on many records at once: what runs per batch, what it needs, how it is taken back."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from dangol.kit.forms import Form
from dangol.kit.records import change_many


@dataclass(frozen=True)
class Outcome:
    """What one batch did: how many rows, which were refused and why, and how to take it back.

    `before` is JSON for the action's `undo`; None if this batch cannot be taken back.
    """

    done: int
    refused: list[tuple[int, str]] = field(default_factory=list)
    before: Any = None


@dataclass(frozen=True)
class BulkAction:
    """One button of the bulk bar.

    `run(rows, values, actor=…)` gets a batch of at most 1,000 visible rows (a queryset ordered by
    id) inside a transaction, and the JSON values of `form`. `undo(before, actor=…)` returns how
    many rows it put back. `verb` is the right the rows themselves must grant.
    """

    key: str
    label: Any
    icon: str
    permission: str
    run: "Callable[..., Outcome]"
    undo: "Callable[..., int] | None" = None
    form: type[Form] | None = None
    verb: str = "change"
    ask: Any = ""
    danger: bool = False


def set_field(
    key: str,
    label: Any,
    icon: str,
    permission: str,
    *,
    form: type[Form],
    column: str | None = None,
) -> BulkAction:
    """An action that gives one column of many rows the value of the form's field of that name.

    Taking it back leaves alone the rows somebody has changed since.
    """
    name = column or key

    def run(rows: "QuerySet[Any]", values: dict[str, Any], *, actor: Any) -> Outcome:
        after = values[name]
        before = [row for row in rows.values_list("pk", name) if row[1] != after]
        changed = rows.model._base_manager.filter(pk__in=[pk for pk, _value in before])
        change_many(changed, actor=actor, **{_attname(rows.model, name): after})
        return Outcome(
            done=len(before),
            before={"model": rows.model._meta.label, "after": after, "rows": before},
        )

    def undo(before: dict[str, Any], *, actor: Any) -> int:
        return _put_back(form_model(before["model"]), name, before, actor)

    return BulkAction(key, label, icon, permission, run, undo, form)


def form_model(label: str) -> Any:
    """The model of an `app.Model` label."""
    from django.apps import apps  # noqa: PLC0415

    return apps.get_model(label)


def _put_back(model: Any, name: str, before: dict[str, Any], actor: Any) -> int:
    by_value: dict[Any, list[int]] = defaultdict(list)
    for pk, value in before["rows"]:
        by_value[value].append(pk)
    back = 0
    for value, ids in by_value.items():
        still = model._base_manager.filter(pk__in=ids, **{name: before["after"]})
        back += len(change_many(still, actor=actor, **{_attname(model, name): value}))
    return back


def _attname(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).attname)


def batches(ids: Iterable[int], size: int) -> Iterable[list[int]]:
    """The ids in lists of at most this many."""
    batch: list[int] = []
    for pk in ids:
        batch.append(pk)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
