"""The list of segments."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Person, Text, YesNo, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.segments.models import Segment
from dangol.workspace.queries import people


def _name(row: Segment, look: Look) -> SafeString:
    broken = (
        format_html(' <span class="badge red">{}</span>', _t("고쳐야 함")) if row.problem else ""
    )
    return format_html("{}{}", look.link(row, row.name), broken)


def _kind(row: Segment, look: Look) -> SafeString:
    hue = "blue" if row.is_live else "slate"
    return format_html('<span class="badge {}">{}</span>', hue, row.get_kind_display())


def _size(row: Segment, look: Look) -> str:
    return ui.DASH if row.size is None else _t("%(n)s명") % {"n": ui.count(row.size)}


def seconds(milliseconds: int | None) -> str:
    """How long counting took, as people read it."""
    if milliseconds is None:
        return ui.DASH
    return _t("%(n)s초") % {"n": f"{milliseconds / 1000:.1f}"}


def _shared(value: bool) -> str:
    return _t("모두에게") if value else ""


def _cost(row: Segment, look: Look) -> SafeString | str:
    text = seconds(row.cost_ms)
    return format_html('<span class="badge amber">{}</span>', text) if row.is_slow else text


class SegmentList(RecordList):
    """One's own segments and those others share."""

    key = "segments.segment"
    model = Segment
    url_name = "segments:segment_list"
    title = _("세그먼트")
    unit = _("%(n)s개")
    columns = (
        Column("name", _("세그먼트"), _name, reads=("name", "problem"), sort="name", main=True),
        Column("kind", _("종류"), _kind, phone="end",
               alike=True, text=lambda value: str(Segment.Kind(value).label)),
        Column("size", _("고객 수"), _size, align="r num", phone="under"),
        Column("sized_at", _("센 때"), lambda row, _look: ui.when(row.sized_at)),
        Column("cost_ms", _("걸린 시간"), _cost, align="r num"),
        Column("owner", _("만든 사람"), reads=("owner__name",), value="owner__name"),
        Column("is_shared", _("공유"), lambda row, _look: _shared(row.is_shared) or ui.DASH,
               text=lambda value: _shared(value)),
        Column("description", _("설명")),
    )  # fmt: skip
    default_columns = ("kind", "size", "sized_at", "cost_ms", "owner", "is_shared")
    attributes = (
        Text("name", _("이름")),
        Choice("kind", _("종류"), options=options_of(Segment.Kind)),
        Person("owner", _("만든 사람"), "owner_id", options=people),
        YesNo("is_shared", _("모두에게 보이기")),
    )
    quick = ("kind", "owner")
    empty_title = _("아직 세그먼트가 없습니다.")
    empty_text = _("조건을 모아 이름을 붙이면 목록, 발송, 자동화에서 같은 말로 씁니다.")
    first_steps = (FirstStep(_("세그먼트 만들기"), "segments:segment_add", "segments.add_segment"),)
