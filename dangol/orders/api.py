from ninja import Router

from dangol.orders.orders.api import router as orders
from dangol.orders.quotes.api import router as quotes

router = Router()
router.add_router("", quotes)
router.add_router("", orders)
