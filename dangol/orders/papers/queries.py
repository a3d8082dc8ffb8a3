"""Reading what papers carry, and which ones went out."""

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.orders.papers.models import Issue, Seal


def seal_bytes() -> bytes:
    """The picture of the seal; empty without one."""
    found = Seal.objects.order_by("-pk").values_list("image", flat=True).first()
    return bytes(found) if found else b""


def issues_seen_by(user: User) -> "QuerySet[Issue]":
    """Papers that went out from those whose bills this person may see."""
    return Issue.objects.visible_to(user)
