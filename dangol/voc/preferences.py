"""What an office decides about its VOC: who has reach, and what is accepted by itself."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class VocPreferences:
    """How voices are collected and which come first."""

    collects: bool = option(
        True, _("밤마다 모으기"),
        help=_("티켓, 채팅, 통화 메모, 받은 메일, 만족도의 말을 모아 확인할 목록에 올립니다."),
    )  # fmt: skip
    sure_percent: int = option(
        0, _("저절로 등록할 확신(이상)"), unit="%", minimum=0, maximum=100,
        help=_("제안한 구분의 확신이 이 이상이면 확인 없이 등록합니다. 0은 모두 사람이 확인."),
    )  # fmt: skip
    reach_grades: str = option(
        "vip, vvip, major", _("영향력이 큰 등급"),
        help=_("등급의 코드나 이름을 쉼표로 나눠 적습니다. 이 고객의 말을 먼저 봅니다."),
    )  # fmt: skip
    reach_field: str = option(
        "", _("영향력을 적은 고객 항목"),
        help=_("구독자 수처럼 숫자를 적는 사용자 정의 항목의 코드. 비우면 보지 않습니다."),
    )  # fmt: skip
    reach_least: int = option(10_000, _("그 항목의 값(이상)"), minimum=0, maximum=10**9)


preferences.register(
    "voc", VocPreferences, label=_("VOC"), icon="message-square-quote", section="service", order=65
)
