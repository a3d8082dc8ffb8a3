"""Types that API bodies and addresses share, with the limits of the tables behind them."""

from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

T = TypeVar("T")

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]


class Body(Schema):
    """What a caller sends; a name we do not know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Which part of a list: `next` of the answer is the address of the part that follows."""

    limit: Annotated[int, Field(ge=1, le=200, description="200까지")] = 50
    after: Id | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class Page(Schema, Generic[T]):
    """One part of a list; `next` is empty at its end."""

    items: list[T]
    next: str | None
