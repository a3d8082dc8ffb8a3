from dangol.messaging.inbox.api import router as inbox
from dangol.messaging.outbox.api import router
from dangol.messaging.templating.api import router as templates

router.add_router("/templates", templates)
router.add_router("", inbox)
__all__ = ["router"]
