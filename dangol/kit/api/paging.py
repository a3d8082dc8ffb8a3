"""Parts of a list, by the last id or by number of page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from dangol.kit.api.fields import Paging


def part_of(request: HttpRequest, rows: "QuerySet[Any]", paging: Paging) -> dict[str, Any]:
    """The newest rows after the id `after`, and the address of the next part."""
    if paging.after:
        rows = rows.filter(pk__lt=paging.after)
    found = list(rows.order_by("-pk")[: paging.limit + 1])
    items = found[: paging.limit]
    more = len(found) > paging.limit
    return {"items": items, "next": address(request, after=items[-1].pk) if more else None}


def address(request: HttpRequest, **place: int) -> str:
    """The request's own address with another place in the list."""
    params = request.GET.copy()
    for name, value in place.items():
        params[name] = str(value)
    return request.build_absolute_uri(f"?{params.urlencode()}")
