from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.imports.models import Import
from dangol.kit.forms import Form
from dangol.segments.models import Segment


class SegmentForm(Form):
    """What a segment is called and who sees it; its conditions are beside it."""

    name = forms.CharField(label=_("이름"), max_length=100)
    description = forms.CharField(label=_("설명"), max_length=300, required=False)
    is_shared = forms.BooleanField(label=_("모두에게 보이기"), required=False)


class StaticForm(Form):
    """A new static list, empty or with the customers an import made."""

    name = forms.CharField(label=_("명단 이름"), max_length=100)
    run = forms.ModelChoiceField(
        Import.objects.none(),
        label=_("가져오기에서 채우기"),
        required=False,
        empty_label=_("빈 명단으로 시작"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        runs = Import.objects.filter(owner=self.user, into="customers", created__gt=0)
        self.fields["run"].queryset = runs.order_by("-pk")


class FreezeForm(Form):
    """The name of the list that keeps who is in now."""

    name = forms.CharField(label=_("명단 이름"), max_length=100)


class ListChoiceForm(Form):
    """Which static list."""

    segment = forms.ModelChoiceField(Segment.objects.none(), label=_("명단"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = Segment.objects.visible_to(self.user, "change")
        static = own.filter(kind=Segment.Kind.STATIC).order_by("name", "pk")
        self.fields["segment"].queryset = static
