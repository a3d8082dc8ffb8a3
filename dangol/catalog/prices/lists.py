"""The list of price lists."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dangol.catalog.prices.models import PriceList
from dangol.codes.queries import codes_of, label_of
from dangol.kit.conditions import Choice, Date, Number, Option, Options, Text, YesNo
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui


def _codes(group: str) -> Options:
    return lambda: [
        Option(str(row.id), row.label, row.id, row.color) for row in codes_of(group, retired=True)
    ]


def _for_whom(row: PriceList, look: Look) -> Any:
    """The customer, the grade and the type it is for; everybody without any."""
    badges = (("amber", label_of(row.grade_id)), ("blue", label_of(row.company_type_id)))
    marks = [format_html('<span class="badge {}">{}</span>', *one) for one in badges if one[1]]
    name = row.customer.name if row.customer else ""
    if not name and not marks:
        return _("모든 고객")
    return format_html(" ".join(["{}"] * (1 + len(marks))), name, *marks)


def _day(value: Any) -> Any:
    return value and ui.day(value)


def _used(value: bool) -> str:
    return str(_("사용") if value else _("쓰지 않음"))


class PriceListList(RecordList):
    """Every price list, for those who may see prices."""

    key = "catalog.price_list"
    model = PriceList
    url_name = "catalog:price_list_list"
    title = _("가격표")
    unit = _("%(n)s개")
    quick = ("is_active", "grade", "company_type")
    default_columns = ("name", "whom", "starts_on", "ends_on", "priority", "is_active")
    default_sort = "name"
    empty_title = _("아직 가격표가 없습니다.")
    empty_text = _("등급이나 대리점, 기간, 수량마다 다른 값을 정합니다. 없으면 모두 정가입니다.")
    first_steps = (
        FirstStep(_("가격표 더하기"), "catalog:price_list_add", "catalog.add_pricelist"),
    )
    columns = (
        Column("name", _("가격표"), lambda row, look: look.link(row, row.name), sort="name",
               main=True),
        Column("whom", _("누구에게"), _for_whom, exported=False, phone="under",
               reads=("customer__name", "grade_id", "company_type_id")),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name"),
        Column("grade", _("고객 등급"), reads=("grade__label",), value="grade__label",
               alike=True),
        Column("company_type", _("거래처 구분"), reads=("company_type__label",),
               value="company_type__label", alike=True),
        Column("starts_on", _("시작일"), text=_day),
        Column("ends_on", _("종료일"), text=_day, phone="end"),
        Column("priority", _("우선순위"), align="r num"),
        Column("is_active", _("사용"), text=_used, alike=True),
    )  # fmt: skip
    attributes = (
        YesNo("is_active", _("사용")),
        Choice("grade", _("고객 등급"), "grade_id", options=_codes("customer_grade")),
        Choice("company_type", _("거래처 구분"), "company_type_id",
               options=_codes("company_type")),
        Text("name", _("가격표")),
        Text("customer", _("고객"), "customer__name"),
        Text("customer_number", _("고객번호"), "customer__number"),
        Date("starts_on", _("시작일")),
        Date("ends_on", _("종료일")),
        Number("priority", _("우선순위")),
    )  # fmt: skip
