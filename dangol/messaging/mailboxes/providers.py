"""How the mail companies people use in Korea are reached, and what must be set there first."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry


class Provider(NamedTuple):
    """One company: its server, its mail hosts, and what to do in its settings first."""

    label: str | Promise
    host: str
    hosts: tuple[str, ...]
    hint: str | Promise
    port: int = 993
    security: str = "ssl"


providers: Registry[Provider] = Registry()
providers.add("naver")(
    Provider(
        _("네이버 메일"),
        "imap.naver.com",
        ("naver.com",),
        _(
            "네이버 메일 환경설정의 ‘POP3/IMAP 설정’에서 IMAP을 켜 주세요. 2단계 인증을 쓰면 "
            "‘애플리케이션 비밀번호’를 만들어 적습니다."
        ),
    )
)
providers.add("daum")(
    Provider(
        _("다음·한메일"),
        "imap.daum.net",
        ("daum.net", "hanmail.net"),
        _(
            "다음 메일 환경설정의 ‘IMAP/POP3’에서 IMAP을 켜고, 카카오계정의 앱 비밀번호를 "
            "적어 주세요."
        ),
    )
)
providers.add("kakao")(
    Provider(
        _("카카오메일"),
        "imap.kakao.com",
        ("kakao.com",),
        _("카카오메일 설정에서 IMAP을 켜고, 카카오계정의 앱 비밀번호를 적어 주세요."),
    )
)
providers.add("works")(
    Provider(
        _("네이버 웍스"),
        "imap.worksmobile.com",
        (),
        _("메일 환경설정에서 IMAP을 켜고, 보안의 ‘외부 앱 비밀번호’를 만들어 적어 주세요."),
    )
)
providers.add("gmail")(
    Provider(
        _("지메일·구글 워크스페이스"),
        "imap.gmail.com",
        ("gmail.com",),
        _("구글 계정에서 2단계 인증을 켜고 ‘앱 비밀번호’ 16자리를 만들어 적어 주세요."),
    )
)
providers.add("outlook")(
    Provider(
        _("아웃룩·마이크로소프트 365"),
        "outlook.office365.com",
        ("outlook.com", "hotmail.com", "live.com", "outlook.kr"),
        _(
            "마이크로소프트는 비밀번호로 읽는 것을 대부분 막아 두었습니다. 관리자가 IMAP 기본 "
            "인증을 허용한 계정만 됩니다. 막혀 있으면 공용 메일함으로 전달해 두고 그것을 읽으세요."
        ),
    )
)
providers.add("nate")(
    Provider(
        _("네이트 메일"),
        "imap.nate.com",
        ("nate.com",),
        _("네이트 메일 환경설정에서 IMAP을 켜 주세요."),
    )
)
providers.add("other")(
    Provider(_("다른 메일 서버"), "", (), _("서버 주소와 포트를 메일 회사에 물어 적어 주세요."))
)


def provider_for(email: str) -> str:
    """The company whose host an address has, "other" for a host of its own."""
    host = email.rpartition("@")[2].lower()
    return next((key for key, one in providers if host in one.hosts), "other")
