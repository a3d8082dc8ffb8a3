"""What complaints hang into the roles, the codes, the menu and the tickets."""

from django.utils.translation import gettext_lazy as _

from dangol.codes.registry import CodeDefault, CodeGroup
from dangol.codes.registry import groups as code_groups
from dangol.helpdesk.complaints import figures as _figures  # noqa: F401 - fills the registries
from dangol.helpdesk.complaints import lists as _lists  # noqa: F401 - registers itself
from dangol.helpdesk.complaints import preferences as _preferences  # noqa: F401 - registers itself
from dangol.helpdesk.complaints.services import APPROVE
from dangol.kit.access import declare
from dangol.workspace.registry import Carry, MenuItem, carries, menu

declare(APPROVE, _("보상 승인"), group=_("티켓"))
code_groups.add("complaint_cause")(
    CodeGroup(
        _("불만 원인"),
        [
            CodeDefault("quality", _("제품 품질"), "red"),
            CodeDefault("delivery", _("배송"), "amber"),
            CodeDefault("service", _("응대·설명"), "violet"),
            CodeDefault("repair", _("수리·설치"), "orange"),
            CodeDefault("billing", _("청구·금액"), "blue"),
            CodeDefault("other", _("그 밖"), "slate"),
        ],
        help=_("불만 처리에서 고릅니다. 같은 고객의 같은 원인은 재발로 봅니다."),
    )
)
carries.add("ticket_complaint")(
    Carry(
        "helpdesk.ticket", _("불만 처리"), "helpdesk:complaint_handle", "message-square-warning",
        "helpdesk.change_ticket", 40,
    )
)  # fmt: skip
menu.add("complaints")(
    MenuItem(
        "service", _("불만·클레임"), "helpdesk:complaint_list", "message-square-warning",
        "helpdesk.view_ticket", 18,
    )
)  # fmt: skip
