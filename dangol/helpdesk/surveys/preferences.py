"""Whether customers are asked, and when a colleague must hear of a bad answer."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class SurveyPreferences:
    """How the desk asks for satisfaction."""

    is_on: bool = option(
        True, _("완료하면 결과를 알리고 만족도 묻기"),
        help=_("메일 주소가 있는 고객에게 정보성 메일로 보냅니다."),
    )  # fmt: skip
    rest_days: int = option(
        7, _("같은 고객에게 다시 묻기까지"), unit=_("일"), minimum=0, maximum=365
    )
    low_score: int = option(
        2, _("알릴 낮은 점수(이하)"), minimum=0, maximum=5, help=_("담당과 팀에 알립니다. 0은 끔.")
    )


preferences.register(
    "desk_survey",
    SurveyPreferences,
    label=_("만족도 조사"),
    icon="smile",
    section="service",
    order=60,
)
