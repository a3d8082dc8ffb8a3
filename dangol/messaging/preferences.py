"""What an administrator sets about messages."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


def _address(text: str) -> str:
    text = text.strip().rstrip("/")
    if not text.startswith(("http://", "https://")):
        raise ValidationError(_t("https://로 시작하는 주소로 적어 주세요."))
    return text


@dataclass(frozen=True)
class MessagingPreferences:
    """Where links in messages lead, what is counted, and what the office is."""

    public_url: str = option(
        "http://localhost:8000",
        _("고객이 여는 주소"),
        clean=_address,
        help=_("수신 거부와 클릭 링크가 이 주소로 만들어집니다. 밖에서 열리는 주소여야 합니다."),
    )
    track_opens: bool = option(False, _("메일 열람 기록"))
    track_clicks: bool = option(False, _("메일 클릭 기록"))
    non_profit: bool = option(
        False,
        _("비영리 단체"),
        help=_(
            "켜면 통상적인 활동 안내에 홍보 낱말 확인을 묻지 않습니다. "
            "수익 사업은 여전히 광고성으로 보내야 합니다."
        ),
    )
    undo_seconds: int = option(
        10, _("되돌릴 시간"), unit=_("초"), minimum=0, maximum=120, help=_("한 사람에게 보낼 때")
    )
    sms_won: int = option(20, _("문자(SMS) 한 건"), unit=_("원"), minimum=0, maximum=1_000)
    lms_won: int = option(50, _("긴 문자(LMS) 한 건"), unit=_("원"), minimum=0, maximum=1_000)
    kakao_won: int = option(9, _("알림톡 한 건"), unit=_("원"), minimum=0, maximum=1_000)
    failures_percent: int = option(
        30,
        _("이만큼 실패하면 멈춤"),
        unit="%",
        minimum=1,
        maximum=100,
        help=_("최근 100건 가운데 실패한 몫이 이보다 크면 발송을 스스로 멈추고 알립니다."),
    )


preferences.register(
    "messaging",
    MessagingPreferences,
    label=_("메시지"),
    icon="mail",
    section="outreach",
    help=_("고객에게 나가는 모든 메일·문자·알림톡에 적용됩니다."),
)
