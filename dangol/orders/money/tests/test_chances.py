"""What customers buy after what is counted, and orders and hides what is suggested."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dangol.catalog.installed.services import install
from dangol.catalog.models import RelationChance
from dangol.catalog.products.services import relate
from dangol.catalog.products.suggesting import chance_of, suggestions_beside
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.imports.events import ImportFinished
from dangol.kit.events import publish
from dangol.orders.money.chances import MANY, count_chances
from dangol.orders.money.jobs import count_suggestion_chances
from dangol.orders.money.revenue import RevenueGiven, write_revenue
from dangol.orders.quotes.lines import LineGiven, add_lines
from dangol.orders.testing import make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(kim):
    """Five have the machine: beans later, the same day, before, never, and sent back."""
    machine, beans, grinder = (
        make_product(name, price)
        for name, price in (("커피머신", 1_000_000), ("원두", 20_000), ("그라인더", 400_000))
    )
    relate(machine, beans, kind="cross", actor=None)
    relate(machine, grinder, kind="cross", actor=None)
    people = [make_company(kim, f"카페 {n}") for n in range(5)]
    sold = [
        (0, machine, 3, 1), (0, beans, 9, 1), (1, machine, 3, 1), (1, beans, 3, 1),
        (2, beans, 1, 1), (2, machine, 3, 1), (3, machine, 3, 1),
        (4, machine, 3, 1), (4, beans, 9, -1), (0, beans, 20, 1),
    ]  # fmt: skip
    rows = [
        RevenueGiven(people[who].pk, f"R-{n}", date(2026, 1, day), sign * 1_000, 0, product.pk)
        for n, (who, product, day, sign) in enumerate(sold)
    ]
    write_revenue("erp", rows, actor=kim)
    install(people[3], product=grinder, purchased_on=date(2026, 2, 1), actor=kim)
    install(people[2], product=grinder, actor=kim)  # when is not known
    return people, machine, beans, grinder


def counted():
    rows = RelationChance.objects.order_by("relation_id")
    return {row.relation.other.name: (row.owners, row.buyers) for row in rows}


def test_counts_who_bought_the_other_with_it_or_later(office):
    assert count_chances() == 2
    assert counted() == {"원두": (5, 2), "그라인더": (5, 1)}

    assert count_suggestion_chances.func() == 2  # again, over the same rows
    assert counted() == {"원두": (5, 2), "그라인더": (5, 1)}


def test_ordered_by_price_times_chance_and_the_small_ones_hidden(office):
    _people, machine, beans, grinder = office
    count_chances()

    found = suggestions_beside([machine.pk])

    assert [(row.product, row.value) for row in found.shown] == [(grinder, 32_000)]  # × 2/25
    assert [(row.product, row.value) for row in found.hidden] == [(beans, 2_400)]  # × 3/25
    assert found.shown[0].reason == "커피머신을 산 고객 5명 가운데 1명이 삼"
    assert found.hidden[0].chance == 0.12
    RelationChance.objects.all().delete()
    unknown = suggestions_beside([machine.pk]).shown[0]
    assert (unknown.value, unknown.reason) == (20_000, "커피머신을 산 고객의 기록이 없어 5%로 봄")


def test_shown_on_the_quote_and_told_by_the_api(office, kim, park, client):
    people, machine, beans, grinder = office
    count_chances()
    quote = make_quote(kim, customer=people[4])
    add_lines(quote, [LineGiven(machine, Decimal(1))], actor=kim)
    client.force_login(kim)

    text = client.get(quote.get_absolute_url()).text
    rows = client.get(f"/api/v1/quotes/{quote.pk}/suggestions").json()

    assert "커피머신을 산 고객 5명 가운데 1명이 삼" in text
    assert "1개 더" in text
    assert [(row["name"], row["value"], row["is_hidden"]) for row in rows] == [
        ("그라인더", 32_000, False), ("원두", 2_400, True),
    ]  # fmt: skip
    install(people[4], product=machine, actor=kim)
    mine = client.get(f"/api/v1/customers/{people[4].pk}/suggestions").json()
    assert [row["product_id"] for row in mine] == [grinder.pk, beans.pk]
    page = client.get(reverse("customers:customer_panels", args=[people[4].pk])).text
    assert "1개 더" in page
    client.force_login(park)
    for what in (f"quotes/{quote.pk}", f"customers/{people[4].pk}"):
        assert client.get(f"/api/v1/{what}/suggestions").status_code == 404


@pytest.mark.parametrize(("created", "rows"), [(MANY - 1, 0), (MANY, 2)])
def test_a_large_file_of_sales_is_learned_from_at_once(created, rows, office, run_jobs):
    publish(
        ImportFinished(
            actor_id=None,
            import_id=1,
            into="revenue",
            created=created,
            updated=0,
            skipped=0,
            refused=0,
        )
    )
    run_jobs()

    assert RelationChance.objects.count() == rows


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_chance_lies_between_never_and_always(owners, bought):
    chance = chance_of(owners, min(owners, bought))

    assert 0 < chance < 1
    assert chance_of(owners + 1, min(owners, bought)) < chance  # one more who did not
