from ninja import Router

from dangol.sales.dealers.api import router as dealers
from dangol.sales.leads.api import router as leads
from dangol.sales.pipeline.api import router as pipeline
from dangol.sales.planning.api import router as planning
from dangol.sales.rivals.api import router as rivals
from dangol.sales.territories.api import router as territories
from dangol.sales.winback.api import router as winback

router = Router()
for each in (pipeline, planning, dealers, leads, winback, rivals, territories):
    router.add_router("", each)
