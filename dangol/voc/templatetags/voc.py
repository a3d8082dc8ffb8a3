"""How voices look in templates."""

from django import template
from django.utils.safestring import SafeString

from dangol.voc.lists import kind_badge, state_badge
from dangol.voc.models import Voice

register = template.Library()


@register.filter
def voice_kind(kind: str) -> SafeString:
    """The badge of a kind."""
    return kind_badge(kind)


@register.filter
def improvement_state(state: str) -> SafeString:
    """The badge of an improvement's state."""
    return state_badge(state)


@register.filter
def voice_text(pk: int) -> str:
    """The words of a voice in one line, "" if it is gone."""
    text = Voice.objects.filter(pk=pk).values_list("text", flat=True).first()
    return (text or "").replace("\n", " ")[:120]
