"""What codes tells the kit."""

from django.utils.translation import gettext_lazy as _

from dangol.codes import company  # noqa: F401
from dangol.kit.access import declare

declare("codes.manage_codes", _("코드와 항목 관리"), group=_("관리"))
declare("codes.manage_settings", _("회사 설정 바꾸기"), group=_("관리"))
