"""What an administrator decides about the logs."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.audit.registry import subjects
from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class AuditPreferences:
    """How long accesses are kept, and what the monthly review calls unusual."""

    keep_years: int = option(
        2,
        _("접속기록 보관"),
        help=_("법은 1년, 5만 명 이상이거나 민감정보가 있으면 2년 이상을 요구합니다."),
        unit=_("년"),
        minimum=1,
        maximum=10,
    )
    night_from: int = option(22, _("밤 시작"), unit=_("시"), minimum=18, maximum=23)
    night_to: int = option(6, _("밤 끝"), unit=_("시"), minimum=1, maximum=9)
    many_people: int = option(
        1000, _("하루 대량 조회"), unit=_("명"), minimum=10, maximum=1_000_000
    )
    many_failures: int = option(5, _("로그인 실패"), unit=_("번"), minimum=2, maximum=1000)


def years_kept() -> int:
    """The years an office chose, but never fewer than the law wants of it."""
    chosen = preferences.get(AuditPreferences).keep_years
    return max(chosen, 2) if any(kind.needs_two_years() for _name, kind in subjects) else chosen
