from ninja import Router

from dangol.helpdesk.callbacks.api import router as callbacks
from dangol.helpdesk.calls.api import router as calls
from dangol.helpdesk.complaints.api import router as complaints
from dangol.helpdesk.outbound.api import router as outbound
from dangol.helpdesk.quality.api import router as quality
from dangol.helpdesk.surveys.api import router as surveys
from dangol.helpdesk.tickets.api import router as tickets

router = Router()
for part in (tickets, calls, callbacks, outbound, quality, complaints, surveys):
    router.add_router("", part)
