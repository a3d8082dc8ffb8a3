"""From a record to the one before and after it in the list it was opened from."""

from typing import NamedTuple
from urllib.parse import quote

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from dangol.kit.lists import RecordList, lists
from dangol.kit.lists.paging import matching, order_of
from dangol.workspace.lists.queries import state_of


class Neighbours(NamedTuple):
    """Addresses of the records beside one, empty at the ends, and of the list itself."""

    previous: str
    next: str
    back: str


def neighbours(request: HttpRequest, kind: type[RecordList], record: Model) -> Neighbours | None:
    """The neighbours in the list `?list=` tells of; None if the record was opened from elsewhere.

    Costs two to six index look-ups, however long the list is.
    """
    address = request.GET.get("list")
    if address is None:
        return None
    record_list = lists[kind.key]
    state = state_of(record_list, address)
    matches, order = matching(record_list, state, request.user), order_of(record_list, state)
    suffix = f"?list={quote(state.meaning, safe='')}"

    def beside(*, after: bool) -> str:
        pk = matches.beside(order, record.pk, after=after)
        return kind.model(pk=pk).get_absolute_url() + suffix if pk else ""  # type: ignore[attr-defined]

    back = reverse(record_list.url_name) + (f"?{state.meaning}" if state.meaning else "")
    return Neighbours(beside(after=False), beside(after=True), back)
