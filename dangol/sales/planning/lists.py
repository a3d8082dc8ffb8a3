"""The list of planned sales."""

from typing import Any

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Person, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.sales.pipeline.models import Deal
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import planned_sales_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"planned": "blue", "opened": "green", "dropped": "slate"}


def status_badge(status: str) -> SafeString:
    """The state as a coloured word."""
    label = PlannedSale.Status(status).label
    return format_html('<span class="badge {}">{}</span>', HUES[status], label)


def _title(row: PlannedSale, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.title), row.customer.name,
    )  # fmt: skip


def _due(row: PlannedSale, look: Look) -> Any:
    return ui.due(row.due_on) if row.is_planned else ui.day(row.due_on)


class PlannedSaleList(RecordList):
    """Planned sales the user may see."""

    key = "sales.plannedsale"
    model = PlannedSale
    url_name = "sales:planned_sale_list"
    title = _("영업기획")
    unit = _("%(n)s건")
    quick = ("status", "owner", "kind")
    default_columns = ("title", "status", "due_on", "amount", "kind", "owner")
    default_sort = "due_on"
    empty_title = _("아직 영업기획이 없습니다.")
    empty_text = _("고객이 다음에 살 것을 때와 금액과 함께 적으면, 그날 거래가 열립니다.")
    first_steps = (
        FirstStep(_("영업기획 적기"), "sales:planned_sale_add", "sales.add_plannedsale"),
    )
    columns = (
        Column("title", _("무엇을"), _title, reads=("title", "customer__name"), main=True),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name"),
        Column("product", _("상품"), reads=("product__name",), value="product__name"),
        Column("status", _("상태"), lambda row, _look: status_badge(row.status),
               value="status", alike=True, phone="under"),
        Column("due_on", _("거래를 열 날"), _due, reads=("due_on", "status"), sort="due_on"),
        Column("amount", _("예상 금액"), text=won, align="r num", phone="end"),
        Column("kind", _("구분"), text=lambda value: str(Deal.Kind(value).label), alike=True),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id) or ui.DASH,
               reads=("owner_id",), value="owner__name", alike=True),
        Column("note", _("메모")),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(PlannedSale.Status)),
        Person("owner", _("담당"), "owner_id", options=people),
        Choice("kind", _("구분"), options=options_of(Deal.Kind)),
        Date("due_on", _("거래를 열 날")),
        Won("amount", _("예상 금액")),
        Text("title", _("무엇을")),
        Text("customer", _("고객"), "customer__name"),
        Text("product", _("상품"), "product__name"),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return planned_sales_seen_by(user)
