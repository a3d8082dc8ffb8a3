"""How activities are written in templates."""

from django import template

from dangol.activities.mentions import linked

register = template.Library()
register.filter("called", linked)
