"""What call lists hang into the roles, the codes, the menu and the rules."""

from django.utils.translation import gettext_lazy as _

from dangol.codes.registry import CodeDefault, CodeGroup
from dangol.codes.registry import groups as code_groups
from dangol.helpdesk.outbound import acting as _acting  # noqa: F401 - fills the registries
from dangol.helpdesk.outbound import figures as _figures  # noqa: F401 - registers itself
from dangol.helpdesk.outbound import jobs as _jobs  # noqa: F401 - registers itself
from dangol.helpdesk.outbound import lists as _lists  # noqa: F401 - registers itself
from dangol.helpdesk.outbound import tries as _tries  # noqa: F401 - registers itself
from dangol.kit.access import declare_record
from dangol.workspace.registry import MenuItem, menu

VIEW = "helpdesk.view_diallist"

declare_record("helpdesk", "diallist", _("콜 명단"), export=_("내보내기"))
code_groups.add("call_result")(
    CodeGroup(
        _("콜 결과"),
        [
            CodeDefault("done", _("통화 완료"), "green"),
            CodeDefault("sold", _("구매·약속"), "teal"),
            CodeDefault("lead", _("영업 연결"), "blue"),
            CodeDefault("callback", _("다시 통화"), "violet"),
            CodeDefault("no_answer", _("부재중"), "amber"),
            CodeDefault("busy", _("통화중"), "amber"),
            CodeDefault("declined", _("거절"), "slate"),
            CodeDefault("wrong", _("잘못된 번호"), "red"),
            CodeDefault("optout", _("전화 거부"), "red"),
        ],
        help=_(
            "콜 명단의 결과입니다. 부재중·통화중은 다시 걸고, 전화 거부는 수신 거부로 적습니다."
        ),
    )
)
menu.add("dial_lists")(
    MenuItem("calls", _("콜 명단"), "helpdesk:dial_lists", "list-checks", VIEW, 16)
)
