"""Buttons that carry a record on into another app."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse

from dangol.workspace.registry import carries

register = template.Library()


@register.inclusion_tag("workspace/carries.html", takes_context=True)
def carry_buttons(context: RequestContext, record: str, pk: int) -> dict[str, Any]:
    """What the user may make of this record: `{% carry_buttons "messaging.mailthread" 7 %}`."""
    user: Any = context["request"].user
    rows = sorted((row for _name, row in carries), key=lambda row: row.order)
    return {
        "carries": [
            (row.label, row.icon, reverse(row.url_name, args=[pk]))
            for row in rows
            if row.record == record and user.has_perm(row.permission)
        ]
    }
