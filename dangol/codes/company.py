"""Who the office is and how it works: the answers of the set-up wizard."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option
from dangol.codes.registry import presets
from dangol.kit.korean.identifiers import format_business_number, is_business_number

PROFILES = [("b2b", _("회사 고객 (B2B)")), ("b2c", _("개인 고객 (B2C)")), ("both", _("둘 다"))]
TERMS = [("", _("고객, 매출, 거래")), ("npo", _("후원자, 후원금, 약정"))]


def checked_business_number(text: str) -> str:
    """Ten digits in order, or a ValidationError; empty stays empty."""
    if not text:
        return ""
    if not is_business_number(text):
        raise ValidationError(
            _t("사업자등록번호가 맞지 않습니다. 10자리를 다시 확인해 주세요. 예: 124-81-00998")
        )
    return format_business_number(text)


@dataclass(frozen=True)
class CompanyPreferences:
    """The company on every page and paper, and the words it uses for its customers."""

    name: str = option("", _("회사 이름"), required=True)
    business_number: str = option("", _("사업자등록번호"), clean=checked_business_number)
    representative: str = option("", _("대표자"))
    address: str = option("", _("주소"))
    phone: str = option("", _("대표 전화"))
    business_type: str = option("", _("업태"), help=_("견적서와 거래명세서에 찍힙니다."))
    business_item: str = option("", _("종목"))
    account: str = option("", _("입금 계좌"), help=_("예: 봄은행 000-0000-0000 (주)봄결커피"))
    profile: str = option("both", _("주된 고객"), choices=PROFILES)
    terms: str = option("", _("부르는 말"), choices=TERMS, help=_("화면 전체의 낱말이 바뀝니다."))
    preset: str = option("general", _("시작한 업종"), hidden=True)


def company() -> CompanyPreferences:
    """The company's preferences now."""
    return preferences.get(CompanyPreferences)


def terms_of(preset: str) -> str:
    """The terminology a preset brings."""
    return presets[preset].terms


preferences.register(
    "company", CompanyPreferences, label=_("회사 정보"), icon="building-2", order=0
)
