from ninja import NinjaAPI

from dangol.api.setup import make_api


def build() -> NinjaAPI:
    """The API of the product: each app's operations in their place."""
    return make_api()


api = build()
