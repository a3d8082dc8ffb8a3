"""What an administrator sets about suggested products."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class SuggestionPreferences:
    """From what expected value on a suggestion is worth a look."""

    least_value: int = option(
        5_000, _("권할 상품의 기대값"), unit=_("원"), minimum=0, maximum=1_000_000_000,
        help=_("정가 × 살 가능성이 이보다 작은 상품은 ‘더’ 아래에 숨깁니다. 0이면 다 보입니다."),
    )  # fmt: skip


preferences.register(
    "suggestions", SuggestionPreferences, label=_("권할 상품"), icon="lightbulb", section="sales",
    order=44,
)  # fmt: skip
