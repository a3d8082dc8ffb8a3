from ninja import NinjaAPI

from dangol.api.setup import make_api
from dangol.codes.api import router as codes
from dangol.customers.api import router as customers
from dangol.imports.api import router as imports
from dangol.workspace.api import router as reports


def build() -> NinjaAPI:
    """The API of the product: each app's operations in their place."""
    made = make_api()
    made.add_router("", codes)
    made.add_router("/imports", imports)
    made.add_router("/reports", reports)
    made.add_router("", customers)
    return made


api = build()
