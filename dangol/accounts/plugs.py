"""What accounts tells the kit and codes: its rights and its settings."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.access import declare

declare("accounts.manage_people", _("직원과 부서 관리"), group=_("관리"))
declare("accounts.manage_roles", _("역할과 권한 관리"), group=_("관리"))
declare("accounts.view_log", _("권한 변경·로그인 기록 보기"), group=_("관리"))
declare("accounts.use_tokens", _("API 토큰 만들기"), group=_("관리"))
