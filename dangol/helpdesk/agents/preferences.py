"""How long the office lets an agent write about a call."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class AfterCallPreferences:
    """After so many minutes of 후처리 the agent is on 대기 again; 0 never ends it."""

    limit: int = option(
        10, _("후처리 한도"), unit=_("분"), minimum=0, maximum=480,
        help=_("후처리가 이만큼 지나면 대기로 돌리고 알립니다. 통화의 후처리 시간도 여기까지만 "
               "셉니다. 0이면 돌리지 않습니다."),
    )  # fmt: skip


preferences.register(
    "after_call",
    AfterCallPreferences,
    label=_("후처리"),
    icon="headset",
    section="service",
    order=62,
)
