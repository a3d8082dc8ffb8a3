"""A quote on paper: 견적서, and 거래명세서 of the same lines."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.kit.korean.phones import format_phone
from dangol.orders.papers.paper import (
    Paper,
    Row,
    day_of,
    figure,
    kind_of,
    kinds_of,
    paper_pdf,
    quantity_of,
)
from dangol.orders.papers.queries import seal_bytes
from dangol.orders.quotes.models import Cycle, Quote, QuoteLine, VatMode
from dangol.orders.quotes.reckoning import CENT

BY_LINE = (VatMode.EXCLUDED, VatMode.INCLUDED)


def quote_pdf(quote: Quote, *, language: str = "ko", at: datetime | None = None) -> bytes:
    """The 견적서 as PDF, in Korean or English."""
    with override(language):
        return paper_pdf(quote_paper(quote), at=at)


def quote_paper(quote: Quote) -> Paper:
    """The 견적서 before it is typeset."""
    customer, owner = quote.customer, quote.owner
    lines = list(quote.lines.order_by("place", "pk"))
    return Paper(
        title=_("견 적 서"),
        to=_("%(name)s 귀중") % {"name": customer.name}
        if customer.is_company
        else _("%(name)s 귀하") % {"name": customer.name},
        facts=[
            (_("문서번호"), quote.label),
            (_("견적일"), day_of(quote.quoted_on)),
            (_("유효기간"), _("%(day)s까지") % {"day": day_of(quote.valid_until)}),
            (_("받는 분"), quote.attention),
            (_("건명"), quote.title),
        ],
        rows=_rows(quote, lines),
        supply=quote.supply,
        tax=quote.tax,
        sum_label=_("합계 금액 (공급가액 + 세액)") if quote.tax else _("합계 금액"),
        intro=_("아래와 같이 견적합니다."),
        terms=[
            (_("부가세"), _vat_words(quote, lines)),
            (_("결제 조건"), quote.payment),
            (_("납품 장소"), quote.place),
            (_("납기"), quote.delivery),
            (_("비고"), quote.text),
        ],
        contact=" · ".join(filter(None, (owner.name, format_phone(owner.phone)))),
        seal=seal_bytes(),
    )


def _vat_words(quote: Quote, lines: list[QuoteLine]) -> str:
    mode = VatMode(quote.vat_mode)
    words = {
        VatMode.EXCLUDED: _("별도: 단가에 부가세가 들어 있지 않습니다."),
        VatMode.INCLUDED: _("포함: 단가에 부가세가 들어 있습니다."),
        VatMode.ZERO: _("영세율 (0%)"),
        VatMode.EXEMPT: _("면세"),
    }[mode]
    return " ".join(filter(None, (words, kinds_of(lines) if mode in BY_LINE else "")))


def _rows(quote: Quote, lines: list[QuoteLine]) -> list[Row]:
    by_line = quote.vat_mode in BY_LINE
    rows = [_row(number, line, by_line=by_line) for number, line in enumerate(lines, 1)]
    if quote.cut_supply or quote.cut_tax:
        cut = figure(quote.cut_supply), figure(quote.cut_tax)
        rows.append(Row("", _("단수조정(절사)"), "", "", "", *cut, ""))
    return rows


def _row(number: int, line: QuoteLine, *, by_line: bool) -> Row:
    price = (line.unit_price * (100 - line.discount) / 100).quantize(CENT)
    cycle = "" if line.cycle == Cycle.ONCE else line.get_cycle_display()
    return Row(
        str(number),
        line.name,
        line.spec,
        f"{quantity_of(line.quantity)} {line.unit}".strip(),
        figure(price),
        figure(line.supply),
        figure(line.tax),
        ", ".join(filter(None, (kind_of(line) if by_line else "", cycle, line.note))),
    )
