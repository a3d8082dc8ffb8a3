"""Parts of a list: by the last id where the order is by id, else by number of page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from dangol.api.fields import Paging


def part_of(request: HttpRequest, rows: "QuerySet[Any]", paging: Paging) -> dict[str, Any]:
    """The newest rows after the id `after`, and the address of the next part."""
    if paging.after:
        rows = rows.filter(pk__lt=paging.after)
    found = list(rows.order_by("-pk")[: paging.limit + 1])
    return answer(request, found, paging, by_id=True)


def answer(
    request: HttpRequest, found: Sequence[Any], paging: Paging, *, by_id: bool
) -> dict[str, Any]:
    """Items and `next`; one row more than the limit tells that there is a next part."""
    items = found[: paging.limit]
    if len(found) <= paging.limit:
        return {"items": items, "next": None}
    params = request.GET.copy()
    if by_id:
        params["after"] = str(items[-1].pk)
    else:
        params["page"] = str(paging.page + 1)
    return {"items": items, "next": request.build_absolute_uri(f"?{params.urlencode()}")}
