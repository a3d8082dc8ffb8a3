"""Changing codes and the office's own fields."""

import re
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from dangol.codes.models import Code, CustomField
from dangol.codes.queries import forget_codes, forget_fields
from dangol.codes.registry import CodeDefault, CodeGroup, groups
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove

_KEY = re.compile(r"[a-z][a-z0-9_]{0,48}")


@transaction.atomic
def install_codes(preset: str, *, actor: Any = None) -> int:
    """Give every group that is still empty its codes for this kind of office; says how many.

    Safe to run again on upgrade: a group that has codes is the office's own and stays.
    """
    filled = set(Code.objects.values_list("group", flat=True))
    made = [
        Code(group=key, key=code.key, label=force_str(code.label), color=code.color, order=order)
        for key, group in groups
        if key not in filled
        for order, code in enumerate(defaults_of(group, preset))
    ]
    Code.objects.bulk_create(made)
    forget_codes()
    return len(made)


def defaults_of(group: CodeGroup, preset: str) -> Sequence[CodeDefault]:
    """The codes a group starts with in an office of this kind."""
    return group.by_preset.get(preset, group.defaults)


@transaction.atomic
def add_code(group: str, *, label: str, color: str, actor: Any) -> Code:
    """Offer a new choice, the last of its group."""
    rows = Code.objects.filter(group=group)
    label = _free_label(rows, label)
    last = rows.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    key = _free_key("c", set(rows.values_list("key", flat=True)))
    code = create(Code, actor=actor, group=group, key=key, label=label, color=color, order=order)
    forget_codes()
    return code


@transaction.atomic
def change_code(code: Code, *, actor: Any, **values: Any) -> Code:
    """Rename, recolour, retire or bring back a choice; records that have it show the new name."""
    if "label" in values:
        rows = Code.objects.filter(group=code.group).exclude(pk=code.pk)
        values["label"] = _free_label(rows, values["label"])
    change(code, actor=actor, **values)
    forget_codes()
    return code


@transaction.atomic
def remove_code(code: Code, *, actor: Any) -> None:
    """Delete a choice no record has; one in use can only be retired."""
    if n := code_use(code):
        raise Refused(
            _("‘%(name)s’은(는) %(n)d건에서 쓰고 있어 지울 수 없습니다. ‘그만 쓰기’를 눌러 주세요.")
            % {"name": code.label, "n": n}
        )
    remove(code, actor=actor)
    forget_codes()


def code_use(code: Code) -> int:
    """How many rows of any table hold this code."""
    return sum(
        model._base_manager.filter(**{field.name: code.pk}).count() for model, field in _holders()
    )


def _holders() -> list[tuple[type[models.Model], Any]]:
    """Every column of every table that holds a code."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.related_model is Code
    ]


@transaction.atomic
def order_codes(group: str, ids: Sequence[int], *, actor: Any) -> None:
    """Put a group's choices in this order; ids of other groups are passed over."""
    _order(Code.objects.filter(group=group), ids, actor)
    forget_codes()


@transaction.atomic
def order_fields(record: str, ids: Sequence[int], *, actor: Any) -> None:
    """Put a record's own fields in this order."""
    _order(CustomField.objects.filter(record=record), ids, actor)
    forget_fields()


def _order(rows: Any, ids: Sequence[int], actor: Any) -> None:
    place = {pk: n for n, pk in enumerate(ids)}
    ordered = sorted(rows.order_by("order", "pk"), key=lambda row: place.get(row.pk, len(place)))
    for order, row in enumerate(ordered):
        change(row, actor=actor, order=order)


@transaction.atomic
def add_field(
    record: str, *, kind: str, choices: Sequence[str] = (), actor: Any, **values: Any
) -> CustomField:
    """Give a kind of record a field of the office's own; its key is made once and never changes."""
    rows = CustomField.objects.filter(record=record)
    label = _free_label(rows, values.pop("label"))
    key = values.pop("key", "") or _free_key("f", set(rows.values_list("key", flat=True)))
    if not _KEY.fullmatch(key):
        raise ValidationError({"key": _("키는 영문 소문자로 시작해 소문자, 숫자, _ 만 씁니다.")})
    last = rows.aggregate(last=Max("order"))["last"]
    field = create(
        CustomField,
        actor=actor,
        record=record,
        key=key,
        label=label,
        kind=kind,
        choices=merged_choices([], choices, kind),
        order=0 if last is None else last + 1,
        **values,
    )
    forget_fields()
    return field


@transaction.atomic
def change_field(
    field: CustomField, *, choices: Sequence[str] | None = None, actor: Any, **values: Any
) -> CustomField:
    """Correct a field. Choices that are not named any more are retired, not lost.

    The kind stays once a record has a value.
    """
    if values.get("kind", field.kind) != field.kind and field_use(field):
        raise ValidationError(
            {
                "kind": _(
                    "이 항목에 적힌 값이 있어 종류를 바꿀 수 없습니다. 새 항목을 만들어 주세요."
                )
            }
        )
    if "label" in values:
        rows = CustomField.objects.filter(record=field.record).exclude(pk=field.pk)
        values["label"] = _free_label(rows, values["label"])
    if choices is not None:
        kind = values.get("kind", field.kind)
        values["choices"] = merged_choices(field.choices, choices, kind)
    change(field, actor=actor, **values)
    forget_fields()
    return field


def field_use(field: CustomField) -> int:
    """How many records have a value in this field."""
    model = apps.get_model(field.record)
    return model._base_manager.filter(**{f"custom__{field.key}__isnull": False}).count()


@transaction.atomic
def remove_field(field: CustomField, *, actor: Any) -> None:
    """Delete a field no record has a value in; one in use can only be retired."""
    if n := field_use(field):
        raise Refused(
            _("‘%(name)s’에 값이 있는 기록이 %(n)d건입니다. 지우지 말고 ‘그만 쓰기’를 눌러 주세요.")
            % {"name": field.label, "n": n}
        )
    remove(field, actor=actor)
    forget_fields()


def merged_choices(
    before: Sequence[dict[str, Any]], labels: Sequence[str], kind: str
) -> list[dict[str, Any]]:
    """Choices in the new order: known labels keep their key, those left out are retired."""
    if kind not in (CustomField.Kind.CHOICE, CustomField.Kind.CHOICES):
        return []
    labels = list(dict.fromkeys(filter(None, map(clean, labels))))
    if not labels:
        raise ValidationError({"choices": _("고를 것을 한 줄에 하나씩 적어 주세요.")})
    if any(len(label) > 100 or "," in label or ";" in label for label in labels):
        raise ValidationError(
            {"choices": _("고를 것은 100자까지, 쉼표와 쌍반점 없이 적어 주세요.")}
        )
    known = {choice["label"]: choice["key"] for choice in before}
    used = set(known.values())
    made = []
    for label in labels:
        key = known.get(label) or _free_key("c", used)
        used.add(key)
        made.append({"key": key, "label": label, "active": True})
    retired = [{**choice, "active": False} for choice in before if choice["label"] not in labels]
    return made + retired


def _free_label(rows: Any, label: str) -> str:
    label = clean(label)
    if not label:
        raise ValidationError({"label": _("이름을 적어 주세요.")})
    if rows.filter(label=label).exists():
        raise ValidationError({"label": _("같은 이름이 이미 있습니다. 다른 이름을 적어 주세요.")})
    return label


def _free_key(prefix: str, used: set[str]) -> str:
    n = len(used) + 1
    while f"{prefix}{n}" in used:
        n += 1
    return f"{prefix}{n}"
