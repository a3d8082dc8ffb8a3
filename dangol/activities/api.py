from ninja import Router

from dangol.activities.acts.api import router as activities
from dangol.activities.briefs.api import router as briefs

router = Router()
router.add_router("", activities)
router.add_router("", briefs)
