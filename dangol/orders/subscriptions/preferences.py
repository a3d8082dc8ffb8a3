"""What an administrator sets about running contracts."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option
from dangol.kit.errors import Refused
from dangol.messaging.merging import compile
from dangol.messaging.merging.queries import refuse_unknown
from dangol.orders.subscriptions.words import FIELDS, SUBJECT, TEXT


@dataclass(frozen=True)
class ContractPreferences:
    """Whether customers hear of the end of a contract, and in which words."""

    tells_customers: bool = option(
        True, _("끝나기 30·14·7일 전에 고객에게도 알리기"),
        help=_("이메일이 있으면 이메일로, 없으면 문자로 한 번씩 정보성으로 보냅니다."),
    )  # fmt: skip
    notice_subject: str = option(SUBJECT, _("제목"))
    notice_text: tuple[str, ...] = option(
        TEXT,
        _("내용"),
        help=_(
            "#{계약명} #{계약번호} #{종료일} #{남은날} #{담당자}와 고객의 병합 항목을 쓸 수 "
            "있습니다. 할인이나 이벤트 같은 광고는 적을 수 없습니다."
        ),
    )  # fmt: skip


def _check(values: Any, address: str) -> None:
    """Refuse words that could not be merged, before a night finds out."""
    for name, text in (
        ("notice_subject", values.notice_subject), ("notice_text", "\n".join(values.notice_text)),
    ):  # fmt: skip
        try:
            found = compile(str(text))
            refuse_unknown(replace(found, fields=found.fields - set(FIELDS)))
        except Refused as error:
            raise ValidationError({name: str(error)}) from error


preferences.register(
    "contracts",
    ContractPreferences,
    label=_("계약"),
    icon="scroll-text",
    section="sales",
    order=41,
    check=_check,
)


def contract_preferences() -> ContractPreferences:
    """The office's settings of contracts now."""
    return preferences.get(ContractPreferences)
