"""Every hand-off of a lead as a list: who got it, how long they took, why it came back."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import label_of
from dangol.kit.conditions import Choice, Moment, Person, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.sales.leads.lists import LATE, SLOW, source_options, span
from dangol.sales.leads.models import Lead, LeadHandoff
from dangol.sales.leads.queries import handoffs_seen_by
from dangol.workspace.queries import people, person_name

HUES = {"waiting": "amber", "accepted": "green", "returned": "red", "moved": "slate",
        "ended": "slate"}  # fmt: skip


def _name(row: LeadHandoff, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.lead.name), row.lead.company,
    )  # fmt: skip


def answer_badge(answer: str) -> SafeString:
    """The answer as a coloured word."""
    label = LeadHandoff.Answer(answer).label
    return format_html('<span class="badge {}">{}</span>', HUES[answer], label)


def taken_after(row: LeadHandoff) -> Any:
    """How long the acceptance took, or has been waited for."""
    minutes = row.minutes(timezone.now())
    if minutes is None:
        return ui.DASH
    if row.answer != LeadHandoff.Answer.WAITING:
        return span(minutes)
    hue = "red" if minutes >= LATE else "amber" if minutes >= SLOW else "slate"
    return format_html('<span class="badge {}">{}</span>', hue, span(minutes))


class HandoffList(RecordList):
    """Hand-offs of leads to those whose leads the user may see."""

    key = "sales.leadhandoff"
    model = LeadHandoff
    url_name = "sales:handoff_list"
    title = _("가망고객 배정 기록")
    unit = _("%(n)s건")
    quick = ("answer", "owner", "way")
    default_columns = ("lead", "owner", "answer", "taken_after", "reason", "given_at")
    default_sort = "-given_at"
    empty_title = _("배정한 가망고객이 없습니다.")
    empty_text = _("가망고객을 누구에게 맡기면 언제 수락하고 왜 반려했는지가 여기에 남습니다.")
    first_steps = (FirstStep(_("가망고객 보기"), "sales:lead_list", "sales.view_lead"),)
    columns = (
        Column("lead", _("가망고객"), _name, reads=("lead__name", "lead__company"),
               value="lead__name", main=True),
        Column("company", _("회사"), reads=("lead__company",), value="lead__company"),
        Column("owner", _("받은 사람"), lambda row, _look: person_name(row.owner_id) or ui.DASH,
               reads=("owner_id",), value="owner__name", alike=True, phone="under"),
        Column("answer", _("답"), lambda row, _look: answer_badge(row.answer),
               value="answer", alike=True, phone="end",
               text=lambda value: str(LeadHandoff.Answer(value).label)),
        Column("taken_after", _("수락까지"), lambda row, _look: taken_after(row),
               reads=("given_at", "accepted_at", "answer"), exported=False),
        Column("reason", _("반려 사유")),
        Column("way", _("접수 방법"), reads=("lead__way",), value="lead__way",
               text=lambda value: str(Lead.Way(value).label)),
        Column("source", _("유입 경로"), lambda row, _look: label_of(row.lead.source_id),
               reads=("lead__source_id",), value="lead__source__label"),
        Column("giver", _("배정한 사람"), lambda row, _look: person_name(row.giver_id) or ui.DASH,
               reads=("giver_id",), value="giver__name", alike=True),
        Column("given_at", _("배정 일시"), lambda row, _look: ui.when(row.given_at),
               sort="-given_at"),
        Column("accepted_at", _("수락 일시"),
               lambda row, _look: row.accepted_at and ui.when(row.accepted_at)),
        Column("returned_at", _("반려 일시"),
               lambda row, _look: row.returned_at and ui.when(row.returned_at)),
    )  # fmt: skip
    attributes = (
        Choice("answer", _("답"), options=options_of(LeadHandoff.Answer)),
        Person("owner", _("받은 사람"), "owner_id", options=people),
        Person("giver", _("배정한 사람"), "giver_id", options=people),
        Moment("given_at", _("배정 일시")),
        Moment("accepted_at", _("수락 일시")),
        Moment("returned_at", _("반려 일시")),
        Text("reason", _("반려 사유")),
        Choice("way", _("접수 방법"), "lead__way", options=options_of(Lead.Way)),
        Choice("source", _("유입 경로"), "lead__source_id", options=source_options),
        Moment("received_at", _("접수 일시"), "lead__received_at"),
        Text("name", _("가망고객"), "lead__name"),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return handoffs_seen_by(user)

    @cached_property
    def right(self) -> Callable[[str], str]:
        """They are seen and exported by whoever may do so with leads."""
        return lambda verb: f"sales.{verb}_lead"
