"""The list of registered deals."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import (
    Choice,
    Date,
    Moment,
    Number,
    Person,
    Text,
    Won,
    YesNo,
    options_of,
)
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.sales.dealers.models import Dealer, DealerTransfer, DealRegistration
from dangol.sales.dealers.queries import registrations_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"asked": "amber", "approved": "green", "refused": "red"}


def status_badge(status: str) -> SafeString:
    """The state as a coloured word."""
    label = DealRegistration.Status(status).label
    return format_html('<span class="badge {}">{}</span>', HUES[status], label)


def _title(row: DealRegistration, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.title), row.customer_name,
    )  # fmt: skip


class RegistrationList(RecordList):
    """Registered deals the user may see."""

    key = "sales.dealregistration"
    model = DealRegistration
    url_name = "sales:registration_list"
    title = _("거래 등록")
    unit = _("%(n)s건")
    quick = ("status", "owner")
    default_columns = (
        "title",
        "dealer",
        "status",
        "amount",
        "protected_until",
        "owner",
        "asked_at",
    )
    empty_title = _("등록한 거래가 없습니다.")
    empty_text = _("대리점 직원이 거래를 등록하면 본사가 승인하고, 그동안 보호받습니다.")
    first_steps = (
        FirstStep(_("거래 등록하기"), "sales:registration_add", "sales.add_dealregistration"),
    )
    columns = (
        Column("title", _("거래"), _title, reads=("title", "customer_name"), main=True),
        Column("customer_name", _("고객")),
        Column("dealer", _("대리점"), reads=("dealer__name",), value="dealer__name", phone="under"),
        Column("status", _("상태"), lambda row, _look: status_badge(row.status),
               value="status", alike=True),
        Column("amount", _("예상 금액"), text=won, align="r num", phone="end"),
        Column("expected_on", _("마감 예정"), text=lambda value: value and ui.day(value)),
        Column("protected_until", _("보호 기한"), text=lambda value: value and ui.day(value)),
        Column("owner", _("등록한 사람"), lambda row, _look: person_name(row.owner_id),
               reads=("owner_id",), value="owner__name", alike=True),
        Column("asked_at", _("등록 일시"), lambda row, _look: ui.when(row.asked_at)),
        Column("reason", _("사유")),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(DealRegistration.Status)),
        Person("owner", _("등록한 사람"), "owner_id", options=people),
        Text("dealer", _("대리점"), "dealer__name"),
        Text("customer_name", _("고객")),
        Text("title", _("거래명")),
        Won("amount", _("예상 금액")),
        Date("protected_until", _("보호 기한")),
        Moment("asked_at", _("등록 일시")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return registrations_seen_by(user)


def _in_use(row: Dealer, look: Look) -> SafeString:
    colour, text = ("green", _("사용")) if row.is_active else ("slate", _("쓰지 않음"))
    return format_html('<span class="badge {}">{}</span>', colour, text)


class DealerList(RecordList):
    """Everybody who sells for us."""

    key = "sales.dealer"
    model = Dealer
    url_name = "sales:dealer_list"
    title = _("대리점")
    unit = _("%(n)s곳")
    quick = ("is_active",)
    default_columns = ("name", "department", "protection_days", "is_active", "created_at")
    empty_title = _("아직 대리점이 없습니다.")
    empty_text = _("대리점마다 부서를 하나 만들고 직원에게 ‘대리점’ 역할을 주세요.")
    first_steps = (FirstStep(_("대리점 더하기"), "sales:dealer_add", "sales.manage_dealers"),)
    columns = (
        Column("name", _("대리점"), lambda row, look: look.link(row, row.name), main=True),
        Column("department", _("부서"), reads=("department__name",), value="department__name",
               phone="under"),
        Column("protection_days", _("보호 기간(일)"), align="r num"),
        Column("is_active", _("사용"), _in_use, phone="end",
               text=lambda value: _t("예") if value else _t("아니요")),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
    )  # fmt: skip
    attributes = (
        YesNo("is_active", _("사용")),
        Text("name", _("대리점")),
        Text("department", _("부서"), "department__name"),
        Number("protection_days", _("보호 기간(일)")),
        Moment("created_at", _("등록일")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return Dealer.objects.all()

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Whoever manages dealers sees and exports them."""
        return lambda verb: "sales.manage_dealers"


def _whose(row: DealerTransfer, look: Look) -> SafeString:
    address = reverse("customers:customer_detail", args=[row.customer_id])
    return format_html('<a href="{}">{}</a>', address, look.mark(row.customer.name))


def _dealer(name: str | None) -> str:
    return name or _t("본사")


def _side(name: str) -> Callable[[list[int]], dict[int, str]]:
    """The dealers of many transfers for export, where the office is one as well."""

    def gather(ids: list[int]) -> dict[int, str]:
        rows = DealerTransfer.objects.filter(pk__in=ids).values_list("pk", f"{name}__name")
        return {pk: _dealer(dealer) for pk, dealer in rows}

    return gather


class TransferList(RecordList):
    """Every customer that changed dealers, the last first."""

    key = "sales.dealertransfer"
    model = DealerTransfer
    url_name = "sales:transfer_list"
    title = _("대리점 이관 기록")
    unit = _("%(n)s건")
    default_columns = ("customer", "before", "after", "actor", "at")
    empty_title = _("이관한 고객이 없습니다.")
    empty_text = _("고객의 담당이 다른 대리점이나 본사로 바뀌면 여기에 남습니다.")
    first_steps = (FirstStep(_("대리점 보기"), "sales:dealer_settings", "sales.manage_dealers"),)
    columns = (
        Column("customer", _("고객"), _whose, reads=("customer__name",), value="customer__name",
               main=True),
        Column("number", _("고객번호"), reads=("customer__number",), value="customer__number"),
        Column("before", _("어느 대리점에서"), reads=("before__name",), value="before__name",
               gather=_side("before"), text=_dealer, phone="under"),
        Column("after", _("어느 대리점으로"), reads=("after__name",), value="after__name",
               gather=_side("after"), text=_dealer, phone="end"),
        Column("actor", _("한 사람"), reads=("actor__name",), value="actor__name"),
        Column("at", _("일시"), lambda row, _look: ui.when(row.at)),
    )  # fmt: skip
    attributes = (
        Text("before", _("어느 대리점에서"), "before__name"),
        Text("after", _("어느 대리점으로"), "after__name"),
        Moment("at", _("일시")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return DealerTransfer.objects.all()

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Whoever manages dealers reads and exports where customers went."""
        return lambda verb: "sales.manage_dealers"
