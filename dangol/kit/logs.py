"""Walking through a log that nobody counts: newest first, from an id onwards or backwards."""

from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SIZE = 50


class LogPage(NamedTuple):
    """Some rows and the addresses of those before and after them."""

    rows: list[Any]
    newer: str
    older: str


def log_page(request: HttpRequest, rows: "QuerySet[Any]") -> LogPage:
    """The rows older than `before`, or newer than `after`, of the address."""
    after = _id(request, "after")
    before = _id(request, "before")
    if after:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: SIZE + 1])
        more, shown = len(found) > SIZE, found[:SIZE][::-1]
        newer = _at(request, "after", shown[0]) if more else ""
        return LogPage(shown, newer, _older(request, shown))
    older = rows.filter(pk__lt=before) if before else rows
    found = list(older.order_by("-pk")[: SIZE + 1])
    shown = found[:SIZE]
    newer = _at(request, "after", shown[0]) if before and shown else ""
    return LogPage(shown, newer, _older(request, shown) if len(found) > SIZE else "")


def _older(request: HttpRequest, shown: list[Any]) -> str:
    return _at(request, "before", shown[-1]) if shown else ""


def _at(request: HttpRequest, name: str, row: Model) -> str:
    params = request.GET.copy()
    for other in ("before", "after"):
        params.pop(other, None)
    params[name] = str(row.pk)
    return f"?{params.urlencode()}"


def _id(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
