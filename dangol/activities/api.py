from ninja import Router

from dangol.activities.acts.api import router as activities
from dangol.activities.alerts.api import router as alerts
from dangol.activities.briefs.api import router as briefs
from dangol.activities.calendar.api import router as calendar

router = Router()
for topic in (activities, alerts, briefs, calendar):
    router.add_router("", topic)
