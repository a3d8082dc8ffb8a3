from ninja import Router

from dangol.customers.consent.api import router as consents
from dangol.customers.parties.api import router as customers
from dangol.customers.relations.api import households
from dangol.customers.relations.api import router as affiliations

router = Router()
router.add_router("/customers", customers)
router.add_router("/customers", consents)
router.add_router("/households", households)
router.add_router("", affiliations)
