"""What an administrator decides about scores."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class ScorePreferences:
    """How high one measure can score."""

    cap: int = option(
        100,
        _("한 지표의 최고 점수"),
        help=_("달성기준이 100점입니다. 더 높이면 넘긴 만큼 더 줍니다."),
        unit=_("점"),
        minimum=100,
        maximum=300,
    )


preferences.register(
    "scorecard", ScorePreferences, label=_("성과 점수"), icon="target", section="company", order=60
)
