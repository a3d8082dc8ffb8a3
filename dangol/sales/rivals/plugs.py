"""What competitors hang onto the pages of deals and of customers, and into the search palette."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.requests import UserRequest
from dangol.codes.registry import custom_records
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, panels
from dangol.sales.pipeline.models import Deal
from dangol.sales.registry import DealPanel, deal_panels
from dangol.sales.rivals import importing as _imports  # noqa: F401 - fills the registry
from dangol.sales.rivals.queries import is_known_to, moves_around, moves_seen_by
from dangol.sales.rivals.services import RECORD
from dangol.workspace.registry import Action, actions

VIEW, CHANGE = "sales.view_deal", "sales.change_deal"
MOST = 5


def _of_deal(request: UserRequest, deal: Deal) -> dict[str, Any] | None:
    """Left out where nothing is known; the first move is noted beside the competitor's name."""
    moves = moves_around(deal, request.user, MOST)
    may = request.user.has_perm(CHANGE)
    return {"moves": moves, "deal": deal, "may": may} if moves else None


def _of_competitor(request: UserRequest, customer: Customer) -> dict[str, Any] | None:
    """Left out for companies nobody has met as a competitor."""
    if not customer.is_company or not is_known_to(request.user, customer.pk):
        return None
    rows = moves_seen_by(request.user).filter(competitor=customer).order_by("-seen_on", "-pk")
    return {"moves": list(rows[:MOST])}


custom_records.add(RECORD)(_("경쟁사 활동"))
deal_panels.add("rival_moves")(DealPanel("sales/deal_moves.html", _of_deal, VIEW, 90))
panels.add("rival_moves")(
    Panel("sales/customer_moves.html", _of_competitor, permission=VIEW, order=12)
)
actions.add("rival_move")(
    Action(
        _("경쟁사 활동 적기"), "sales:move_note", "shield-alert", _("경쟁업체 가격 행사 소식"),
        CHANGE, panel=True,
    )
)  # fmt: skip
