"""Mails for tests of this app and of those above."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from dangol.messaging.inbox.receiving import receive
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.models import Mail

SEOUL = ZoneInfo("Asia/Seoul")
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL)


def write_mail(
    text: str = "안녕하세요",
    *,
    sender: str = "박서연 <park@client.example>",
    to: str = "box1@dangol.example",
    subject: str = "견적 문의",
    html: str = "",
    files: tuple[tuple[str, bytes, str], ...] = (),
    **headers: str,
) -> bytes:
    """A mail's bytes; `message_id="x@y"` and the like become headers."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Fri, 20 Nov 2026 09:00:00 +0900"
    for name, value in headers.items():
        if name in ("message_id", "in_reply_to"):
            value = f"<{value}>"
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, data, kind in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def make_mail(
    account: MailAccount, text: str = "안녕하세요", *, at: datetime = MORNING, **values: Any
) -> Mail:
    """A mail that arrived in an account; each by itself unless `message_id` says otherwise."""
    values.setdefault("message_id", f"m{Mail.objects.count() + 1}@client.example")
    known = {name: values.pop(name) for name in ("is_sent", "is_seen") if name in values}
    mail = receive(account, write_mail(text, **values), at=at, **known)
    assert mail is not None
    mail.refresh_from_db()
    return mail
