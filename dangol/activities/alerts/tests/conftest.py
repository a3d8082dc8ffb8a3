import pytest

from dangol.activities.alerts.models import AlertRule
from dangol.activities.alerts.services import run_alerts
from dangol.activities.testing import install_kinds
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.customers.testing import make_code, make_customer, moment

NIGHT = moment("2026-03-02T01:00")  # a substitute holiday: due days begin on the 3rd


@pytest.fixture
def night(db):
    """Let a night pass: `night("2026-03-10")`, one o'clock in the morning."""
    install_kinds()

    def pass_(day: str = "2026-03-02"):
        return run_alerts(at=moment(f"{day}T01:00"), tell=lambda percent, text: None)

    return pass_


@pytest.fixture
def stage_rule(db):
    """A rule for 잠재고객, thirty days, by telephone; switched on."""
    install_kinds()

    def make(**values):
        defaults = {"stage": "prospect", "days": 30, "is_active": True}
        kind = code_by_key("activity_kind", values.pop("kind", "call"))
        return AlertRule.objects.create(kind_id=kind.id, **{**defaults, **values})

    return make


@pytest.fixture
def grade_rule(stage_rule):
    def make(key="vip", **values):
        return stage_rule(stage="", grade=make_code("customer_grade", key), **values)

    return make


@pytest.fixture
def registered(db):
    """A customer written down on a day: `registered(kim, "2026-01-01", stage="prospect")`."""

    def make(owner, day="2026-01-01", grade=None, name="홍길동", **values):
        customer = make_customer(owner, name, **values)
        given = {"created_at": moment(f"{day}T10:00")}
        if grade:
            given["grade"] = make_code("customer_grade", grade)
        Customer.objects.filter(pk=customer.pk).update(**given)
        customer.refresh_from_db()
        return customer

    return make
