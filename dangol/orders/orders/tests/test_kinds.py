"""What is ordered together is billed by tax kind, to the won."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from dangol.catalog.pricing import Amount
from dangol.customers.testing import make_company
from dangol.orders.entry.services import Entered, enter_order
from dangol.orders.models import Bill, OrderLine
from dangol.orders.money.services import credit_bill
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.printing import statement_pdf
from dangol.orders.orders.taking import Agreed
from dangol.orders.quotes.models import Cycle, TaxKind
from dangol.orders.testing import TODAY

LINES = st.lists(
    st.tuples(
        st.sampled_from(TaxKind.values), st.sampled_from(("once", "once", "monthly")),
        st.integers(1, 10**9),
    ),
    min_size=1, max_size=8,
)  # fmt: skip

ZERO = '{"field":"tax_kind","op":"is","value":["zero"]}'


def _line(kind, cycle, supply):
    tax = supply // 10 if kind == TaxKind.TAXED else 0
    return OrderLine(name="품목", tax_kind=kind, cycle=cycle, supply=supply, tax=tax)


@given(LINES, st.integers(0, 999))
def test_the_kinds_and_the_cut_add_up_to_what_is_paid_once(rows, cut):
    lines = [_line(*row) for row in rows]
    has_tax = any(line.tax_kind == TaxKind.TAXED and line.supply > cut for line in lines)
    given = Amount(-(cut - cut // 11), -(cut // 11)) if has_tax else Amount(-cut, 0)
    agreed = Agreed(lines, given)
    parts = agreed.parts
    bears = given if agreed.cut_of_once else Amount(0, 0)
    assert sum(part.supply for part in parts.values()) == (
        sum(line.supply for line in agreed.once) + bears.supply
    )
    assert sum(part.tax for part in parts.values()) == (
        sum(line.tax for line in agreed.once) + bears.tax
    )
    assert parts.keys() == {line.tax_kind for line in agreed.once}
    if agreed.recurring:  # else nothing but a bill can bear it
        assert all(part.gross >= 0 for part in parts.values())
    assert all(not part.tax for kind, part in parts.items() if kind != TaxKind.TAXED)


@pytest.mark.django_db
def test_bills_carry_their_kind_from_order_to_credit_and_paper(client, kim):
    lines = [
        Entered("원두", unit_price=Decimal(300_000)),
        Entered("도서", unit_price=Decimal(50_000), tax_kind="exempt"),
        Entered("할인", Decimal(1), Decimal(-5_000), tax_kind="zero"),
        Entered("잡지", unit_price=Decimal(9_000), tax_kind="exempt", cycle=Cycle.MONTHLY),
    ]
    order = enter_order(make_company(kim), title="", on=TODAY, lines=lines, owner=kim, actor=kim)
    run_billing(today=TODAY)

    kinds = Bill.objects.order_by("pk").values_list("tax_kind", "supply", "tax", "paid", "status")
    assert list(kinds) == [
        ("taxed", 300_000, 30_000, 5_000, "part"),
        ("exempt", 50_000, 0, 0, "open"),
        ("zero", -5_000, 0, -5_000, "paid"),
        ("exempt", 9_000, 0, 0, "open"),
    ]
    exempt = Bill.objects.get(total=50_000)
    credit = credit_bill(exempt, amount=11_000, reason="반품", on=TODAY, actor=kim)
    assert (credit.tax_kind, credit.tax) == ("exempt", 0)

    pages = PdfReader(BytesIO(statement_pdf(order))).pages
    text = " ".join(pages[0].extract_text().split())
    assert "공급가액 과세 300,000 · 영세율 −5,000 · 면세 59,000" in text
    client.force_login(kim)
    found = client.get("/api/v1/bills", {"filter": ZERO}).json()["items"]
    assert [(row["tax_kind"], row["total"]) for row in found] == [("zero", -5_000)]
