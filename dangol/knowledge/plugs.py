"""What the knowledge base hangs into roles, the menu and the search."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.access import declare, declare_record

declare_record(
    "knowledge", "article", _("지식창고"),
    approve=_("게시"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"),
)  # fmt: skip
declare("knowledge.manage_space", _("공간과 분류 정하기"), group=_("지식창고"))
