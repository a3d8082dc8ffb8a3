"""What an administrator sets about quotes."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option
from dangol.orders.quotes.models import Cut, Rounding, TaxOn


@dataclass(frozen=True)
class QuotePreferences:
    """How far one may go without asking, and what a new quote starts with."""

    discount_limit: int = option(
        10, _("승인 없이 할 수 있는 할인"), unit="%", minimum=0, maximum=100,
        help=_("가격표보다 이만큼 넘게 깎으면 팀장의 승인을 받아야 보낼 수 있습니다."),
    )  # fmt: skip
    approver_limit: int = option(
        20, _("승인 권한이 있는 사람의 할인"), unit="%", minimum=0, maximum=100,
        help=_("팀장도 이 선을 넘으면 다른 사람에게 승인을 받습니다. 자기 견적은 승인 못 합니다."),
    )  # fmt: skip
    valid_days: int = option(14, _("유효기간"), unit=_("일"), minimum=0, maximum=365)
    tax_on: str = option("line", _("세액 계산"), choices=TaxOn.choices)
    rounding: str = option("down", _("세액 끝수"), choices=Rounding.choices)
    cut: str = option(
        "0", _("단수 절사"), choices=[(str(value), label) for value, label in Cut.choices],
        help=_("합계의 끝수를 ‘단수조정(절사)’ 줄로 뺍니다. 단가는 바뀌지 않습니다."),
    )  # fmt: skip
    payment: str = option(_("세금계산서 발행 후 30일 이내 계좌 이체"), _("결제 조건"))
    delivery: str = option(_("발주 후 14일 이내"), _("납기"))


preferences.register(
    "quotes", QuotePreferences, label=_("견적"), icon="file-text", section="sales", order=40
)


def quote_preferences() -> QuotePreferences:
    """The office's settings of quotes now."""
    return preferences.get(QuotePreferences)
