"""Labels and signs of messages for templates and cells."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dangol.kit.templatetags import ui
from dangol.messaging.outbox.models import Kind, Message, Reason
from dangol.messaging.senders.models import Medium

register = template.Library()

ICONS = {
    "email": "mail",
    "sms": "smartphone",
    "kakao": "message-circle",
    "post": "mailbox",
    "fax": "printer",
    "voice": "phone",
}
TONES = {
    "held": "amber",
    "queued": "slate",
    "sending": "blue",
    "sent": "green",
    "delivered": "green",
    "failed": "red",
    "refused": "red",
    "uncertain": "orange",
    "cancelled": "slate",
}


@register.filter
def medium_icon(medium: str) -> str:
    """The name of the icon of a medium."""
    return ICONS.get(medium, "send")


@register.filter
def medium_label(medium: str) -> str:
    """The name of a medium."""
    return str(Medium(medium).label) if medium in Medium else medium


@register.filter
def reason_label(reason: str) -> str:
    """Why a message did not leave or arrive."""
    return str(Reason(reason).label) if reason in Reason else reason


@register.filter
def kind_label(kind: str) -> str:
    """광고성, 정보성, 거래."""
    return str(Kind(kind).label) if kind in Kind else kind


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """The state of a message as a badge."""
    return format_html(
        '<span class="badge {}">{}</span>', TONES.get(status, ""), Message.Status(status).label
    )


@register.simple_tag
def medium_sign(medium: str) -> SafeString:
    """Icon and name of a medium."""
    return format_html(
        '<span class="row">{}{}</span>', ui.icon(ICONS.get(medium, "send")), medium_label(medium)
    )
