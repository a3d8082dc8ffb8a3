"""The lists of voices and of improvements."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import Code
from dangol.helpdesk.models import Ticket
from dangol.kit.conditions import (
    Asker,
    Choice,
    Date,
    Moment,
    Option,
    Person,
    Search,
    Text,
    YesNo,
    options_of,
)
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.voc.models import Channel, Improvement, Voice, VoiceWord
from dangol.workspace.queries import people, person_name

COLORS = {"inquiry": "blue", "complaint": "red", "praise": "green", "proposal": "violet"}
STATES = {"planned": "slate", "doing": "blue", "done": "green", "dropped": "slate"}


def kind_badge(kind: str) -> SafeString:
    """문의, 불만, 칭찬 or 제안 in its colour."""
    return _badge(COLORS.get(kind, "slate"), Voice.Kind(kind).label)


def state_badge(state: str) -> SafeString:
    """Where an improvement stands."""
    return _badge(STATES[state], Improvement.State(state).label)


def _badge(color: str, text: Any) -> SafeString:
    return format_html('<span class="badge {}">{}</span>', color, text)


def _text(row: Voice, look: Look) -> SafeString:
    who = row.customer.name if row.customer else row.writer
    reach = _badge("amber", _("영향력")) if row.has_reach else SafeString("")
    return format_html(
        '<span>{}<br><small class="mute">{}</small> {}</span>',
        look.link(row, row.text.replace("\n", " ")[:90]), look.mark(who), reach,
    )  # fmt: skip


def _severity(value: Any) -> str:
    return str(Ticket.Severity(value).label) if value else ""


def cause_options() -> list[Option]:
    """Every cause, also those out of use."""
    rows = Code.objects.filter(group="voc_cause").order_by("order", "pk")
    return [Option(str(row.pk), row.label, row.pk, row.color) for row in rows]


class Word(Text):
    """A word the voice is about, whole or its beginning."""

    operators = {"is": "one", "starts": "one"}

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        how = "istartswith" if op == "starts" else "exact"
        rows = VoiceWord.objects.filter(**{f"word__{how}": value})
        return Q(pk__in=rows.values("voice"))

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        return list(VoiceWord.objects.filter(voice__in=rows).values_list("word", flat=True))


class VoiceList(RecordList):
    """Every voice the user may see."""

    key = "voc.voice"
    model = Voice
    url_name = "voc:voice_list"
    title = _("VOC")
    unit = _("%(n)s건")
    search = "search"
    search_hint = _("말씀·고객")
    quick = ("state", "kind", "cause", "channel")
    default_columns = ("text", "kind", "cause", "severity", "product", "channel", "occurred_at")
    default_sort = "-occurred_at"
    empty_title = _("아직 VOC가 없습니다.")
    empty_text = _("하나 적거나, 티켓·채팅·통화에서 모아 보세요.")
    first_steps = (
        FirstStep(_("VOC 등록"), "voc:voice_add", "voc.add_voice"),
        FirstStep(_("모으기"), "voc:collect", "voc.manage_voc"),
    )
    columns = (
        Column("text", _("말씀"), _text, main=True,
               reads=("text", "customer__name", "writer", "has_reach")),
        Column("kind", _("구분"), lambda row, _look: kind_badge(row.kind), phone="end", alike=True,
               text=lambda value: str(Voice.Kind(value).label)),
        Column("state", _("상태"), alike=True, text=lambda value: str(Voice.State(value).label)),
        Column("cause", _("원인"), reads=("cause__label",), value="cause__label", alike=True),
        Column("severity", _("심각도"), alike=True, text=_severity),
        Column("product", _("상품"), reads=("product__name",), value="product__name"),
        Column("channel", _("채널"), alike=True, phone="under",
               text=lambda value: str(Channel(value).label)),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name"),
        Column("writer", _("말한 사람"), lambda row, look: look.mark(row.writer)),
        Column("keywords", _("키워드"), lambda row, look: look.mark(", ".join(row.keywords)),
               text=lambda value: ", ".join(value or ())),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id) or ui.DASH,
               reads=("owner_id",), value="owner__name", alike=True),
        Column("improvement", _("개선과제"), reads=("improvement__title",),
               value="improvement__title"),
        Column("occurred_at", _("말한 때"), lambda row, _look: ui.when(row.occurred_at),
               sort="-occurred_at"),
    )  # fmt: skip
    attributes = (
        Choice("state", _("상태"), options=options_of(Voice.State)),
        Choice("kind", _("구분"), options=options_of(Voice.Kind)),
        Choice("cause", _("원인"), "cause_id", options=cause_options),
        Choice("severity", _("심각도"), options=options_of(Ticket.Severity)),
        Choice("channel", _("채널"), options=options_of(Channel)),
        YesNo("has_reach", _("영향력")),
        Person("owner", _("담당"), "owner_id", options=people),
        Text("product", _("상품"), "product__name"),
        Text("customer", _("고객"), "customer__name"),
        Text("improvement", _("개선과제"), "improvement__title"),
        Word("word", _("키워드")),
        Moment("occurred_at", _("말한 때")),
        Search("search", _("검색")),
    )


class ImprovementList(RecordList):
    """개선과제 the user may see."""

    key = "voc.improvement"
    model = Improvement
    url_name = "voc:improvement_list"
    title = _("개선과제")
    unit = _("%(n)s건")
    quick = ("state", "owner")
    default_columns = ("title", "state", "owner", "due_on")
    default_sort = ""
    empty_title = _("아직 개선과제가 없습니다.")
    empty_text = _("되풀이되는 말씀을 모아 무엇을 바꿀지 적어 보세요.")
    first_steps = (FirstStep(_("개선과제 만들기"), "voc:improvement_add", "voc.add_improvement"),)
    columns = (
        Column("title", _("과제"), lambda row, look: look.link(row, row.title), main=True),
        Column("state", _("상태"), lambda row, _look: state_badge(row.state), phone="end",
               alike=True, text=lambda value: str(Improvement.State(value).label)),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id), phone="under",
               reads=("owner_id",), value="owner__name", alike=True),
        Column("due_on", _("기한"), lambda row, _look: ui.day(row.due_on) or ui.DASH),
        Column("done_at", _("완료일시"),
               lambda row, _look: ui.when(row.done_at) or ui.DASH),
    )  # fmt: skip
    attributes = (
        Choice("state", _("상태"), options=options_of(Improvement.State)),
        Person("owner", _("담당"), "owner_id", options=people),
        Date("due_on", _("기한")),
        Text("title", _("과제")),
    )
