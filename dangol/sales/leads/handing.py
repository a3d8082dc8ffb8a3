"""F40: whoever won a customer over on the telephone hands them to the field, with a brief."""

from datetime import datetime

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.registry import handoffs
from dangol.sales.leads.models import Lead
from dangol.sales.leads.services import take_lead


@handoffs.add("lead")
@atomic
def hand_over(
    customer: Customer, *, to: User, brief: str, at: datetime, source: str, actor: User
) -> str:
    """Make a lead of the customer for somebody, who accepts it or returns it with a reason.

    Once for each source; returns its address.
    """
    lead = Lead.objects.filter(customer=customer, utm__hand=source).first()
    if lead is None:
        lead = take_lead(
            name=customer.name[:100], company=customer.company_name[:200], phone=customer.phone,
            email=customer.email, text=brief, brief=brief[:500], way=Lead.Way.CALL, owner=to,
            customer=customer, utm={"hand": source}, at=at, actor=actor,
        )  # fmt: skip
    return lead.get_absolute_url()
