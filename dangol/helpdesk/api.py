from ninja import Router

from dangol.helpdesk.calls.api import router as calls
from dangol.helpdesk.tickets.api import router as tickets

router = Router()
router.add_router("", tickets)
router.add_router("", calls)
