"""→ 티켓: a ticket made of a chat, and what is said in the chat from then on."""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.saying import ring
from dangol.helpdesk.models import Channel, Ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.helpdesk.tickets.talking import hear_customer, note_answer
from dangol.kit.records import change, lock

Sender = ChatMessage.Sender
SAID = "chat-message"  # what the source of a ticket's message begins with


@atomic
def ticket_of_chat(
    conversation: Conversation, *, subject: str, at: datetime, actor: User, **values: Any
) -> Ticket:
    """Make a ticket of a chat, once; what was said so far is in it, in order."""
    conversation = lock(conversation)
    if conversation.ticket:
        return conversation.ticket
    spoken = conversation.messages.filter(sender__in=(Sender.VISITOR, Sender.AGENT))
    said = list(spoken.select_related("author").order_by("pk"))
    values.setdefault("agent", conversation.agent)
    ticket = open_ticket(
        subject=subject,
        text=next((row.text for row in said if row.sender == Sender.VISITOR), ""),
        at=at,
        actor=actor,
        customer=conversation.customer,
        channel=Channel.CHAT,
        writer_name=str(conversation.visitor),
        writer_email=conversation.visitor.email,
        source=f"chat:{conversation.pk}",
        **{name: value for name, value in values.items() if value not in (None, "")},
    )
    change(conversation, actor=actor, ticket=ticket)
    for row in said:
        tell_ticket(conversation, row)
    ring(conversation)
    return ticket


def tell_ticket(conversation: Conversation, row: ChatMessage) -> None:
    """Put what was said into the ticket made of the chat, or the one that was merged into."""
    ticket = conversation.ticket
    if ticket is None:
        return
    ticket = ticket.merged_into or ticket
    text = row.text or _("파일: %(name)s") % {"name": row.file_name}
    source = f"{SAID}:{row.pk}"
    if row.sender == Sender.AGENT and row.author:
        note_answer(
            ticket, text=text, at=row.at, actor=row.author, channel=Channel.CHAT, source=source
        )
    else:
        hear_customer(
            ticket, text=text, at=row.at, name=conversation.who, channel=Channel.CHAT,
            source=source, is_told=ticket.agent_id != conversation.agent_id,
        )  # fmt: skip
