"""Finding by what was said: messages answer a query, what they belong to is shown."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dangol.kit.search.index import matching_ids, scanned

LOOKED, PART, LONGEST = 1_000, 200, 200


class Heard(NamedTuple):
    """The newest words that answer a query by what they belong to, newest first.

    `before` continues with older ones; None where there are none.
    """

    words: dict[int, str]
    before: int | None


def newest_heard(
    messages: "QuerySet[Any]",
    query: str,
    *,
    of: str,
    visible: Callable[[set[int]], set[int]],
    most: int,
    before: int | None = None,
) -> Heard:
    """What messages with `search` and `text` answer a query, by the record `of` (`ticket_id`).

    `visible` says which of some records may be shown. What a page before this one has shown is
    left out. One call looks at no more than a thousand messages, so that a word said all the time
    costs as little as a rare one; it may find fewer than `most`, and says where to go on.
    """
    found: dict[int, str] = {}
    begin = before
    for part in (min(2 * most, PART), *[PART] * (LOOKED // PART - 1)):  # the first mostly does
        ids = matching_ids(messages, query, limit=part, before=before)
        rows = {row[0]: row for row in messages.filter(pk__in=ids).values_list("pk", of, "text")}
        fresh = visible({owner for _pk, owner, _text in rows.values()} - found.keys())
        fresh -= _shown(messages, query, of, fresh, begin)
        for pk in ids:
            _pk, owner, text = rows.get(pk, (pk, 0, ""))
            if owner in fresh:
                found.setdefault(owner, text[:LONGEST])
            if len(found) == most:
                return Heard(found, pk)
        if len(ids) < part:
            return Heard(found, None)
        before = ids[-1]
    return Heard(found, before)


def _shown(
    messages: "QuerySet[Any]", query: str, of: str, owners: set[int], begin: int | None
) -> set[int]:
    """Those of the records whose newer words stand on a page before."""
    if begin is None or not owners:
        return set()
    newer = messages.filter(scanned(query), pk__gte=begin, **{f"{of}__in": owners})
    return set(newer.values_list(of, flat=True))
