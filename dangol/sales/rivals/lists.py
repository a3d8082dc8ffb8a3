"""Every competitor we met, deal by deal: what they are good at and what they asked (F15)."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Person, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.sales.pipeline.models import Deal, DealRival
from dangol.sales.rivals.queries import rivals_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"open": "blue", "won": "green", "lost": "red"}


def _rival(row: DealRival, look: Look) -> SafeString:
    url = reverse("sales:rival_detail", args=[row.competitor_id])
    name = format_html('<a href="{}" data-open-row>{}</a>', url, row.competitor.name)
    deal = reverse("sales:deal_detail", args=[row.deal_id])
    text = '<span class="cut">{}<br><small class="mute"><a href="{}">{}</a></small></span>'
    return format_html(text, name, deal, row.deal.title)


def _result(row: DealRival, look: Look) -> SafeString:
    status = row.deal.status
    label = Deal.Status(status).label
    if status == "lost" and row.deal.lost_to_id == row.competitor_id:
        label = _("이 회사에 짐")
    return format_html('<span class="badge {}">{}</span>', HUES[status], label)


class RivalList(RecordList):
    """Competitors in the deals one may see."""

    key = "sales.dealrival"
    model = DealRival
    url_name = "sales:rival_list"
    title = _("경쟁사")
    unit = _("%(n)s건")
    quick = ("status", "owner")
    default_columns = ("competitor", "customer", "status", "amount", "strength", "price_note",
                       "owner")  # fmt: skip
    empty_title = _("적어 둔 경쟁사가 없습니다.")
    empty_text = _("거래 화면의 ‘경쟁사’에 함께 견주는 회사와 강점, 가격을 적으면 여기에 모입니다.")
    first_steps = (FirstStep(_("거래 보기"), "sales:deal_list", "sales.view_deal"),)
    columns = (
        Column("competitor", _("경쟁사"), _rival,
               reads=("deal_id", "competitor_id", "competitor__name", "deal__title"),
               value="competitor__name", main=True),
        Column("deal", _("거래"), reads=("deal__title",), value="deal__title"),
        Column("number", _("거래번호"), reads=("deal__number",), value="deal__number"),
        Column("customer", _("고객"), reads=("deal__customer__name",),
               value="deal__customer__name", phone="under"),
        Column("status", _("결과"), _result,
               reads=("deal__status", "deal__lost_to_id", "competitor_id"), value="deal__status",
               text=lambda value: str(Deal.Status(value).label), phone="end"),
        Column("amount", _("금액"), reads=("deal__amount",), value="deal__amount", text=won,
               align="r num"),
        Column("strength", _("강점·약점")),
        Column("price_note", _("가격 정보")),
        Column("owner", _("담당"), lambda row, _look: person_name(row.deal.owner_id),
               reads=("deal__owner_id",), value="deal__owner__name"),
        Column("closed_on", _("종료일"), reads=("deal__closed_on",), value="deal__closed_on",
               text=lambda value: value and ui.day(value)),
    )  # fmt: skip
    attributes = (
        Text("competitor", _("경쟁사"), "competitor__name"),
        Choice("status", _("결과"), "deal__status", options=options_of(Deal.Status)),
        Person("owner", _("담당"), "deal__owner_id", options=people),
        Won("amount", _("금액"), "deal__amount"),
        Date("closed_on", _("종료일"), "deal__closed_on"),
        Text("customer", _("고객"), "deal__customer__name"),
        Text("strength", _("강점·약점")),
        Text("price_note", _("가격 정보")),
    )

    def rows(self, user: Any) -> Any:
        return rivals_seen_by(user)

    @cached_property
    def right(self) -> Callable[[str], str]:
        """They are seen and exported by whoever may do so with deals."""
        return lambda verb: f"sales.{verb}_deal"
