"""What a mail says about a message of the outbox: answered, returned, reported as spam."""

from datetime import datetime, timedelta

from dangol.messaging.inbox.models import Mail
from dangol.messaging.models import Message
from dangol.messaging.parsing.mail import ParsedMail
from dangol.messaging.parsing.reports import Report
from dangol.messaging.tracking.services import note_bounce, note_complaint, note_reply
from dangol.messaging.tracking.tokens import message_of, token_of

# A report without our token names only an address, which anybody could: it must fit a late mail.
LATE = timedelta(days=5)


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
    """Tell the outbox; what machines answer is no reply (RFC 3834)."""
    token = token_of(message_id) if message_id else ""
    if parsed.report:
        _report(parsed.report, token, at)
    elif token and mail.kind == Mail.Kind.LETTER and not mail.is_mine:
        note_reply(token, at=at)


def _report(report: Report, token: str, at: datetime) -> None:
    failures = report.recipients[:1] if token else report.recipients
    for failure in failures:
        address = "" if token else _late_address(failure.email, at)
        if not token and not address:
            continue
        if report.kind == "complaint":
            note_complaint(token, address=address, at=at)
        elif report.is_bounce:
            text = f"{failure.status} {failure.reason}".strip()
            note_bounce(token, address=address, permanent=failure.is_permanent, text=text, at=at)
    if token and report.kind == "complaint" and not failures:
        note_complaint(token, at=at)


def _late_address(address: str, at: datetime) -> str:
    sent = Message.objects.filter(medium="email", address=address, sent_at__gte=at - LATE)
    return address if sent.exists() else ""
