from ninja import Router

from dangol.orders.entry import api as _entry  # noqa: F401 - adds POST to the routers below
from dangol.orders.limits.api import router as limits
from dangol.orders.money.api import router as money
from dangol.orders.money.revenue_api import router as revenue
from dangol.orders.orders.api import router as orders
from dangol.orders.quotes.api import router as quotes
from dangol.orders.subscriptions.api import router as contracts

router = Router()
router.add_router("", quotes)
router.add_router("", orders)
router.add_router("", money)
router.add_router("", revenue)
router.add_router("", contracts)
router.add_router("", limits)
