from ninja import Router

from dangol.messaging.templating.api import router as templates

router = Router()
router.add_router("/templates", templates)
