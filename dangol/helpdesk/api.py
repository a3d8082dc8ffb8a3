from ninja import Router

from dangol.helpdesk.tickets.api import router as tickets

router = Router()
router.add_router("", tickets)
