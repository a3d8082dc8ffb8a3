"""What is asked about each role."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from dangol.accounts.models import Role
from dangol.kit.forms import Form
from dangol.orders.limits.queries import Limit

PARTS = ("free", "approves")


class LimitsForm(Form):
    """Two percents for every role; both may stay empty."""

    def __init__(
        self, *args: Any, roles: list[tuple[Role, Limit]], usual: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.roles = [role for role, _limit in roles]
        for role, limit in roles:
            for part in PARTS:
                self.fields[f"{part}-{role.pk}"] = forms.IntegerField(
                    min_value=0, max_value=100, required=False, initial=getattr(limit, part),
                    label=_said(part) % {"name": role.name},
                    widget=forms.NumberInput({"placeholder": usual if part == "free" else ""}),
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Role, forms.BoundField, forms.BoundField]]:
        """The roles with their two fields."""
        return [(role, *(self[f"{part}-{role.pk}"] for part in PARTS)) for role in self.roles]  # type: ignore[misc]  # two parts

    @property
    def limits(self) -> dict[int, Limit]:
        """What was asked, by role."""
        given = self.cleaned_data
        return {
            role.pk: Limit(*(given[f"{part}-{role.pk}"] for part in PARTS)) for role in self.roles
        }


def _said(part: str) -> str:
    if part == "free":
        return _t("%(name)s: 승인 없이 할 수 있는 할인")
    return _t("%(name)s: 승인할 수 있는 할인")
