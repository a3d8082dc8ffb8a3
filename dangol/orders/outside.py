"""Records that came in from another system, known by the number they have there."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.customers.models import Customer
from dangol.kit.records import change, lock

M = TypeVar("M", bound=models.Model)


def known_outside(model: type[M], external_id: str, customer: Customer) -> list[M]:
    """What is here already under this number, oldest first; nothing without a number.

    Refuses the number of another customer's record: its answer would show what is not theirs.
    """
    if not external_id:
        return []
    rows = model._base_manager.filter(external_id=external_id)
    if rows.exclude(customer=customer).exists():
        text = _("이 외부 번호는 다른 고객의 것으로 이미 들어와 있습니다.")
        raise ValidationError({"external_id": text})
    return list(rows.order_by("pk"))


@atomic
def let_go(record: M, *, actor: Any) -> M:
    """Free the number of a record that was called off, so that the same may come in anew."""
    return change(lock(record), actor=actor, external_id="")
