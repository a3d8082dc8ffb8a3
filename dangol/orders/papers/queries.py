"""Reading what papers carry."""

from dangol.orders.papers.models import Seal


def seal_bytes() -> bytes:
    """The picture of the seal; empty without one."""
    found = Seal.objects.order_by("-pk").values_list("image", flat=True).first()
    return bytes(found) if found else b""
