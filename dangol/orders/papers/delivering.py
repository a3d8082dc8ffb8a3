"""A paper on its way to a customer, by `messaging`."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.html import linebreaks, urlize

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.messaging.content import Content
from dangol.messaging.outbox.models import Kind, Message
from dangol.messaging.outbox.services import send

EMAIL = "email"


def deliver(  # noqa: PLR0913 - one for each thing that is said
    customer: Customer, medium: str, subject: str, text: str, *, source: str, at: datetime,
    actor: User, paper: tuple[str, bytes], folder: str, title: str = "",
) -> str:  # fmt: skip
    """Send a message, a mail with the paper; the reason why it cannot go, empty when it goes."""
    content = Content(text=text)
    if medium == EMAIL:
        name, pdf = paper
        path = default_storage.save(f"{folder}/{at:%Y/%m}/{name}", ContentFile(pdf))
        html = linebreaks(urlize(text, autoescape=True))
        content = Content(subject=subject, text=text, html=html, attachments=((name, path),))
    dispatch = send(
        [customer], kind=Kind.TRANSACTION, medium=medium, content=content, actor=actor,
        source=source, at=at, title=subject or title, one_to_one=True,
    )  # fmt: skip
    message = Message.objects.filter(dispatch=dispatch).first()
    if message is not None and message.status == Message.Status.REFUSED:
        return str(message.get_reason_display())
    return ""
