"""What an administrator sets about money."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option


@dataclass(frozen=True)
class MoneyPreferences:
    """How much may go back to a customer without asking anybody."""

    refund_limit: int = option(
        500_000, _("승인 없이 할 수 있는 환불"), unit=_("원"), minimum=0, maximum=1_000_000_000,
        help=_("이 금액을 넘는 환불은 적은 사람이 아닌 다른 사람이 승인해야 나갑니다."),
    )  # fmt: skip


preferences.register(
    "money", MoneyPreferences, label=_("수금·환불"), icon="badge-check", section="sales", order=42
)
