from ninja import Router

from dangol.sales.pipeline.api import router as pipeline
from dangol.sales.planning.api import router as planning

router = Router()
for each in (pipeline, planning):
    router.add_router("", each)
