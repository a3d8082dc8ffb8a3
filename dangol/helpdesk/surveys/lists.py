"""What customers said of how they were served, one by one: the rows behind every figure of it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.setup.queries import name_in, request_types, teams
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.surveys.queries import surveys_seen_by
from dangol.kit.conditions import Choice, Moment, Number, Option, Person, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name

_COLORS = {5: "green", 4: "green", 3: "amber", 2: "red", 1: "red"}


def _about(row: Survey, look: Look) -> SafeString:
    """The way to the ticket or the talk: an answer has no page of its own."""
    url = row.ticket.get_absolute_url() if row.ticket else row.url
    name = row.ticket.subject if row.ticket else row.title
    who = row.customer.name if row.customer else ""
    return format_html(
        '<span class="cut"><a href="{}" data-open-row>{}</a><br>'
        '<small class="mute">{}</small></span>',
        url, look.mark(name), who,
    )  # fmt: skip


def _score(row: Survey, _look: Look) -> Any:
    if row.score is None:
        return ui.DASH
    label = Survey.Score(row.score).label
    return format_html('<span class="badge {}">{}</span>', _COLORS[row.score], label)


def _teams() -> list[Option]:
    return [Option(str(row.id), row.name, row.id) for row in teams(retired=True)]


def _requests() -> list[Option]:
    return [Option(str(row.id), row.name, row.id) for row in request_types(retired=True)]


def _named(rows: Any, pk: int | None) -> str:
    return name_in(rows, pk) if pk else ui.DASH


class SurveyList(RecordList):
    """Every question asked after tickets and talks the person may see, and its answer."""

    key = "helpdesk.survey"
    model = Survey
    url_name = "helpdesk:survey_list"
    title = _("만족도 응답")
    unit = _("%(n)s건")
    quick = ("score", "agent", "team")
    default_columns = ("about", "score", "nps", "comment", "agent", "team", "answered_at")
    default_sort = "-asked_at"
    empty_title = _("아직 물은 만족도가 없습니다.")
    empty_text = _("티켓이나 채팅을 마치면 고객에게 묻고, 답이 여기에 모입니다.")
    first_steps = (FirstStep(_("티켓 보기"), "helpdesk:ticket_list", "helpdesk.view_ticket"),)
    columns = (
        Column("about", _("무엇을"), _about, main=True, value="ticket__subject",
               reads=("ticket_id", "ticket__subject", "title", "url", "customer__name",
                      "customer_id")),
        Column("customer", _("고객"), lambda row, _look: row.customer.name
               if row.customer else ui.DASH, reads=("customer_id", "customer__name"),
               value="customer__name"),
        Column("score", _("만족도"), _score, phone="end",
               text=lambda v: "" if v is None else str(Survey.Score(v).label)),
        Column("nps", _("추천"), align="r num"),
        Column("comment", _("하고 싶은 말"), lambda row, look: look.mark(row.comment[:120])),
        Column("agent", _("담당"), lambda row, _look: person_name(row.agent_id)
               if row.agent_id else ui.DASH, reads=("agent_id",), value="agent__name", alike=True),
        Column("team", _("팀"), lambda row, _look: _named(teams(retired=True), row.team_id),
               reads=("team_id",), value="team__name", alike=True),
        Column("product", _("상품"), lambda row, _look: row.product.name
               if row.product else ui.DASH, reads=("product_id", "product__name"),
               value="product__name"),
        Column("request_type", _("요청유형"), lambda row, _look: _named(
            request_types(retired=True), row.request_type_id), reads=("request_type_id",),
            value="request_type__name", alike=True),
        Column("channel", _("채널"), lambda row, _look: row.get_channel_display(),
               text=lambda v: str(Channel(v).label), alike=True),
        Column("asked_at", _("물은 때"), lambda row, _look: ui.when(row.asked_at),
               sort="-asked_at"),
        Column("answered_at", _("답한 때"), lambda row, _look: ui.when(row.answered_at)),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("score", _("만족도"), options=options_of(Survey.Score)),
        Number("points", _("점수(1–5)"), "score"),
        Number("nps", _("추천(0–10)")),
        Person("agent", _("담당"), "agent_id", options=people),
        Choice("team", _("팀"), "team_id", options=_teams),
        Choice("request_type", _("요청유형"), "request_type_id", options=_requests),
        Choice("channel", _("채널"), options=options_of(Channel)),
        Text("product", _("상품"), "product__name"),
        Text("comment", _("하고 싶은 말")),
        Text("customer", _("고객"), "customer__name"),
        Moment("asked_at", _("물은 때")),
        Moment("answered_at", _("답한 때")),
    )

    @cached_property
    def right(self) -> Any:
        """Answers go by the rights of tickets."""
        return lambda verb: f"helpdesk.{verb}_ticket"

    def rows(self, user: Any) -> "QuerySet[Any]":
        return surveys_seen_by(user)
