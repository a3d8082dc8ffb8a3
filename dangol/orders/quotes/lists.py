"""The list of quotes: the newest version of each."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Moment, Number, Search, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.orders.columns import BY_CUSTOMER, BY_OWNER, CUSTOMER, OWNER, amount, day, titled
from dangol.orders.quotes.models import Quote, VatMode
from dangol.orders.quotes.queries import quotes_seen_by

Status = Quote.Status
COLOURS = {
    Status.DRAFT: "slate", Status.ASKED: "amber", Status.APPROVED: "teal", Status.SENT: "blue",
    Status.ACCEPTED: "green", Status.DECLINED: "red", Status.EXPIRED: "orange",
    Status.REPLACED: "slate",
}  # fmt: skip


def quote_badge(status: str) -> SafeString:
    """The state of a quote as a coloured word."""
    return format_html(
        '<span class="badge {}">{}</span>', COLOURS[Status(status)], Status(status).label
    )


def _number(row: Quote, look: Look) -> SafeString:
    edition = f" v{row.edition}" if row.edition > 1 else ""
    return format_html("{}{}", look.mark(row.number), edition)


def _valid(row: Quote, look: Look) -> Any:
    return ui.due(row.valid_until) if row.status == Status.SENT else ui.day(row.valid_until)


def _state(row: Quote, look: Look) -> SafeString:
    if row.status == Status.SENT and row.is_over(timezone.localdate()):
        return quote_badge(Status.EXPIRED)
    return quote_badge(row.status)


def _moment(name: str, label: Any) -> Column:
    def cell(row: Quote, look: Look) -> Any:
        moment = getattr(row, name)
        return ui.when(moment) if moment else ui.DASH

    return Column(name, label, cell)


class QuoteList(RecordList):
    """Every quote the user may see, each once."""

    key = "orders.quote"
    model = Quote
    url_name = "orders:quote_list"
    title = _("견적")
    unit = _("%(n)s건")
    search = "search"
    search_hint = _("견적명·초성·견적번호·고객")
    quick = ("status", "owner")
    default_columns = (
        "title", "number", "status", "total", "valid_until", "discount_percent", "owner",
    )  # fmt: skip
    empty_title = _("아직 견적이 없습니다.")
    empty_text = _("거래 화면의 ‘견적 만들기’가 가장 빠릅니다. 여기서 바로 만들 수도 있습니다.")
    first_steps = (FirstStep(_("견적 만들기"), "orders:quote_open", "orders.add_quote"),)
    columns = (
        titled(_("견적")), CUSTOMER,
        Column("number", _("견적번호"), _number, reads=("number", "edition")),
        Column("status", _("상태"), _state, reads=("status", "valid_until"),
               text=lambda value: str(Status(value).label), phone="under"),
        amount("supply", _("공급가액")), amount("tax", _("세액")),
        amount("total", _("합계"), sort="-total", phone="end"),
        Column("quoted_on", _("견적일"), text=day),
        Column("valid_until", _("유효기간"), _valid, reads=("valid_until", "status"),
               sort="valid_until"),
        Column("discount_percent", _("최대 할인"), align="r num",
               text=lambda value: f"{value.normalize():f}%" if value else ""),
        Column("vat_mode", _("부가세"), text=lambda value: str(VatMode(value).label), alike=True),
        OWNER,
        _moment("sent_at", _("보낸 일시")), _moment("seen_at", _("처음 열람")),
        _moment("decided_at", _("답한 일시")),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Status)),
        BY_OWNER,
        Won("total", _("합계")),
        Number("discount_percent", _("최대 할인율")),
        Date("quoted_on", _("견적일")),
        Date("valid_until", _("유효기간")),
        Moment("sent_at", _("보낸 일시")),
        Moment("seen_at", _("처음 열람")),
        Moment("decided_at", _("답한 일시")),
        Moment("created_at", _("등록일")),
        Text("title", _("견적명")),
        Text("number", _("견적번호")),
        *BY_CUSTOMER,
        Search("search", _("검색")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        """The newest versions only."""
        return quotes_seen_by(user).filter(is_newest=True)
