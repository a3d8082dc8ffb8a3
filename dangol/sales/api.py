from ninja import Router

from dangol.sales.dealers.api import router as dealers
from dangol.sales.pipeline.api import router as pipeline
from dangol.sales.planning.api import router as planning

router = Router()
for each in (pipeline, planning, dealers):
    router.add_router("", each)
