"""How what people write is shown."""

from django import template

from dangol.workspace import markup

register = template.Library()
register.filter("talk", markup.talk)
