from ninja import NinjaAPI

from dangol.activities.api import router as activities
from dangol.api.setup import make_api
from dangol.automation.api import router as automation
from dangol.catalog.api import router as catalog
from dangol.chat.api import router as chat
from dangol.codes.api import router as codes
from dangol.customers.api import router as customers
from dangol.helpdesk.api import router as helpdesk
from dangol.imports.api import router as imports
from dangol.knowledge.api import router as knowledge
from dangol.messaging.api import router as messaging
from dangol.orders.api import router as orders
from dangol.sales.api import router as sales
from dangol.segments.api import router as segments
from dangol.targets.api import router as targets
from dangol.voc.api import router as voc
from dangol.workspace.api import router as workspace


def build() -> NinjaAPI:
    """The API of the product: each app's operations in their place."""
    made = make_api()
    made.add_router("", codes)
    made.add_router("/imports", imports)
    made.add_router("", workspace)
    made.add_router("", customers)
    made.add_router("/segments", segments)
    made.add_router("/automation", automation)
    made.add_router("", catalog)
    made.add_router("", knowledge)
    made.add_router("", messaging)
    made.add_router("", activities)
    made.add_router("", sales)
    made.add_router("", helpdesk)
    made.add_router("", chat)
    made.add_router("", orders)
    made.add_router("", targets)
    made.add_router("", voc)
    return made


api = build()
