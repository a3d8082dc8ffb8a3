"""What complaints are compared with: 클레임률 is complaints by customers, or by orders."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer
from dangol.kit.registry import Registry


class Base(NamedTuple):
    """Something to count between two moments; apps above add theirs."""

    label: str | Promise
    counted: Callable[[datetime, datetime], int]


bases: Registry[Base] = Registry()


def _customers(start: datetime, end: datetime) -> int:
    """Customers there were by the end of the period."""
    return Customer.objects.filter(stage=Customer.Stage.CUSTOMER, created_at__lt=end).count()


bases.add("customers")(Base(_("고객 수"), _customers))
