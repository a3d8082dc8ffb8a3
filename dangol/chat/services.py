"""Acts around a chat: joining the customer, → 업무, the transcript, the form, the sites."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.planning import plan_activity
from dangol.activities.models import Activity
from dangol.chat.identity import Caller
from dangol.chat.models import ChatSite, Conversation, Visitor
from dangol.chat.queries import origins_of, transcript_of
from dangol.chat.saying import NOWHERE, Scene, checked_text, ring, visitor_of
from dangol.customers.models import Customer
from dangol.helpdesk.models import Channel, Ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock
from dangol.messaging.content import Content
from dangol.messaging.models import Dispatch, Kind, Message
from dangol.messaging.outbox.services import send


@atomic
def join_customer(conversation: Conversation, customer: Customer, *, actor: User) -> Conversation:
    """Say which customer a visitor is; their next chats and what they said before follow."""
    visitor = lock(conversation.visitor)
    Visitor.objects.filter(pk=visitor.pk).update(customer=customer)
    for row in visitor.conversations.all():
        change(row, actor=actor, customer=customer)
    ring(conversation)
    conversation.refresh_from_db()
    return conversation


@atomic
def todo_of_chat(
    conversation: Conversation, *, title: str, due: date, owner: User, actor: User
) -> Activity:
    """Make a to-do (업무) of a chat."""
    return plan_activity(
        owner=owner, due=due, actor=actor, kind="todo", title=title,
        customer=conversation.customer, link_model="chat.conversation", link_id=conversation.pk,
    )  # fmt: skip


@atomic
def mail_transcript(
    conversation: Conversation, *, to: str, at: datetime, actor: User, source: str
) -> Dispatch:
    """Send what was said by mail; the same `source` is one letter."""
    text = transcript_of(conversation)
    if not text:
        raise Refused(_("아직 주고받은 말이 없습니다."))
    dispatch = send(
        addresses=[(to, conversation.customer_id)],
        kind=Kind.TRANSACTION,
        medium="email",
        content=Content(
            subject=_("[%(name)s] 채팅 상담 내용") % {"name": conversation.site.name},
            # what people wrote is no template
            text="#{transcript}",
            values={"transcript": text},
        ),
        actor=actor,
        source=source,
        at=at,
        one_to_one=True,
        confirmed=True,
    )
    refused = dispatch.messages.filter(status=Message.Status.REFUSED).first()
    if refused:
        raise Refused(_("이 주소로 보낼 수 없습니다: %(to)s") % {"to": to})
    return dispatch


@atomic
def leave_words(  # noqa: PLR0913
    site: ChatSite, caller: Caller, *, name: str, email: str, text: str, client: str, at: datetime,
    scene: Scene = NOWHERE,
) -> Ticket:  # fmt: skip
    """Make a ticket of the form shown outside business hours; the same client id is one ticket."""
    text = checked_text(text)
    email, name = email.strip(), clean(name)[:100]
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("답장받을 이메일을 바르게 적어 주세요.")) from None
    if not client or len(client) > 40:
        raise Refused(_("채팅창을 다시 열어 주세요."))
    visitor = visitor_of(site, caller, scene)
    return open_ticket(
        subject=text.splitlines()[0][:100], text=text, at=at, actor=None,
        customer=visitor.customer, channel=Channel.CHAT, writer_name=name, writer_email=email,
        source=f"chat-form:{visitor.pk}:{client}", team=site.team,
    )  # fmt: skip


@atomic
def write_site(site: ChatSite | None, *, actor: User, **values: Any) -> ChatSite:
    """Add or change a site; its addresses are kept as browsers name them."""
    lines = values.get("origins", "").split()
    origins = origins_of(values.get("origins", ""))
    if len(origins) < len(lines):
        raise ValidationError(
            {"origins": _("http:// 또는 https://로 시작하는 주소를 한 줄에 하나씩 적어 주세요.")}
        )
    values["origins"] = "\n".join(dict.fromkeys(origins))
    values["name"] = clean(values["name"])
    if site is None:
        return create(ChatSite, actor=actor, **values)
    return change(site, actor=actor, **values)
