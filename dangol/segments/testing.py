"""Segments for tests of this app and of those above."""

from typing import Any

from dangol.accounts.models import User
from dangol.segments.models import Segment
from dangol.segments.services import save_segment


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({"value": value} if value is not None else {})


def make_segment(owner: User, name: str = "잠재고객", *leaves: Any, **values: Any) -> Segment:
    """A live segment of these conditions; of prospects without any."""
    asked = list(leaves) or [leaf("stage", "is", ["prospect"])]
    return save_segment(name=name, condition={"all": asked}, actor=owner, **values)


def make_list(owner: User, name: str = "명단", **values: Any) -> Segment:
    return save_segment(name=name, kind=Segment.Kind.STATIC, actor=owner, **values)
