from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.quality.models import BEST, QualityReview, Scorecard


class ReviewForm(forms.Form):
    """A card's criteria, each 0 to 5, and a word to the agent."""

    coaching = forms.CharField(
        label=_("코칭"), max_length=3_000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("상담원에게 그대로 보입니다."),
    )  # fmt: skip
    is_example = forms.BooleanField(label=_("모범 사례로 추천"), required=False)

    def __init__(self, data: Any, *, card: Scorecard, before: QualityReview | None) -> None:
        first: dict[str, Any] = {}
        if before:
            first = {"coaching": before.coaching, "is_example": before.is_example}
        super().__init__(data, initial=first)
        known = {line["name"]: line["points"] for line in before.lines} if before else {}
        marks = [(n, str(n)) for n in range(BEST + 1)]
        self.criteria = list(card.criteria.order_by("order", "pk"))
        for row in self.criteria:
            self.fields[f"c{row.pk}"] = forms.TypedChoiceField(
                label=f"{row.name} ({row.weight})", help_text=row.hint, coerce=int, choices=marks,
                widget=forms.RadioSelect, initial=known.get(row.name),
            )  # fmt: skip
        self.order_fields([f"c{row.pk}" for row in self.criteria])

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        given = self.cleaned_data
        points = {row.pk: given[f"c{row.pk}"] for row in self.criteria}
        return {"points": points, "coaching": given["coaching"], "is_example": given["is_example"]}
