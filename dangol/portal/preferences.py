"""Whether the portal is open, what customers see there, and how it looks."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option
from dangol.messaging.models import SenderProfile

_color = re.compile(r"#[0-9a-fA-F]{6}")


def _checked_color(text: str) -> str:
    text = text.strip()
    if not _color.fullmatch(text):
        raise ValidationError(_t("#2f4fd6처럼 여섯 자리로 적어 주세요."))
    return text


@dataclass(frozen=True)
class PortalPreferences:
    """The customer portal."""

    is_on: bool = option(
        False, _("고객 포털 열기"),
        help=_("고객이 메일로 받은 링크로 들어와 자기 문의·견적·거래를 보고 동의를 바꿉니다."),
    )  # fmt: skip
    color: str = option("#2f4fd6", _("대표 색"), clean=_checked_color)
    greeting: str = option("", _("첫 화면의 인사말"), help=_("비우면 회사 이름으로 인사합니다."))
    idle_minutes: int = option(30, _("쓰지 않으면 나가기"), unit=_("분"), minimum=5, maximum=240)
    shows_company: bool = option(
        False, _("회사 담당자에게 회사의 일 보이기"),
        help=_("소속이 지금 이어져 있고 역할이 결정권자나 실무인 사람만 봅니다."),
    )  # fmt: skip
    shows_orders: bool = option(True, _("주문·청구·거래 원장 보이기"))


def _check(values: Any, _address: str) -> None:
    """A portal that can mail nobody lets nobody in."""
    if values.is_on and not SenderProfile.objects.filter(is_active=True).exists():
        raise ValidationError(
            {"is_on": _t("먼저 발신 프로필을 하나 만들어 주세요. 링크를 메일로 보내야 합니다.")}
        )


preferences.register(
    "portal", PortalPreferences, label=_("고객 포털"), icon="globe", section="customers", order=70,
    check=_check,
)  # fmt: skip
