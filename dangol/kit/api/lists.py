"""Lists over the API: the same rows, conditions, search and order as the list's page."""

import json
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from dangol.kit.api.fields import Paging
from dangol.kit.api.paging import address
from dangol.kit.conditions import BadCondition, Condition, Group
from dangol.kit.lists import RecordList
from dangol.kit.lists.paging import matching, order_of
from dangol.kit.lists.state import ListState

Text = Annotated[str, Field(max_length=100)]


class ListQuery(Paging):
    """Search, conditions as JSON, order (`-` before the name turns it round), and the part."""

    q: Text = ""
    filter: Annotated[
        str, Field(max_length=10_000, examples=['{"field":"stage","op":"is","value":["prospect"]}'])
    ] = ""
    sort: Annotated[str, Field(max_length=50, examples=["name", "-last_contact_at"])] = ""


def list_part(
    request: HttpRequest, record_list: RecordList, query: ListQuery, rows: "QuerySet[Any]"
) -> dict[str, Any]:
    """One part of a list; `rows` bring what the answer shows of each record.

    Newest first the parts follow by id, which costs the same everywhere; in another order by page.
    """
    state = _state(record_list, query)
    matches, order = matching(record_list, state, request.user), order_of(record_list, state)
    if order.column == "pk" and not query.q:
        found = matches.rows.filter(pk__lt=query.after) if query.after else matches.rows
        ids = list(found.order_by("-pk").values_list("pk", flat=True)[: query.limit + 1])
        ids, more = ids[: query.limit], len(ids) > query.limit
        place = {"after": ids[-1]} if more else {}
    else:
        ids, _first, more = matches.page(order, number=query.page, size=query.limit)
        place = {"page": query.page + 1}
    by_id = {row.pk: row for row in rows.filter(pk__in=ids)}
    items = [by_id[pk] for pk in ids if pk in by_id]
    return {"items": items, "next": address(request, **place) if more else None}


def _state(record_list: RecordList, query: ListQuery) -> ListState:
    column = record_list.all_columns.get(query.sort.removeprefix("-"))
    if query.sort and not (column and column.sort):
        raise ValidationError({"sort": _("이 순서로는 놓을 수 없습니다.")})
    return ListState(
        record_list.vocabulary,
        _condition(record_list, query.filter),
        q=" ".join(query.q.split()),
        sort=query.sort,
    )


def _condition(record_list: RecordList, text: str) -> Group:
    if not text:
        return Group("all")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError({"filter": _("조건을 JSON으로 읽지 못했습니다.")}) from None
    try:
        condition: Condition = record_list.vocabulary.read(data)
    except BadCondition as error:
        raise ValidationError({"filter": str(error)}) from None
    return condition if isinstance(condition, Group) else Group("all", (condition,))
