from dangol.messaging.outbox.api import router
from dangol.messaging.templating.api import router as templates

router.add_router("/templates", templates)
__all__ = ["router"]
