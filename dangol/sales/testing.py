"""Deals for tests of this app and of those above."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer, moment
from dangol.sales.models import Deal, Stage
from dangol.sales.pipeline.services import open_deal
from dangol.sales.pipeline.setup import first_pipeline

START = moment("2026-03-02T10:00")


def stage(place: int) -> Stage:
    """The so-manieth open stage of the first pipeline, from 0."""
    rows = Stage.objects.filter(pipeline_id=first_pipeline(), outcome="open", is_active=True)
    return rows.order_by("order")[place]


def make_deal(
    owner: User, title: str = "원두 납품", *, customer: Customer | None = None,
    at: datetime = START, place: int = 0, **values: Any,
) -> Deal:  # fmt: skip
    customer = customer or make_customer(owner)
    return open_deal(
        customer, title=title, owner=owner, stage=stage(place), at=at, actor=owner, **values
    )
