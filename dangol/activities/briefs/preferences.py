"""When people are reminded of their report."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class BriefPreferences:
    """The hour of the reminder."""

    remind_hour: int = option(
        17,
        _("업무보고 알림"),
        help=_("영업일 이 시각에 제출하지 않은 사람에게 알립니다. 0이면 알리지 않습니다."),
        unit=_("시"),
        minimum=0,
        maximum=23,
    )


preferences.register(
    "briefs",
    BriefPreferences,
    label=_("업무보고"),
    icon="scroll-text",
    section="outreach",
    order=70,
)
