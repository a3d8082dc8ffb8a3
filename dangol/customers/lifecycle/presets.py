"""What the ladder, recency and playbook start with, until an office writes its own rules."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.models import Customer

Stage = Customer.Stage
LADDER = [Stage.TARGET, Stage.PROSPECT, Stage.CUSTOMER]


class RulePreset(NamedTuple):
    """A fact that moves a customer up the ladder by itself (F1)."""

    label: str | Promise
    stage: str


FACTS: dict[str, RulePreset] = {
    "deal_offered": RulePreset(_("거래 제의"), Stage.PROSPECT),
    "quote_offered": RulePreset(_("견적 제안"), Stage.PROSPECT),
    "negotiation": RulePreset(_("절충·협상"), Stage.PROSPECT),
    "review": RulePreset(_("검토"), Stage.PROSPECT),
    "revenue": RulePreset(_("첫 매출"), Stage.CUSTOMER),
}


class RecencyPreset(NamedTuple):
    """Days to 주의, 휴면 and 이탈 for a stage; the empty one is for all others (F5)."""

    stage: str
    watch_days: int
    dormant_days: int
    left_days: int


RECENCY = [
    RecencyPreset(Stage.CUSTOMER, 60, 180, 365),
    RecencyPreset("", 90, 180, 365),
]


class StepPreset(NamedTuple):
    """One step of a playbook (F6)."""

    title: str | Promise
    text: str | Promise


PLAYBOOK: dict[str, list[StepPreset]] = {
    Stage.TARGET: [
        StepPreset(
            _("관심사부터 알아보기"), _("어디서 알게 되었는지, 지금 무엇을 쓰는지 묻습니다.")
        ),
        StepPreset(_("수신 동의 받기"), _("소식을 받을 매체를 묻고 동의를 기록합니다.")),
    ],
    Stage.PROSPECT: [
        StepPreset(_("필요와 시기 정리하기"), _("예산, 결정하는 분, 원하는 날짜를 적어 둡니다.")),
        StepPreset(_("다음 약속 잡기"), _("제안을 드린 뒤 일주일 안에 다시 연락합니다.")),
    ],
    Stage.CUSTOMER: [
        StepPreset(_("첫 구매 뒤 안부"), _("한 달 안에 불편한 점이 없는지 여쭙니다.")),
        StepPreset(
            _("함께 쓰면 좋은 것 권하기"), _("사용이 자리 잡은 뒤 교차·상향 판매를 제안합니다.")
        ),
    ],
}


def suggested_stage(interest: int, loyalty: int, contact: int) -> str | None:
    """The stage the three levels speak for (F2), None while nothing is known of any of them."""
    if not (interest or loyalty or contact):
        return None
    if interest >= 3 and loyalty >= 2 and contact >= 3:
        return Stage.CUSTOMER
    if interest >= 1 and loyalty >= 1 and contact >= 2:
        return Stage.PROSPECT
    return Stage.TARGET
