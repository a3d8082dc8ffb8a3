"""What else a customer may want is offered, and what is small and unlikely is left out of sight."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dangol.catalog.products.services import relate
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_code, make_company
from dangol.sales.pipeline.services import LineGiven, lose_deal, set_lines, win_deal
from dangol.sales.pipeline.suggesting import suggestions_to
from dangol.sales.testing import START, make_deal

pytestmark = pytest.mark.django_db
ON = START.date()


def sell(owner, customer, product):
    deal = make_deal(owner, product.name, customer=customer)
    set_lines(deal, [LineGiven(product, Decimal(1))], on=ON, at=START, actor=owner)
    return deal


def test_upgrades_and_companions_of_what_they_bought_that_they_lack(kim):
    machine, better, cups, filters, gone = (
        make_product(name, price * 1_000_000)
        for name, price in (("머신", 9), ("2구 머신", 20), ("컵", 1), ("필터", 2), ("옛것", 3))
    )
    for other, kind in ((better, "upgrade"), (cups, "cross"), (filters, "cross"), (gone, "cross")):
        relate(machine, other, kind=kind, actor=None)
    customer = make_company(kim)
    assert not suggestions_to(customer)
    win_deal(sell(kim, customer, machine), on=ON, at=START, actor=kim)
    sell(kim, customer, cups)  # they are being offered these
    lose_deal(sell(kim, customer, filters), reason=make_code("lost_reason", "price"), on=ON,
              at=START, actor=kim)  # fmt: skip

    found = [(row.product.name, row.relation) for row in suggestions_to(customer).shown]

    assert found == [("2구 머신", "upgrade"), ("옛것", "cross"), ("필터", "cross")]


def test_a_suggestion_begins_a_deal_of_its_kind(kim, client):
    machine, better = make_product("머신", 9), make_product("2구 머신", 2_000_000)
    relate(machine, better, kind="upgrade", actor=None)
    customer = make_company(kim)
    win_deal(sell(kim, customer, machine), on=ON, at=START, actor=kim)
    client.force_login(kim)

    page = client.get(reverse("customers:customer_panels", args=[customer.pk])).text
    form = client.get(
        f"/sales/deals/new/?customer={customer.pk}&product={better.pk}&kind=upsell"
    ).context["form"]

    assert f"product={better.pk}&amp;kind=upsell" in page
    assert (form["title"].value(), form["amount"].value(), form["kind"].value()) == (
        "2구 머신", "2,000,000", "upsell",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("gte=1000000", "큼확"),
        ("lte=999999", "작"),
        ("between=900000&weighted.between=1000000", "큼작"),
        ("gte=0", "큼작확"),
    ],
)
def test_deals_by_value_times_probability(asked, seen, kim, client):
    make_deal(kim, "큼", amount=10_000_000, percent=10)  # 1,000,000
    make_deal(kim, "작", amount=9_999_999, percent=10)  # 999,999.9
    make_deal(kim, "확", amount=100_000_000)  # the stage's own chance
    client.force_login(kim)

    page = client.get(f"/sales/deals/?weighted.{asked}").text

    assert {name for name in "큼작확" if f">{name}</a>" in page} == set(seen)
