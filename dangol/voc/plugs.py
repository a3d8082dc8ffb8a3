"""What the VOC hangs into the menu, the customer's page, records of other apps and the roles."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.people.handover import Handover, handovers
from dangol.accounts.requests import UserRequest
from dangol.activities.registry import EntryGroup, groups
from dangol.automation.registry import Trigger, triggers
from dangol.codes.registry import CodeDefault, CodeGroup
from dangol.codes.registry import groups as code_groups
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, panels
from dangol.kit.access import declare, declare_record
from dangol.voc import lists as _lists  # noqa: F401 - fills the registries
from dangol.voc import preferences as _preferences  # noqa: F401 - registers itself
from dangol.voc import reports as _reports  # noqa: F401 - registers itself
from dangol.voc import sources as _sources  # noqa: F401 - registers itself
from dangol.voc.events import VoiceHeard
from dangol.voc.improving import hand_over_improvements
from dangol.voc.models import Improvement
from dangol.voc.queries import voices_of
from dangol.voc.rules import HeardForm
from dangol.workspace.registry import Action, Carry, MenuItem, actions, carries, menu

VIEW, ADD = "voc.view_voice", "voc.add_voice"
MANAGE = "voc.manage_voc"

declare_record("voc", "voice", _("VOC"), export=_("내보내기"))
declare(MANAGE, _("VOC 모으기와 뺀 낱말 관리"), group=_("VOC"))
declare_record("voc", "improvement", _("개선과제"), export=_("내보내기"))
code_groups.add("voc_cause")(
    CodeGroup(
        _("VOC 원인"),
        [
            CodeDefault("delivery", _("배송"), "amber"),
            CodeDefault("quality", _("품질·고장"), "red"),
            CodeDefault("price", _("가격·청구"), "violet"),
            CodeDefault("service", _("응대·서비스"), "blue"),
            CodeDefault("usage", _("사용법"), "teal"),
            CodeDefault("channel", _("웹·앱"), "green"),
            CodeDefault("other", _("기타"), "slate"),
        ],
        help=_("고객이 그렇게 말한 까닭입니다. 보고서가 이것으로 나눕니다."),
    )
)
groups.add("voc")(EntryGroup(_("VOC"), ("voc.",)))
menu.add("voc")(
    MenuItem("service", _("VOC"), "voc:voice_list", "message-square-quote", VIEW, 20, key="v")
)
menu.add("improvements")(
    MenuItem(
        "service", _("개선과제"), "voc:improvement_list", "lightbulb", "voc.view_improvement", 21
    )
)
actions.add("voice_add")(
    Action(
        _("VOC 등록"),
        "voc:voice_add",
        "message-square-quote",
        _("고객의 소리 불만 칭찬"),
        ADD,
        panel=True,
    )
)
actions.add("voc_triage")(
    Action(_("VOC 확인"), "voc:triage", "list-checks", _("고객의 소리 분류"), "voc.change_voice")
)


def _carry(name: str, record: str, source: str) -> None:
    carries.add(name)(
        Carry(record, _("→ VOC"), f"voc:from_{source}", "message-square-quote", ADD, 30)
    )


_carry("ticket_voice", "helpdesk.ticket", "ticket")
_carry("chat_voice", "chat.conversation", "chat")
_carry("call_voice", "helpdesk.call", "call")
_carry("survey_voice", "helpdesk.survey", "survey")
_carry("mail_voice", "messaging.mailthread", "mail")


def _of_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = voices_of(customer, request.user)
    return {"voices": rows, "may_add": request.user.has_perm(ADD)}


panels.add("voices")(Panel("voc/customer_voices.html", _of_customer, permission=VIEW, order=25))
handovers.add("voc.improvement")(
    Handover(
        _("끝나지 않은 개선과제"),
        lambda person: Improvement.objects.filter(
            owner=person, state__in=("planned", "doing")
        ).count(),
        hand_over_improvements,
    )
)
triggers.add("voice_heard")(
    Trigger(_("VOC를 등록했을 때"), HeardForm, VoiceHeard, "message-square-quote")
)
