"""The lists of dispatches and of messages."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.conditions import Choice, Moment, Option, Person, Text, options_of
from dangol.kit.korean.emails import mask_email
from dangol.kit.korean.phones import mask_phone
from dangol.kit.lists import BulkAction, Column, FirstStep, Look, Outcome, RecordList
from dangol.kit.templatetags import ui
from dangol.messaging.outbox.holding import cancel_messages, retry_messages
from dangol.messaging.outbox.models import Dispatch, Kind, Message, Reason
from dangol.messaging.rights import BULK, SEND_AD
from dangol.messaging.senders.models import Medium
from dangol.messaging.templatetags import messaging as look
from dangol.workspace.queries import people, person_name


def _right(verb: str) -> str:
    return f"messaging.{verb}_message"


def masked(address: str, medium: str) -> str:
    """An address for people who may not see contacts whole."""
    if medium == Medium.EMAIL:
        return mask_email(address)
    return mask_phone(address) if medium != Medium.POST else "***"


def _people() -> Any:
    return people()


def _sizes() -> list[Option]:
    return [Option("sms", "SMS"), Option("lms", "LMS")]


def _actor(row: Any, look_at: Look) -> Any:
    name = person_name(row.actor_id)
    if not name:
        return format_html('<span class="mute">{}</span>', _("자동"))
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _progress(row: Dispatch, look_at: Look) -> SafeString:
    """How many left, arrived, failed and were refused."""
    counts = row.counts
    gone = counts.get("sent", 0) + counts.get("delivered", 0)
    bad = counts.get("failed", 0) + counts.get("uncertain", 0)
    parts = [format_html('<span class="num">{}</span>', f"{gone:,} / {row.total:,}")]
    if bad:
        parts.append(format_html('<span class="badge red">{} {}</span>', _("실패"), f"{bad:,}"))
    if refused := counts.get("refused", 0):
        text = f"{refused:,}"
        parts.append(format_html('<span class="badge slate">{} {}</span>', _("막힘"), text))
    return format_html('<span class="row">{}</span>', SafeString("".join(parts)))


def _state(row: Dispatch, look_at: Look) -> SafeString:
    hue = {"running": "blue", "paused": "amber", "done": "green", "cancelled": "slate"}
    return format_html(
        '<span class="badge {}">{}</span>', hue[row.status], Dispatch.Status(row.status).label
    )


class DispatchList(RecordList):
    """Every act of sending the user may see."""

    key = "messaging.dispatch"
    model = Dispatch
    right = staticmethod(_right)
    url_name = "messaging:dispatch_list"
    title, unit = _("발송"), _("%(n)s건")
    columns = (
        Column("title", _("제목"), lambda row, at: at.link(row, row.title), main=True),
        Column("status", _("상태"), _state, text=lambda v: str(Dispatch.Status(v).label),
               phone="end", alike=True),
        Column("medium", _("매체"), lambda row, at: look.medium_sign(row.medium),
               text=look.medium_label, alike=True),
        Column("kind", _("성격"), text=look.kind_label, alike=True),
        Column("counts", _("보냄"), _progress, reads=("counts",), exported=False, phone="under"),
        Column("actor", _("보낸 사람"), _actor, reads=("actor_id",), value="actor__name",
               alike=True),
        Column("created_at", _("등록일시"), lambda row, at: ui.when(row.created_at),
               sort="-created_at"),
        Column("purpose", _("목적")),
    )  # fmt: skip
    default_columns = ("title", "status", "medium", "kind", "counts", "actor", "created_at")
    default_sort = "-created_at"
    attributes = (
        Choice("status", _("상태"), options=options_of(Dispatch.Status)),
        Choice("medium", _("매체"), options=options_of(Medium)),
        Choice("kind", _("성격"), options=options_of(Kind)),
        Person("actor", _("보낸 사람"), "actor_id", options=_people),
        Moment("created_at", _("등록일시")),
        Text("title", _("제목")),
    )
    quick = ("status", "medium", "kind", "actor")
    empty_title = _("아직 보낸 것이 없습니다.")
    empty_text = _("고객 화면의 메시지 단추나 ‘메시지 쓰기’로 시작합니다.")
    first_steps = (FirstStep(_("메시지 쓰기"), "messaging:compose", SEND_AD),)


def _cancel(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    return Outcome(cancel_messages(rows, actor=actor))


def _retry(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    return Outcome(retry_messages(rows, at=timezone.now(), actor=actor))


def _customer(row: Message, at: Look) -> Any:
    name = row.customer.name if row.customer else masked(row.address, row.medium)
    return at.link(row, name or row.pk)


def _reason(row: Message, at: Look) -> Any:
    return look.reason_label(row.reason) if row.reason else ui.DASH


class MessageList(RecordList):
    """Every message the user may see, with its reason where it did not go."""

    key = "messaging.message"
    model = Message
    url_name = "messaging:message_list"
    title, unit = _("보낸 메시지"), _("%(n)s건")
    columns = (
        Column("customer", _("받는 사람"), _customer,
               reads=("customer__name", "address", "medium"), value="customer__name", main=True),
        Column("status", _("상태"), lambda row, at: look.status_badge(row.status),
               text=lambda v: str(Message.Status(v).label), phone="end", alike=True),
        Column("reason", _("사유"), _reason, text=look.reason_label, alike=True),
        Column("medium", _("매체"), lambda row, at: look.medium_sign(row.medium),
               text=look.medium_label, alike=True),
        Column("dispatch", _("제목"), lambda row, at: row.dispatch.title,
               reads=("dispatch__title",), value="dispatch__title", phone="under"),
        Column("sent_at", _("보낸 시각"), lambda row, at: ui.when(row.sent_at)),
        Column("opened_at", _("처음 연 시각"), lambda row, at: ui.when(row.opened_at)),
        Column("clicked_at", _("처음 누른 시각"), lambda row, at: ui.when(row.clicked_at)),
        Column("due_at", _("보낼 시각"), lambda row, at: ui.when(row.due_at)),
        Column("size", _("요금 구분"), text=lambda v: v.upper()),
        Column("detail", _("자세한 내용")),
    )  # fmt: skip
    default_columns = ("customer", "status", "reason", "medium", "dispatch", "sent_at", "opened_at")
    attributes = (
        Choice("status", _("상태"), options=options_of(Message.Status)),
        Choice("reason", _("사유"), options=options_of(Reason)),
        Choice("medium", _("매체"), options=options_of(Medium)),
        Choice("kind", _("성격"), "dispatch__kind", options=options_of(Kind)),
        Person("actor", _("보낸 사람"), "actor_id", options=_people),
        Moment("sent_at", _("보낸 시각")),
        Moment("opened_at", _("처음 연 시각")),
        Moment("clicked_at", _("처음 누른 시각")),
        Text("dispatch", _("제목"), "dispatch__title"),
        Choice(
            "size", _("요금 구분"), options=lambda: [Option("sms", "SMS"), Option("lms", "LMS")]
        ),
    )
    quick = ("status", "reason", "medium", "actor")
    bulk = (
        BulkAction("retry", _("다시 보내기"), "rotate-cw", BULK, _retry,
                   ask=_("실패했거나 확인이 필요한 것만 다시 보냅니다. 도착했던 것은 두 번 갑니다."
                         )),
        BulkAction("cancel", _("취소"), "ban", BULK, _cancel,
                   ask=_("아직 나가지 않은 메시지만 취소됩니다.")),
    )  # fmt: skip
    empty_title = _("아직 보낸 메시지가 없습니다.")
    first_steps = (FirstStep(_("메시지 쓰기"), "messaging:compose", SEND_AD),)
