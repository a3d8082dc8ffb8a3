"""What targets hangs into the menu, the reports and the deal's page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.codes.registry import custom_records
from dangol.kit.access import declare, declare_record
from dangol.sales.models import Deal
from dangol.sales.registry import DealPanel, deal_panels
from dangol.sales.reporting.quotas import quotas
from dangol.targets import importing as _imports  # noqa: F401 - fills the registry
from dangol.targets import lists as _lists  # noqa: F401 - fills the registry
from dangol.targets import reports as _reports  # noqa: F401 - fills the registry
from dangol.targets.queries import quota_between, shares_of
from dangol.workspace.registry import Action, MenuItem, actions, menu

VIEW, STATEMENTS = "targets.view_quota", "targets.view_statement"

declare_record("targets", "quota", _("할당"), export=_("내보내기"))
declare_record("targets", "statement", _("커미션 명세"), export=_("내보내기"))
custom_records.add("targets.quota")(_("할당"))
declare("targets.manage_commission", _("커미션 규칙과 명세 관리"), group=_("커미션 명세"))

menu.add("quotas")(MenuItem("insight", _("할당"), "targets:quota_list", "target", VIEW, 40))
menu.add("commission")(
    MenuItem("insight", _("커미션"), "targets:commission", "gift", STATEMENTS, 41)
)
actions.add("call_write")(
    Action(_("예측 부르기"), "targets:call_write", "megaphone", _("이달 전망"), VIEW, panel=True)
)


@quotas.add("targets")
def _quotas(owners: list[int] | None, first: date, last: date) -> Mapping[int, int]:
    return quota_between(owners, first, last)


def _shares(request: UserRequest, deal: Deal) -> dict[str, Any]:
    return {
        "rows": shares_of(deal),
        "deal": deal,
        "may": request.user.has_perm("sales.change_deal"),
    }


deal_panels.add("shares")(DealPanel("targets/deal_shares.html", _shares, VIEW, 80))
