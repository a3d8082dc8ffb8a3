from ninja import Router

from dangol.orders.quotes.api import router as quotes

router = Router()
router.add_router("", quotes)
