"""The kinds of activities and what each brings along; kept in the process."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from dangol.activities.acts.models import KindRule
from dangol.codes.memory import remembered
from dangol.codes.queries import CodeRow, code_by_key, code_of, codes_of
from dangol.codes.registry import CodeDefault, CodeGroup, groups

KINDS, PURPOSES = "activity_kind", "contact_purpose"
NO_PURPOSE = "none"
Medium, Chain = KindRule.Medium, KindRule.Chain


class Preset(NamedTuple):
    """What a kind brings along until an administrator says otherwise."""

    icon: str = "activity"
    mark: str = ""
    minutes: int = 15
    medium: str = Medium.NONE
    is_contact: bool = False
    chain: str = Chain.NONE
    next_key: str = ""
    next_days: int = 3


PRESETS = {
    "mail": Preset("mail", "mail", 10, Medium.MAIL, True, Chain.PROPOSE, "call", 3),
    "quote": Preset("file-text", "quote", 30, Medium.NONE, False, Chain.PROPOSE, "call", 3),
    "call": Preset("phone", "call", 10, Medium.PHONE, True),
    "meeting": Preset("users-round", "meeting", 60, Medium.VISIT, True, Chain.PROPOSE, "mail", 1),
    "visit": Preset("map-pin", "meeting", 60, Medium.VISIT, True, Chain.PROPOSE, "call", 7),
    "todo": Preset("square-check-big", "todo", 30),
    "post": Preset("mailbox", "post", 10, Medium.POST, True),
    "fax": Preset("printer", "fax", 10, Medium.FAX, True),
    "sms": Preset("message-square", "sms", 5, Medium.SMS, True),
    "memo": Preset("sticky-note", "memo", 0),
}
UNKNOWN = Preset()

groups.add(KINDS)(
    CodeGroup(
        _("활동 종류"),
        [
            CodeDefault("call", _("전화"), "green"),
            CodeDefault("mail", _("메일"), "blue"),
            CodeDefault("meeting", _("미팅"), "violet"),
            CodeDefault("visit", _("방문"), "violet"),
            CodeDefault("quote", _("견적서"), "blue"),
            CodeDefault("todo", _("업무"), "amber"),
            CodeDefault("sms", "SMS", "teal"),
            CodeDefault("post", _("우편"), "slate"),
            CodeDefault("fax", _("팩스"), "slate"),
            CodeDefault("memo", _("메모"), "amber"),
        ],
        help=_("기본 시간과 다음 활동은 ‘활동 규칙’에서 정합니다."),
    )
)
groups.add(PURPOSES)(
    CodeGroup(
        _("접촉목적"),
        [
            CodeDefault(NO_PURPOSE, _("없음")),
            CodeDefault("new_deal", _("영업건 생성을 위한 상담"), "blue"),
            CodeDefault("pipeline", _("파이프라인 영업"), "violet"),
            CodeDefault("care", _("기존고객 사후 관리"), "green"),
            CodeDefault("lead_gen", _("리드 Gen. 활동"), "teal"),
            CodeDefault("not_sales", _("비 영업관련 접촉")),
        ],
        help=_("영업목적별 투입시간분석의 줄이 됩니다."),
    )
)


class Kind(NamedTuple):
    """One kind of activity, its code and its rule together; `mark` is the colour of its tile."""

    id: int
    key: str
    label: str
    is_active: bool
    icon: str
    mark: str
    minutes: int
    medium: str
    is_contact: bool
    chain: str
    next_kind_id: int | None
    next_days: int


@remembered
def _rules() -> dict[int, KindRule]:
    return {rule.kind_id: rule for rule in KindRule.objects.all()}


def forget_kinds() -> None:
    """Read the rules again: somebody changed them."""
    _rules.forget()


def kinds(*, retired: bool = False) -> list[Kind]:
    """The kinds in their order; with `retired`, those no longer offered too."""
    return [_kind(row) for row in codes_of(KINDS, retired=retired)]


def kind_of(code_id: int | None) -> Kind | None:
    """The kind with this id of a code; None if it is no kind."""
    row = code_of(code_id)
    return _kind(row) if row and row.group == KINDS else None


def kind_by_key(key: str) -> Kind | None:
    """The kind a rule, an import or the one line names by its key."""
    row = code_by_key(KINDS, key)
    return _kind(row) if row else None


def contact_kind_ids() -> list[int]:
    """Ids of the kinds that count as contact with a customer."""
    return [kind.id for kind in kinds(retired=True) if kind.is_contact]


def medium_ids(medium: str) -> list[int]:
    """Ids of the kinds of one medium (the columns of F104)."""
    return [kind.id for kind in kinds(retired=True) if kind.medium == medium]


def purpose_id(key: str) -> int | None:
    """The id of a 접촉목적 by its key; None when the office deleted it."""
    row = code_by_key(PURPOSES, key)
    return row.id if row else None


def _kind(row: CodeRow) -> Kind:
    preset, rule = PRESETS.get(row.key, UNKNOWN), _rules().get(row.id)
    head = (row.id, row.key, row.label, row.is_active, preset.icon, preset.mark)
    if rule:
        return Kind(
            *head,
            rule.minutes,
            rule.medium,
            rule.is_contact,
            rule.chain,
            rule.next_kind_id,
            rule.next_days,
        )
    following = code_by_key(KINDS, preset.next_key) if preset.next_key else None
    return Kind(
        *head,
        preset.minutes,
        preset.medium,
        preset.is_contact,
        preset.chain,
        following.id if following else None,
        preset.next_days,
    )
