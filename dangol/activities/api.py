from ninja import Router

from dangol.activities.acts.api import router as activities

router = Router()
router.add_router("", activities)
