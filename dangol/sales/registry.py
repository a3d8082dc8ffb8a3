"""What apps above hang onto a deal's page."""

from collections.abc import Callable
from typing import Any, NamedTuple

from dangol.accounts.requests import UserRequest
from dangol.kit.registry import Registry
from dangol.sales.models import Deal


class DealPanel(NamedTuple):
    """One card of the deal's page, under its products; a context of None leaves it out.

    The template reads what `context` gave as `panel`.
    """

    template: str
    context: Callable[[UserRequest, Deal], dict[str, Any] | None]
    permission: str = ""
    order: int = 50


class ShownPanel(NamedTuple):
    """A card with what it shows."""

    template: str
    context: dict[str, Any]


deal_panels: Registry[DealPanel] = Registry()


def shown_panels(request: UserRequest, deal: Deal) -> list[ShownPanel]:
    """The cards this person may see, in their order."""
    allowed = [
        panel
        for _name, panel in deal_panels
        if not panel.permission or request.user.has_perm(panel.permission)
    ]
    found = [
        (panel.template, panel.context(request, deal))
        for panel in sorted(allowed, key=lambda panel: panel.order)
    ]
    return [ShownPanel(name, context) for name, context in found if context is not None]
