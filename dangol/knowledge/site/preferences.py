"""Whether customers have a help site, and how it greets them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class SitePreferences:
    """The public help site at /help/; off until somebody switches it on."""

    is_on: bool = option(
        False, _("도움말 사이트 열기"),
        help=_("켜면 공개 공간에 게시한 글을 누구나 로그인 없이 /help/ 에서 봅니다."),
    )  # fmt: skip
    title: str = option("", _("사이트 이름"), help=_("비우면 ‘회사 이름 도움말’로 나옵니다."))
    greeting: str = option("", _("첫 화면 인사말"), help=_("비우면 ‘무엇을 도와드릴까요?’"))
    contact: str = option(
        "", _("답을 못 찾았을 때 안내"), help=_("예: 고객센터 02-000-0000 (평일 9–18시)")
    )


preferences.register(
    "help_site",
    SitePreferences,
    label=_("도움말 사이트"),
    icon="book-open",
    section="service",
    order=70,
)


def site() -> SitePreferences:
    """The preferences now."""
    return preferences.get(SitePreferences)
