from datetime import date

import pytest

from dangol.customers.testing import make_code, make_customer, moment
from dangol.messaging.reports import deals_of
from dangol.sales.pipeline.services import lose_deal
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db


def test_the_interest_report_names_the_deal_that_tells_most(kim, park):
    """One in progress before one that ended, also a lost one: whom to call again (F105)."""
    busy, quiet = make_customer(kim, name="바쁜곳"), make_customer(kim, name="조용한곳")
    make_deal(kim, "진행 중", customer=busy, at=moment("2026-01-05T09:00"))
    for customer in (busy, quiet):
        lost = make_deal(kim, "놓친 것", customer=customer)
        lose_deal(lost, reason=make_code("lost_reason", "price"), on=date(2026, 3, 9),
                  at=moment("2026-03-09T09:00"), actor=kim)  # fmt: skip

    facts = deals_of["sales"](kim, [busy.pk, quiet.pk])

    assert (facts[busy.pk].name, facts[busy.pk].stage) == ("진행 중", "가망고객 발견")
    assert (facts[quiet.pk].name, facts[quiet.pk].stage) == ("놓친 것", "중도 포기")
    assert deals_of["sales"](park, [busy.pk]) == {}
