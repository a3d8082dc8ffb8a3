"""The rules of signing in an administrator may change, and the office's own addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option

OUTSIDE = [
    ("allow", _("어디서나 로그인할 수 있음")),
    ("mfa", _("사내 주소 밖에서는 2단계 인증을 켠 사람만")),
    ("refuse", _("사내 주소 밖에서는 막음")),
]


def checked_networks(lines: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks in their normal form; the first wrong one is named."""
    found = []
    for line in lines:
        try:
            found.append(str(ip_network(line, strict=False)))
        except ValueError:
            message = _t("‘%(text)s’은(는) 주소가 아닙니다. 예: 203.0.113.5 또는 203.0.113.0/24")
            raise ValidationError(message % {"text": line[:50]}) from None
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class SecurityPreferences:
    """How people sign in (개인정보의 안전성 확보조치 기준 §5, §6)."""

    idle_minutes: int = option(
        30,
        _("자동 로그아웃"),
        help=_("이 시간 동안 아무 일도 하지 않으면 로그아웃합니다."),
        unit=_("분"),
        minimum=5,
        maximum=480,
    )
    lock_after: int = option(
        5,
        _("로그인 잠금"),
        help=_("비밀번호나 인증 번호를 잇달아 이만큼 틀리면 잠급니다."),
        unit=_("번"),
        minimum=3,
        maximum=10,
    )
    lock_minutes: int = option(15, _("잠기는 시간"), unit=_("분"), minimum=1, maximum=1440)
    password_days: int = option(
        0,
        _("비밀번호 바꾸는 주기"),
        help=_("0이면 바꾸라고 하지 않습니다."),
        unit=_("일"),
        minimum=0,
        maximum=365,
    )
    outside: str = option("allow", _("접속 허용"), choices=OUTSIDE)
    addresses: tuple[str, ...] = option(
        (),
        _("사내 주소"),
        help=_("한 줄에 하나씩 적습니다. 예: 203.0.113.0/24. 비워 두면 모든 곳이 사내 밖입니다."),
        clean=checked_networks,
    )


def security() -> SecurityPreferences:
    """The rules now."""
    return preferences.get(SecurityPreferences)


def is_inside(address: str, addresses: tuple[str, ...]) -> bool:
    """Whether an address belongs to the office."""
    return _inside(address, addresses)


@lru_cache(maxsize=1024)
def _inside(address: str, addresses: tuple[str, ...]) -> bool:
    try:
        peer: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped:
        peer = peer.ipv4_mapped
    networks = map(ip_network, addresses)
    return any(
        peer in net for net in networks if isinstance(net, IPv6Network) == (peer.version == 6)
    )


def check_reachable(values: SecurityPreferences, address: str) -> None:
    """Refuse rules that would shut out the administrator who sets them."""
    if values.outside == "refuse" and not is_inside(address, values.addresses):
        message = _t(
            "지금 접속한 주소 %(address)s이(가) 사내 주소에 없어 저장하면 들어올 수 없습니다."
        )
        raise ValidationError({"addresses": message % {"address": address}})


preferences.register(
    "security",
    SecurityPreferences,
    label=_("로그인과 보안"),
    icon="shield-check",
    check=check_reachable,
)
