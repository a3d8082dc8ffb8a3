"""What an office writes about its spaces and categories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.forms import Form, form_for
from dangol.knowledge.shelves.models import Section, Space
from dangol.knowledge.shelves.queries import tree

SPACE_FIELDS = ("name", "kind", "text", "department", "order")
SpaceForm = form_for(Space, *SPACE_FIELDS)


class SectionForm(Form):
    """A category and where it stands in its space."""

    name = forms.CharField(label=_("분류"), max_length=100)
    text = forms.CharField(label=_("설명"), max_length=200, required=False)
    parent = forms.ChoiceField(label=_("상위 분류"), required=False)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, user: User, space: Space, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        shelves = tree([space]).get(space.pk, [])
        self.rows: dict[str, Section] = {str(shelf.section.pk): shelf.section for shelf in shelves}
        self.fields["parent"].choices = [
            ("", _("맨 위")),
            *((s.section.pk, f"{'　' * s.depth}{s.section.name}") for s in shelves),
        ]

    def clean_parent(self) -> Section | None:
        return self.rows.get(self.cleaned_data["parent"])
