from ninja import Router

from dangol.workspace.reports.api import router as reports

router = Router()
router.add_router("/reports", reports)
