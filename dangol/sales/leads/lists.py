"""The inbox of leads as a list."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import codes_of, label_of
from dangol.kit.conditions import Choice, Moment, Number, Option, Person, Search, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.sales.leads.models import Lead
from dangol.sales.leads.queries import leads_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"new": "blue", "given": "amber", "accepted": "green", "returned": "red",
        "converted": "green", "dropped": "slate"}  # fmt: skip
SLOW, LATE = 60, 24 * 60


def _name(row: Lead, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.name), look.mark(row.company),
    )  # fmt: skip


def status_badge(status: str) -> SafeString:
    """The state as a coloured word."""
    return format_html('<span class="badge {}">{}</span>', HUES[status], Lead.Status(status).label)


def span(minutes: int) -> str:
    """Minutes as people say them."""
    if minutes < 60:
        return _t("%(n)s분") % {"n": minutes}
    if minutes < LATE:
        return _t("%(n)s시간") % {"n": minutes // 60}
    return _t("%(n)s일") % {"n": minutes // LATE}


def _waited(row: Lead, look: Look) -> Any:
    minutes = row.waited(timezone.now())
    if row.touched_at or not row.is_open:
        return span(minutes) if row.touched_at else ui.DASH
    hue = "red" if minutes >= LATE else "amber" if minutes >= SLOW else "slate"
    return format_html('<span class="badge {}">{}</span>', hue, span(minutes))


def source_options() -> list[Option]:
    """Every source, those no longer in use as well."""
    rows = codes_of("source", retired=True)
    return [Option(str(row.id), row.label, row.id, row.color) for row in rows]


class LeadList(RecordList):
    """Leads the user may see."""

    key = "sales.lead"
    model = Lead
    url_name = "sales:lead_list"
    title = _("가망고객")
    unit = _("%(n)s명")
    search = "search"
    search_hint = _("이름·회사·초성·전화 뒷자리")
    quick = ("status", "owner", "way")
    default_columns = ("name", "status", "way", "score", "waited", "owner", "received_at")
    default_sort = "-received_at"
    empty_title = _("아직 가망고객이 없습니다.")
    empty_text = _("전화나 소개를 적거나, 홈페이지에 웹 양식을 다세요.")
    first_steps = (FirstStep(_("가망고객 적기"), "sales:lead_take", "sales.add_lead"),)
    columns = (
        Column("name", _("이름"), _name, reads=("name", "company"), main=True),
        Column("company", _("회사")),
        Column("status", _("상태"), lambda row, _look: status_badge(row.status),
               value="status", alike=True, phone="end"),
        Column("way", _("접수 방법"), text=lambda value: str(Lead.Way(value).label), alike=True),
        Column("source", _("유입 경로"), lambda row, _look: label_of(row.source_id),
               reads=("source_id",), value="source__label", alike=True),
        Column("score", _("점수"), align="r num",
               text=lambda value: "" if value is None else f"{value}%"),
        Column("waited", _("첫 응대까지"), _waited,
               reads=("received_at", "touched_at", "status"), exported=False),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id) or ui.DASH,
               reads=("owner_id",), value="owner__name", alike=True),
        Column("region", _("지역"), alike=True),
        Column("partner", _("제휴처"), alike=True),
        Column("referrer", _("소개한 고객"), reads=("referrer__name",), value="referrer__name"),
        Column("reason", _("반려·종료 사유")),
        Column("accepted_at", _("첫 수락"),
               lambda row, _look: row.accepted_at and ui.when(row.accepted_at)),
        Column("ended_at", _("끝난 일시"),
               lambda row, _look: row.ended_at and ui.when(row.ended_at)),
        Column("received_at", _("접수 일시"), lambda row, _look: ui.when(row.received_at),
               sort="-received_at"),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Lead.Status)),
        Person("owner", _("담당"), "owner_id", options=people),
        Choice("way", _("접수 방법"), options=options_of(Lead.Way)),
        Choice("source", _("유입 경로"), "source_id", options=source_options),
        Number("score", _("점수")),
        Moment("received_at", _("접수 일시")),
        Moment("accepted_at", _("첫 수락")),
        Moment("touched_at", _("첫 응대")),
        Moment("ended_at", _("끝난 일시")),
        Text("region", _("지역")),
        Text("partner", _("제휴처")),
        Text("name", _("이름")),
        Text("company", _("회사")),
        Search("search", _("검색")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return leads_seen_by(user)
