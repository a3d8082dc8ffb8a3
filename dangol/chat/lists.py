"""The list of chats: what stands behind the figures of the report, to narrow and to export."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.chat.models import ChatMessage, ChatSite, Conversation
from dangol.kit.conditions import (
    Asker,
    Choice,
    Moment,
    Option,
    Person,
    Text,
    YesNo,
    options_of,
)
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name

_COLORS = {"bot": "blue", "waiting": "amber", "open": "green", "closed": "slate"}


def _who(row: Conversation, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.who), row.last_text[:90],
    )  # fmt: skip


def _status(row: Conversation, _look: Look) -> SafeString:
    label = row.get_status_display()
    return format_html('<span class="badge {}">{}</span>', _COLORS[row.status], label)


def _waited(row: Conversation, _look: Look) -> str:
    """Minutes from asking for a person to their first words."""
    if row.asked_at is None or row.answered_at is None:
        return str(ui.DASH)
    return f"{(row.answered_at - row.asked_at).total_seconds() / 60:.1f}"


def site_options() -> list[Option]:
    """Every site, also those out of use."""
    rows = ChatSite.objects.order_by("name").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _hours() -> list[Option]:
    return [Option(str(hour), _("%(hour)s시") % {"hour": hour}, hour) for hour in range(24)]


class Scored(YesNo):
    """Whether the visitor gave a score."""

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        given = ChatMessage.objects.filter(survey__score__isnull=False)
        yes = Q(pk__in=given.values("conversation"))
        return yes if value else ~yes

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        given = ChatMessage.objects.filter(conversation__in=rows, survey__score__isnull=False)
        return [given.exists()]


class ChatList(RecordList):
    """Every chat the user may see; one merged into another is found there."""

    key = "chat.conversation"
    model = Conversation
    url_name = "chat:chat_list"
    title = _("채팅 목록")
    unit = _("%(n)s건")
    quick = ("status", "site", "agent")
    default_columns = ("who", "status", "site", "agent", "waited", "ticket", "began_at")
    default_sort = "-began_at"
    empty_title = _("아직 채팅이 없습니다.")
    empty_text = _("사이트에 태그를 붙이면 방문자가 시작한 대화가 여기에 쌓입니다.")
    first_steps = (FirstStep(_("채팅 사이트"), "chat:site_list", "chat.manage_sites"),)
    columns = (
        Column("who", _("방문자"), _who, main=True, value="customer__name",
               reads=("customer__name", "visitor__name", "visitor__email", "last_text")),
        Column("status", _("상태"), _status, alike=True, phone="end",
               text=lambda value: str(Conversation.Status(value).label)),
        Column("site", _("채팅 사이트"), reads=("site__name",), value="site__name", alike=True),
        Column("agent", _("담당"), lambda row, _look: person_name(row.agent_id) or ui.DASH,
               reads=("agent_id",), value="agent__name", alike=True, phone="under"),
        Column("began_at", _("시작"), lambda row, _look: ui.when(row.began_at),
               sort="-began_at"),
        Column("waited", _("첫 응답(분)"), _waited, reads=("asked_at", "answered_at"),
               align="r num", exported=False),
        Column("asked_at", _("상담원 요청"), lambda row, _look: ui.when(row.asked_at)),
        Column("answered_at", _("첫 응답"), lambda row, _look: ui.when(row.answered_at)),
        Column("closed_at", _("종료"), lambda row, _look: ui.when(row.closed_at)),
        Column("ticket", _("티켓"), lambda row, _look: row.ticket.number if row.ticket else ui.DASH,
               reads=("ticket__number",), value="ticket__number"),
        Column("name", _("방문자 이름"), reads=("visitor__name",), value="visitor__name"),
        Column("page", _("보던 곳"), reads=("visitor__page",), value="visitor__page"),
        Column("last_text", _("마지막 말"), lambda row, _look: row.last_text[:90]),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("status", _("상태"), options=options_of(Conversation.Status)),
        Choice("site", _("채팅 사이트"), "site_id", options=site_options),
        Person("agent", _("담당"), "agent_id", options=people),
        Moment("began_at", _("시작")),
        Choice("hour", _("시작한 시"), "began_at__hour", options=_hours),
        Moment("asked_at", _("상담원 요청")),
        Moment("answered_at", _("첫 응답")),
        Moment("bot_at", _("자동 응답")),
        Text("ticket", _("티켓"), "ticket__number"),
        Scored("scored", _("만족도를 줌")),
        Text("customer", _("고객"), "customer__name"),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        return super().rows(user).filter(merged_into=None)
