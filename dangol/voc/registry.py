"""Where voices come from: each source finds what was said, and makes one voice of one record."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.kit.registry import Registry


class Found(NamedTuple):
    """Something a customer said, before anybody judged it. `kind` where the record tells it."""

    source: str
    text: str
    at: datetime
    channel: str
    customer_id: int | None = None
    owner_id: int | None = None
    writer: str = ""
    product_id: int | None = None
    severity: int = 0
    kind: str = ""


class Source(NamedTuple):
    """One kind of record voices are found in.

    `between(start, end)` are those said then, for the job; `of(user, pk)` is the one of a record
    the user may see, None if not; `url(pk)` shows the record.
    """

    label: str | Promise
    between: Callable[[datetime, datetime], Iterable[Found]]
    of: Callable[[User, int], Found | None]
    url: Callable[[int], str]


sources: Registry[Source] = Registry()
