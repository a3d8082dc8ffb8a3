"""What competitors did as a list."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Person, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.queries import moves_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"price": "amber", "campaign": "violet", "visit": "blue", "product": "green",
        "care": "blue", "other": "slate"}  # fmt: skip


def kind_badge(kind: str) -> SafeString:
    """The kind of a move as a coloured word."""
    return format_html('<span class="badge {}">{}</span>', HUES[kind], RivalMove.Kind(kind).label)


def _rival(row: RivalMove, look: Look) -> SafeString:
    url = reverse("sales:rival_detail", args=[row.competitor_id])
    name = format_html('<a href="{}" data-open-row>{}</a>', url, row.competitor.name)
    text = '<span class="cut">{}<br><small class="mute">{}</small></span>'
    return format_html(text, name, row.text)


class RivalMoveList(RecordList):
    """What competitors did, as far as the user may see it."""

    key = "sales.rivalmove"
    model = RivalMove
    url_name = "sales:move_list"
    title = _("경쟁사 활동")
    unit = _("%(n)s건")
    quick = ("kind", "owner")
    default_columns = ("competitor", "kind", "customer", "deal", "source", "owner", "seen_on")
    default_sort = "-seen_on"
    empty_title = _("적어 둔 경쟁사 활동이 없습니다.")
    empty_text = _(
        "고객에게서 들은 경쟁사의 가격, 행사, 방문을 적으면 거래와 경쟁사 화면에 모입니다."
    )
    first_steps = (FirstStep(_("활동 적기"), "sales:move_note", "sales.change_deal"),)
    columns = (
        Column("competitor", _("경쟁사"), _rival,
               reads=("competitor_id", "competitor__name", "text"), value="competitor__name",
               main=True),
        Column("text", _("내용")),
        Column("kind", _("종류"), lambda row, _look: kind_badge(row.kind), alike=True,
               text=lambda value: str(RivalMove.Kind(value).label), phone="end"),
        Column("customer", _("어느 고객에게"), reads=("customer__name",), value="customer__name"),
        Column("deal", _("거래"), reads=("deal__title",), value="deal__title"),
        Column("source", _("출처")),
        Column("owner", _("본 사람"), lambda row, _look: person_name(row.owner_id),
               reads=("owner_id",), value="owner__name", alike=True),
        Column("seen_on", _("본 날"), text=lambda value: value and ui.day(value),
               sort="-seen_on", phone="under"),
    )  # fmt: skip
    attributes = (
        Choice("kind", _("종류"), options=options_of(RivalMove.Kind)),
        Person("owner", _("본 사람"), "owner_id", options=people),
        Date("seen_on", _("본 날")),
        Text("competitor", _("경쟁사"), "competitor__name"),
        Text("text", _("내용")),
        Text("source", _("출처")),
        Text("customer", _("어느 고객에게"), "customer__name"),
        Text("deal", _("거래"), "deal__title"),
    )

    def rows(self, user: Any) -> Any:
        return moves_seen_by(user)

    @cached_property
    def right(self) -> Callable[[str], str]:
        """They are seen and exported by whoever may do so with deals."""
        return lambda verb: f"sales.{verb}_deal"
