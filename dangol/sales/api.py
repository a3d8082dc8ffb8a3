from ninja import Router

from dangol.sales.pipeline.api import router as pipeline

router = Router()
router.add_router("", pipeline)
