"""What follows from orders at the desk: 해피콜 after a delivery."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dangol.automation.testing import make_rule
from dangol.codes.calendar.queries import next_business_day
from dangol.customers.testing import make_company
from dangol.helpdesk.models import DialList, DialTarget, RequestType
from dangol.helpdesk.testing import make_ticket, step
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.kit.errors import Refused
from dangol.orders.models import Order
from dangol.orders.orders.services import finish_order
from dangol.orders.testing import NOW, TODAY

pytestmark = pytest.mark.django_db
DAYS = 3


def make_order(owner):
    return Order.objects.create(
        number="O-1", title="원두", customer=make_company(owner, "가게"), owner=owner,
        ordered_on=TODAY,
    )  # fmt: skip


@pytest.fixture
def happy(lee):
    """The list, and what puts customers onto it three days later."""
    row = DialList.objects.create(name="해피콜", owner=lee)
    return {"action": "dial", "values": {"dial_list": row.pk, "days": DAYS}}


def test_a_delivered_order_is_called_after_its_days_once(lee, happy, run_jobs):
    make_rule(lee, "order_delivered", happy)
    order = make_order(lee)
    run_jobs()
    assert not DialTarget.objects.exists()

    finish_order(order, actor=lee)
    run_jobs()
    target = DialTarget.objects.get()
    day = next_business_day(timezone.localdate() + timedelta(days=DAYS))
    assert (target.customer_id, timezone.localdate(target.due_at)) == (order.customer_id, day)
    with pytest.raises(Refused):
        finish_order(Order.objects.get(pk=order.pk), actor=lee)
    run_jobs()
    assert DialTarget.objects.count() == 1


def test_of_tickets_only_the_kind_asked_for_is_called(lee, happy, run_jobs):
    repair = RequestType.objects.create(name="수리")
    make_rule(lee, "ticket_solved", happy, trigger_values={"request_type_id": repair.pk})
    customer = make_company(lee, "가게")
    other = make_ticket(lee, customer=customer)
    mended = make_ticket(lee, customer=customer, request_type=repair)
    for ticket, called in ((other, 0), (mended, 1)):
        move_ticket(ticket, to=step("done"), at=NOW, actor=lee)
        run_jobs()
        assert DialTarget.objects.count() == called
