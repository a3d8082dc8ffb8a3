"""Pages of the catalogue: who sees them, what a form keeps, what they cost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dangol.catalog.configuring.services import add_rule
from dangol.catalog.installed.services import install
from dangol.catalog.models import Installed, PriceList, Product, ProductRelation
from dangol.catalog.products.services import relate
from dangol.catalog.testing import make_machine, make_prices, make_product
from dangol.customers.testing import make_customer

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **params):
    client.force_login(user)
    return client.get(reverse(f"catalog:{name}", args=args), params)


def test_a_rep_adds_a_product_and_sees_it(client, kim):
    client.force_login(kim)
    answer = client.post(
        reverse("catalog:product_add"),
        {"name": "복합기", "kind": "goods", "list_price": "1200000", "tax_kind": "taxed",
         "warranty_months": "12", "unit": "대"},
    )  # fmt: skip

    product = Product.objects.get()
    assert answer.url == product.get_absolute_url()
    assert "₩1,200,000" in client.get(answer.url).text


def test_a_wrong_form_keeps_what_was_typed(client, kim):
    client.force_login(kim)
    answer = client.post(
        reverse("catalog:product_add"),
        {"name": "복합기", "kind": "goods", "list_price": "-5", "tax_kind": "taxed",
         "warranty_months": "0"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert 'value="복합기"' in answer.text
    assert "0원 이상" in answer.text
    assert not Product.objects.exists()


def test_without_the_right_the_catalogue_is_closed(client, kim):
    kim.roles.clear()
    assert page(client, kim, "product_list").status_code == 403


def test_the_list_costs_the_same_for_any_number(client, kim, django_assert_max_num_queries):
    for n in range(30):
        make_product(f"상품 {n}")
    page(client, kim, "product_list")

    with django_assert_max_num_queries(18):
        answer = page(client, kim, "product_list")

    assert answer.text.count("data-open-row") == 30


def test_bundle_parts_are_written_line_by_line(client, kim):
    bundle, toner = make_product("묶음", kind="bundle"), make_product("토너", code="T-1")
    client.force_login(kim)
    url = reverse("catalog:parts_edit", args=[bundle.pk])

    wrong = client.post(url, {"parts": "T-1 | 2\nX-9 | 1"})
    assert wrong.status_code == 422
    assert "2째 줄: ‘X-9’(이)라는 상품이 없습니다." in wrong.text
    assert not bundle.parts.exists()

    client.post(url, {"parts": "T-1 | 2"})
    assert [(p.product, p.quantity) for p in bundle.parts.all()] == [(toner, Decimal(2))]


def test_the_configurator_says_at_once_what_does_not_fit(client, kim):
    machine = make_machine()
    add_rule(machine, kind="requires", when=["m3"], then=["cooler"], actor=None)
    group = machine.groups.get(name="모터").pk

    start = page(client, kim, "configure", machine.pk)
    assert "함께 쓸 수 있는 구성입니다." in start.text
    assert "₩1,000,000" in start.text

    wrong = page(client, kim, "configure", machine.pk, g=1, **{f"o-{group}": "m3"})
    assert "3마력에는 냉각기 사양이 있어야 합니다." in wrong.text

    right = page(client, kim, "configure", machine.pk, g=1, **{f"o-{group}": "m3", "o": "cooler"})
    assert "₩1,500,000" in right.text


def test_a_made_up_option_in_the_address_is_a_sentence_not_an_error(client, kim):
    answer = page(
        client, kim, "configure", make_machine().pk, o="<script>", **{"n-<script>": "9" * 50}
    )

    assert answer.status_code == 200
    assert "&lt;script&gt;" in answer.text


def test_groups_are_written_as_lines(client, kim):
    machine = make_machine()
    client.force_login(kim)
    url = reverse("catalog:group_add", args=[machine.pk])

    wrong = client.post(
        url, {"name": "색", "least": 0, "most": 1, "order": 0, "options": "red | 빨강 | 많이"}
    )
    assert "1째 줄: 금액 ‘많이’를 원 단위로" in wrong.text

    client.post(
        url, {"name": "색", "least": 0, "most": 1, "order": 0, "options": "red | 빨강 | 1만 | *"}
    )
    option = machine.groups.get(name="색").options.get()
    assert (option.name, option.price, option.is_default) == ("빨강", 10_000, True)


def test_price_check_names_the_list(client, kim):
    product, customer = make_product(price=100), make_customer(kim)
    make_prices("우대", product, 70, customer=customer)

    answer = page(client, kim, "price_check", product.pk, number=customer.number)
    assert "₩70" in answer.text
    assert "우대" in answer.text

    other = page(client, kim, "price_check", product.pk, number="없음", quantity="abc")
    assert other.status_code == 200


def test_a_price_list_for_a_customer_nobody_may_see_is_refused(client, kim, park):
    customer = make_customer(park)
    client.force_login(kim)

    answer = client.post(
        reverse("catalog:price_list_add"),
        {"name": "전용", "customer_number": customer.number, "priority": 0},
    )

    assert answer.status_code == 422
    assert not PriceList.objects.exists()


def test_prices_are_added_by_picking_a_product(client, kim):
    product = make_product()
    row = make_prices("도매", make_product("다른"), 5)
    client.force_login(kim)
    url = reverse("catalog:price_add", args=[row.pk])

    both = client.post(url, {"other": product.pk, "from_quantity": 1, "unit_price": 1,
                             "percent_off": 1})  # fmt: skip
    assert both.status_code == 422
    client.post(url, {"other": product.pk, "from_quantity": 1, "unit_price": 90})
    assert row.prices.get(product=product).unit_price == 90


def test_pieces_are_written_on_the_customers_tab(client, kim, park):
    product, customer = make_product(warranty_months=12), make_customer(kim)
    client.force_login(kim)
    client.post(
        reverse("catalog:installed_add", args=[customer.pk]),
        {"other": product.pk, "serial": "S-77", "quantity": 1, "purchased_on": "2026-03-02",
         "status": "in_use"},
    )  # fmt: skip

    tab = client.get(reverse("customers:customer_tab", args=[customer.pk, "installed"]))
    assert "S-77" in tab.text
    assert "S-77" in page(client, kim, "installed_list").text
    assert "S-77" not in page(client, park, "installed_list").text
    edit = reverse("catalog:installed_edit", args=[customer.pk, Installed.objects.get().pk])
    client.force_login(park)
    assert client.get(edit).status_code == 404


def test_the_tab_suggests_what_goes_with_what_the_customer_has(client, kim):
    printer, toner = make_product("복합기"), make_product("정품 토너")
    relate(printer, toner, kind=ProductRelation.Kind.CROSS, actor=None)
    customer = make_customer(kim)
    install(customer, product=printer, actor=kim)

    client.force_login(kim)
    tab = client.get(reverse("customers:customer_tab", args=[customer.pk, "installed"]))

    assert "정품 토너" in tab.text


def test_products_are_found_by_the_palette(client, kim):
    make_product("복합기")
    client.force_login(kim)

    assert "복합기" in client.get(reverse("workspace:search"), {"q": "ㅂㅎㄱ"}).text
