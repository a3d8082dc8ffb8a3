"""Changing what a kind of activity brings along."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import forget_kinds
from dangol.activities.acts.models import KindRule
from dangol.codes.models import Code
from dangol.kit.records import change, create


@atomic
def write_kind_rule(kind: Code, *, actor: User | None, **values: Any) -> KindRule:
    """Say what a kind brings; refuses to have something follow without saying what."""
    following = values.pop("next_kind", None)
    if values.get("chain") and not following:
        raise ValidationError({"next_kind": _("무엇이 이어질지 골라 주세요.")})
    values["next_kind"] = Code.objects.filter(pk=following).first() if following else None
    rule = KindRule.objects.filter(kind=kind).first()
    forget_kinds()
    if rule:
        return change(rule, actor=actor, **values)
    return create(KindRule, actor=actor, kind=kind, **values)
