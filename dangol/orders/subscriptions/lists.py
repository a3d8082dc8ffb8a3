"""The lists of contracts and of what moved their monthly revenue."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.orders.columns import (
    BY_CUSTOMER,
    BY_OWNER,
    CUSTOMER,
    OWNER,
    STATE,
    TITLE,
    WHOSE,
    amount,
    day,
)
from dangol.orders.subscriptions.models import Contract, Movement

COLOURS = {
    "new": "green", "expansion": "teal", "contraction": "amber", "churned": "red",
    "reactivation": "blue",
}  # fmt: skip


class ContractList(RecordList):
    """Every contract the user may see."""

    key = "orders.contract"
    model = Contract
    url_name = "orders:contract_list"
    title = _("계약")
    unit = _("%(n)s건")
    quick = ("status", "owner")
    default_columns = ("title", "number", "status", "mrr", "starts_on", "ends_on", "owner")
    empty_title = _("아직 계약이 없습니다.")
    empty_text = _("매월·분기·매년 품목이 있는 견적을 고객이 수락하면 계약이 생깁니다.")
    first_steps = (FirstStep(_("계약 입력"), "orders:contract_enter", "orders.add_contract"),)
    columns = (
        TITLE, CUSTOMER,
        Column("number", _("계약번호")),
        STATE,
        amount("mrr", _("MRR"), sort="-mrr", phone="end"),
        Column("starts_on", _("시작일"), text=day),
        Column("ends_on", _("종료일"), text=day),
        Column("billing_day", _("청구일"), align="r num"),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Contract.Status)),
        BY_OWNER,
        Won("mrr", _("MRR")),
        Date("starts_on", _("시작일")),
        Date("ends_on", _("종료일")),
        Text("number", _("계약번호")),
        Text("title", _("계약명")),
        *BY_CUSTOMER,
    )


def _kind(row: Movement, look: Look) -> Any:
    return format_html(
        '<span class="badge {}">{}</span>', COLOURS[row.kind], row.get_kind_display()
    )


class MovementList(RecordList):
    """Every movement of the contracts the user may see."""

    key = "orders.movement"
    model = Movement
    url_name = "orders:movement_list"
    title = _("구독 변동")
    unit = _("%(n)s건")
    quick = ("kind", "owner")
    default_columns = ("customer", "on", "kind", "amount", "contract", "owner")
    default_sort = "-on"
    empty_title = _("아직 구독 변동이 없습니다.")
    empty_text = _("계약이 시작되거나 플랜이 바뀌거나 끝나면 그날의 MRR 변동이 여기에 쌓입니다.")
    first_steps = (FirstStep(_("계약 보기"), "orders:contract_list", "orders.view_contract"),)
    columns = (
        WHOSE,
        Column("on", _("날짜"), text=day, sort="-on"),
        Column("kind", _("구분"), _kind, reads=("kind",), alike=True, phone="under",
               text=lambda value: str(Movement.Kind(value).label)),
        amount("amount", _("MRR 변동"), phone="end"),
        Column("contract", _("계약"), reads=("contract__title",), value="contract__title"),
        Column("number", _("계약번호"), reads=("contract__number",), value="contract__number"),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("kind", _("구분"), options=options_of(Movement.Kind)),
        BY_OWNER,
        Date("on", _("날짜")),
        Won("amount", _("MRR 변동")),
        Text("number", _("계약번호"), "contract__number"),
        *BY_CUSTOMER,
    )

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Movements are seen and exported by whoever may do so with contracts."""
        return lambda verb: f"orders.{verb}_contract"
