"""Changing codes and the office's own fields."""

from typing import Any

from django.db import transaction
from django.utils.encoding import force_str

from dangol.codes.models import Code
from dangol.codes.queries import forget_codes
from dangol.codes.registry import CodeGroup, groups


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


def defaults_of(group: CodeGroup, preset: str) -> list[Any]:
    """The codes a group starts with in an office of this kind."""
    return list(group.by_preset.get(preset, group.defaults))
