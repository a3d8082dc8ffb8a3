"""The 견적서 on paper: what stands on it, on how many pages, in both languages."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from dangol.catalog.testing import make_product
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences
from dangol.customers.testing import make_company
from dangol.orders.papers.paper import paper_pdf
from dangol.orders.quotes.lines import LineGiven, add_lines
from dangol.orders.quotes.printing import quote_paper, quote_pdf
from dangol.orders.testing import make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def _company():
    preferences.put(
        CompanyPreferences(
            name="봄결커피(주)", business_number="124-81-00998", representative="한소담",
            address="서울 성동구 연무장길 1", business_type="제조·도소매", business_item="커피",
            account="봄은행 000-0000",
        ),
        actor=None,
    )  # fmt: skip


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.usefixtures("_company")
def test_a_quote_has_what_korean_offices_look_for(kim):
    quote = make_quote(
        kim, (32_000, 18, None, 12), customer=make_company(kim, "(주)다온에듀"), cut=1_000,
        attention="백수아 님",
    )  # fmt: skip
    (page,) = text_of(quote_pdf(quote))
    for words in (
        "견 적 서", "(주)다온에듀 귀중", "124-81-00998", "봄결커피(주)", "한소담 (인)",
        "제조·도소매", "2026년 3월 16일까지", "일금 오십오만칠천원정", "₩557,000", "506,880",
        "단수조정(절사)", "−516", "−52", "봄은행 000-0000", "1 / 1", "28,160",
    ):  # fmt: skip
        assert words in page, words

    (english,) = text_of(quote_pdf(quote, language="en"))
    assert "QUOTATION" in english
    assert "일금" not in english


@pytest.mark.usefixtures("_company")
def test_long_quotes_repeat_their_head_and_count_their_pages(kim):
    quote = make_quote(kim)
    product = make_product("부품", 1_000)
    add_lines(quote, [LineGiven(product, Decimal(n)) for n in range(1, 101)], actor=kim)
    pages = text_of(quote_pdf(quote))
    assert len(pages) > 2
    assert all("공급가액" in page for page in pages)
    assert pages[-1].endswith(f"{len(pages)} / {len(pages)}")
    assert sum(page.count("부품") for page in pages) == 100


def test_the_rows_of_the_paper_add_up(kim):
    quote = make_quote(kim, (9_999, 3), (7_777, 2, None, 3), cut=100)
    paper = quote_paper(quote)
    supplies = [int(row.supply.replace(",", "").replace("\u2212", "-")) for row in paper.rows]
    assert sum(supplies) == quote.supply == paper.supply


@pytest.mark.usefixtures("_company")
def test_the_sum_never_stands_alone_on_a_page(kim):
    paper = quote_paper(make_quote(kim, (1_000, 1)))
    row = paper.rows[0]._replace(name="부품")
    for n in range(30, 35):  # 32 lines fill the first page and leave no room for the sum
        pages = text_of(paper_pdf(replace(paper, rows=[row] * n)))
        (last,) = [page for page in pages if " 합계 " in page.replace("합계 금액", "")]
        assert (len(pages), last.count("부품") >= 2) == (2, True)
        assert all(paper.facts[0][1] in page for page in pages)  # a loose sheet says what it is of
