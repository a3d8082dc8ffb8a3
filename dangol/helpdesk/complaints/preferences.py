"""How the office deals with complaints."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class ComplaintPreferences:
    """Up to which amount agents may promise by themselves, and what counts as happening again."""

    limit: int = option(
        50_000, _("승인 없이 줄 수 있는 보상"), unit=_("원"), minimum=0, maximum=1_000_000_000
    )
    repeat_days: int = option(
        180, _("재발로 보는 기간"), unit=_("일"), minimum=1, maximum=3_650,
        help=_("같은 고객에게 같은 원인의 불만이 이 기간 안에 있었으면 재발입니다."),
    )  # fmt: skip


preferences.register(
    "complaints",
    ComplaintPreferences,
    label=_("불만·보상"),
    icon="message-square-warning",
    section="service",
    order=61,
)
