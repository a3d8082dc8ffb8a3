"""How stages, grades, masked contacts and particles look in pages about customers."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import code_of, label_of
from dangol.customers.consent.models import Consent
from dangol.customers.lifecycle.presets import FACTS
from dangol.customers.parties.models import Customer
from dangol.kit.korean.names import mask_name
from dangol.kit.korean.text import josa as with_josa

register = template.Library()

RECENCY_HUE = {"active": "green", "watch": "blue", "dormant": "amber", "left": "red"}


@register.filter
def josa(word: Any, pair: str) -> str:
    """The particle alone that fits: `{{ name|josa:"으로/로" }}`; other languages have none."""
    if not (get_language() or "").startswith("ko"):
        return ""
    word = str(word)
    return with_josa(word, pair)[len(word.strip()) :]


@register.filter
def stage_label(value: str) -> str:
    return str(dict(Customer.Stage.choices).get(value, value))


@register.filter
def recency_label(value: str) -> str:
    return str(dict(Customer.Recency.choices).get(value, value))


@register.filter
def purpose_label(value: str) -> str:
    return str(dict(Consent.Purpose.choices).get(value, value))


@register.filter
def act_label(value: str) -> str:
    return str(dict(Consent.Act.choices).get(value, value))


@register.filter
def rule_label(fact: str) -> str:
    return str(FACTS[fact].label) if fact in FACTS else fact


@register.filter
def code_label(code_id: int | None) -> str:
    return label_of(code_id) or "—"


@register.filter
def stage(value: str) -> SafeString:
    """The stage as a dot and a word."""
    return _stage(value, get_language())


@lru_cache(maxsize=32)
def _stage(value: str, language: str | None) -> SafeString:
    return format_html('<span class="stage" data-stage="{}">{}</span>', value, stage_label(value))


@register.filter
def recency(value: str) -> SafeString:
    """The recency as a coloured badge."""
    return _recency(value, get_language())


@lru_cache(maxsize=32)
def _recency(value: str, language: str | None) -> SafeString:
    return format_html(
        '<span class="badge {}">{}</span>', RECENCY_HUE.get(value, ""), recency_label(value)
    )


@register.filter
def grade(code_id: int | None) -> SafeString | str:
    """The grade as a square letter."""
    row = code_of(code_id)
    if row is None:
        return "—"
    return format_html(
        '<span class="grade" data-grade="{}" title="{}">{}</span>',
        row.key.upper(), row.label, row.label,
    )  # fmt: skip


PURPOSE_ICONS = {
    "email": "mail", "sms": "message-square", "kakao": "message-circle", "voice": "phone",
    "post": "mailbox", "fax": "printer",
}  # fmt: skip


PURPOSE_SHORT = {
    "email": _("메일"),
    "sms": _("문자"),
    "kakao": _("카카오톡"),
    "voice": _("전화 권유"),
    "post": _("우편"),
    "fax": _("팩스"),
}


@register.filter
def purpose_short(purpose: str) -> str:
    return str(PURPOSE_SHORT.get(purpose) or purpose_label(purpose))


@register.filter
def purpose_icon(purpose: str) -> str:
    return PURPOSE_ICONS.get(purpose, "shield-check")


@register.filter
def masked(name: str) -> str:
    return mask_name(name)
