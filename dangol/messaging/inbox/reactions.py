"""What a mail says about a message of the outbox: answered, returned, reported as spam."""

from datetime import datetime

from dangol.messaging.inbox.models import Mail
from dangol.messaging.models import Message
from dangol.messaging.parsing.mail import ParsedMail
from dangol.messaging.tracking.tokens import message_of


def answered_message(parsed: ParsedMail) -> int | None:
    """The message of ours that a mail answers or reports, by the newest token in it.

    Tokens stand in Message-IDs, and behind the plus of return addresses (VERP).
    """
    named = [parsed.report.message_id] if parsed.report else []
    named += reversed(parsed.references)
    found = (message_of(one.partition("@")[0]) for one in named if one)
    addresses = [*parsed.delivered_to, *(one.email for one in parsed.recipients)]
    returned = (message_of(one.partition("@")[0].rpartition("+")[2]) for one in addresses)
    return next((pk for pk in (*found, *returned) if pk), None)


def message_to(message_id: int | None, customer_id: int) -> Message | None:
    """The message, if it really went to this customer."""
    return Message.objects.filter(pk=message_id or 0, customer=customer_id).first()


def react(mail: Mail, parsed: ParsedMail, message_id: int | None, *, at: datetime) -> None:
    """Tell the outbox; automatic answers are no reply (RFC 3834)."""
