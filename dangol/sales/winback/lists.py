"""Customers to be won back as a list."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import codes_of, label_of
from dangol.kit.conditions import Choice, Date, Number, Option, Person, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.sales.winback.models import WinBack
from dangol.workspace.queries import people, person_name

HUES = {"open": "blue", "won": "green", "lost": "slate"}


def _customer(row: WinBack, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.customer.name), row.deal.title,
    )  # fmt: skip


def _status(row: WinBack, look: Look) -> SafeString:
    label = WinBack.Status(row.status).label
    return format_html('<span class="badge {}">{}</span>', HUES[row.status], label)


def _rest(row: WinBack, look: Look) -> Any:
    if row.status != WinBack.Status.OPEN:
        return ui.DASH
    if row.is_ripe(timezone.localdate()):
        return format_html('<span class="badge amber">{}</span>', _("다시 시도할 때"))
    return ui.day(row.rests_until)


def _reasons() -> list[Option]:
    rows = codes_of("lost_reason", retired=True)
    return [Option(str(row.id), row.label, row.id, row.color) for row in rows]


class WinBackList(RecordList):
    """Win-backs the user may see; a row opens the customer."""

    key = "sales.winback"
    model = WinBack
    url_name = "sales:win_back_list"
    title = _("윈백")
    unit = _("%(n)s건")
    quick = ("status", "owner", "lost_reason")
    default_columns = ("customer", "status", "rests_until", "attempts", "amount", "lost_reason",
                       "owner")  # fmt: skip
    empty_title = _("되찾을 고객이 없습니다.")
    empty_text = _("실주로 마친 거래의 고객이 90일을 쉰 뒤 여기에 올라옵니다.")
    first_steps = (FirstStep(_("거래 보기"), "sales:deal_list", "sales.view_deal"),)
    columns = (
        Column("customer", _("고객"), _customer, reads=("customer__name", "deal__title"),
               value="customer__name", main=True),
        Column("deal", _("놓친 거래"), reads=("deal__title",), value="deal__title"),
        Column("status", _("결과"), _status, value="status", alike=True, phone="end"),
        Column("rests_until", _("쉬는 날까지"), _rest, reads=("rests_until", "status"),
               phone="under"),
        Column("attempts", _("시도"), align="r num"),
        Column("amount", _("놓친 금액"), lambda row, _look: won(row.deal.amount),
               reads=("deal__amount",), value="deal__amount", align="r num"),
        Column("lost_reason", _("실주 사유"),
               lambda row, _look: label_of(row.deal.lost_reason_id) or ui.DASH,
               reads=("deal__lost_reason_id",), value="deal__lost_reason__label"),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id),
               reads=("owner_id",), value="owner__name", alike=True),
        Column("note", _("마지막 시도")),
        Column("ended_on", _("끝난 날"), text=lambda value: value and ui.day(value)),
    )  # fmt: skip
    attributes = (
        Choice("status", _("결과"), options=options_of(WinBack.Status)),
        Person("owner", _("담당"), "owner_id", options=people),
        Choice("lost_reason", _("실주 사유"), "deal__lost_reason_id", options=_reasons),
        Date("rests_until", _("쉬는 날까지")),
        Date("ended_on", _("끝난 날")),
        Number("attempts", _("시도")),
        Won("amount", _("놓친 금액"), "deal__amount"),
        Text("customer", _("고객"), "customer__name"),
    )
