"""Who pays what: customer before type before grade before everybody; quantities and periods."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError

from dangol.catalog.models import Price, PriceList
from dangol.catalog.prices.queries import price_for, prices_for
from dangol.catalog.prices.services import write_price, write_price_list
from dangol.catalog.testing import add_price, make_prices, make_product
from dangol.customers.lifecycle.services import set_grade
from dangol.customers.parties.services import set_company_types
from dangol.customers.testing import make_code, make_company, make_customer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def price(product, customer=None, quantity=1, on=TODAY):
    found = price_for(product, quantity=D(quantity), on=on, customer=customer)
    return int(found.unit_price), found.price_list.name if found.price_list else ""


def test_without_a_list_it_is_the_list_price():
    assert price(make_product(price=100_000)) == (100_000, "")


def test_the_narrowest_list_wins(kim):
    product, vip, agency = make_product(), make_code("customer_grade", "vip"), None
    agency = make_code("company_type", "agency", "대리점")
    shop = make_company(kim, "한빛유통")
    make_prices("모두", product, 95_000)
    make_prices("VIP", product, 90_000, grade=vip)
    make_prices("대리점", product, 80_000, company_type=agency)
    make_prices("한빛 전용", product, 70_000, customer=make_company(kim, "다른 회사"))

    assert price(product, shop) == (95_000, "모두")
    set_grade(shop, vip, starts_on=TODAY, today=TODAY, actor=None)
    assert price(product, shop) == (90_000, "VIP")
    set_company_types(shop, [agency], actor=None)
    assert price(product, shop) == (80_000, "대리점")
    make_prices("한빛", product, 75_000, customer=shop)
    assert price(product, shop) == (75_000, "한빛")
    assert price(product, make_customer(kim)) == (95_000, "모두")


def test_more_pieces_cost_less_from_their_number_on():
    product = make_product()
    prices = make_prices("수량", product, 100)
    add_price(prices, product, 90, start=10)
    add_price(prices, product, 80, start=100)

    found = [price(product, quantity=n)[0] for n in (1, 9, 10, 99, 100, 5_000)]

    assert found == [100, 100, 90, 90, 80, 80]


def test_a_list_holds_from_its_first_day_to_its_last():
    product = make_product(price=100)
    make_prices("행사", product, 50, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))

    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]

    assert [price(product, on=day)[0] for day in days] == [100, 50, 50, 100]


def test_percent_off_is_of_the_list_price():
    product = make_product(price=99_999)
    row = write_price_list(None, name="10% 할인", actor=None)
    values = {"product": product, "from_quantity": D(1), "percent_off": D(10)}
    write_price(row, None, **values, actor=None)

    assert price_for(product, quantity=D(1), on=TODAY).unit_price == D("89999.10")


def test_among_equal_lists_priority_decides():
    product = make_product()
    make_prices("나중", product, 1, priority=0)
    make_prices("먼저", product, 2, priority=5)

    assert price(product) == (2, "먼저")


def test_a_list_switched_off_counts_no_more():
    product = make_product(price=100)
    row = make_prices("행사", product, 50)
    write_price_list(row, name="행사", is_active=False, actor=None)

    assert price(product) == (100, "")


@pytest.mark.parametrize(
    "values", [{}, {"unit_price": D(1), "percent_off": D(1)}, {"percent_off": D(200)}]
)
def test_a_price_is_either_won_or_percent(values):
    row = write_price_list(None, name="가격", actor=None)
    with pytest.raises(ValidationError):
        write_price(row, None, product=make_product(), from_quantity=D(1), actor=None, **values)

    assert not Price.objects.exists()


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="종료일"):
        write_price_list(None, name="거꾸로", starts_on=TODAY, ends_on=date(2026, 1, 1), actor=None)

    assert not PriceList.objects.exists()


def test_many_prices_cost_three_queries(django_assert_num_queries, kim):
    products = [make_product(str(n)) for n in range(20)]
    row = make_prices("모두", products[0], 1)
    for product in products[1:]:
        add_price(row, product, 2)
    customer = make_customer(kim)

    with django_assert_num_queries(3):
        found = prices_for([(p, D(1)) for p in products], on=TODAY, customer=customer)

    assert [int(one.unit_price) for one in found] == [1] + [2] * 19
