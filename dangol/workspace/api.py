from ninja import Router

from dangol.workspace.board.api import router as board
from dangol.workspace.comments.api import router as comments
from dangol.workspace.reports.api import router as reports

router = Router()
router.add_router("/reports", reports)
router.add_router("", comments)
router.add_router("", board)
