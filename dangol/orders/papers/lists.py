"""The list of papers that went out."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Moment, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.orders.columns import BY_CUSTOMER, BY_OWNER, OWNER, WHOSE, amount, day
from dangol.orders.papers.models import Issue


def _number(row: Issue, look: Look) -> Any:
    return row.order.number if row.order else ui.DASH


class IssueList(RecordList):
    """Every 거래명세서 and 거래 원장 that somebody printed or sent."""

    key = "orders.issue"
    model = Issue
    url_name = "orders:issue_list"
    title = _("발행한 서류")
    unit = _("%(n)s건")
    quick = ("kind", "way", "owner")
    default_columns = ("customer", "kind", "way", "at", "number", "since", "until", "amount",
                       "owner")  # fmt: skip
    default_sort = "-at"
    empty_title = _("아직 낸 서류가 없습니다.")
    empty_text = _("주문의 거래명세서나 고객의 거래 원장을 PDF로 내거나 보내면 여기에 쌓입니다.")
    first_steps = (FirstStep(_("주문 보기"), "orders:order_list", "orders.view_order"),)
    columns = (
        WHOSE,
        Column("kind", _("서류"), text=lambda value: str(Issue.Kind(value).label), alike=True,
               phone="under"),
        Column("way", _("낸 방법"), text=lambda value: str(Issue.Way(value).label), alike=True),
        Column("at", _("낸 때"), lambda row, _look: ui.when(row.at), reads=("at",), sort="-at"),
        Column("number", _("주문번호"), _number, reads=("order__number",), value="order__number"),
        Column("since", _("기간 시작"), text=day),
        Column("until", _("기간 끝"), text=day),
        amount("amount", _("금액"), phone="end"),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("kind", _("서류"), options=options_of(Issue.Kind)),
        Choice("way", _("낸 방법"), options=options_of(Issue.Way)),
        BY_OWNER,
        Moment("at", _("낸 때")),
        Date("since", _("기간 시작")),
        Won("amount", _("금액")),
        Text("number", _("주문번호"), "order__number"),
        *BY_CUSTOMER,
    )

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Papers are seen and exported by whoever may do so with bills."""
        return lambda verb: f"orders.{verb}_bill"
