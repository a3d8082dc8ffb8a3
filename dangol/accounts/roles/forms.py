from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Role
from dangol.accounts.roles.queries import scope_text
from dangol.codes.forms import CleanCharField
from dangol.kit.access import Permission, Scope, permissions


class RoleForm(forms.Form):
    name = CleanCharField(label=_("역할명"), max_length=100)
    description = CleanCharField(label=_("설명"), max_length=300, required=False)


class NewRoleForm(RoleForm):
    copy_of = forms.ModelChoiceField(
        Role.objects.order_by("order", "name"),
        label=_("권한을 따올 역할"),
        empty_label=_("없음 (아무것도 허락하지 않음)"),
        required=False,
    )


def grants_form(role: Role, data: Any = None) -> forms.Form:
    """A select per permission, for one role; works without scripts."""
    held = dict(role.grants.values_list("permission", "scope"))
    fields = {name: _choice(name, declared, held) for name, declared in permissions}
    return type("GrantsForm", (forms.Form,), fields)(data, prefix="grant")


def _choice(name: str, declared: Permission, held: dict[str, str]) -> forms.ChoiceField:
    values = ["", *(Scope.values if declared.scoped else [Scope.ALL.value])]
    return forms.ChoiceField(
        label=str(declared.label),
        choices=[(value, scope_text(value, scoped=declared.scoped)) for value in values],
        initial=held.get(name, ""),
        required=False,
    )


def posted_grants(pairs: Any) -> dict[int, dict[str, Scope | None]]:
    """Cells of the grid that were changed: `7:customers.view_customer=own` and the like."""
    wanted: dict[int, dict[str, Scope | None]] = {}
    for key, value in pairs:
        role, _colon, permission = key.partition(":")
        if role.isdecimal() and len(role) < 19 and permission in permissions:
            if value and value not in Scope.values:
                continue
            wanted.setdefault(int(role), {})[permission] = Scope(value) if value else None
    return wanted
