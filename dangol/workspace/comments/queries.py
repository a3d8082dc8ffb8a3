"""Reading what was said."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from dangol.accounts.models import User
from dangol.workspace.comments.registry import about, commentables
from dangol.workspace.models import Comment, Reaction


class Nod(NamedTuple):
    """One kind of reaction: how many gave it, and whether the reader did."""

    kind: str
    label: str
    number: int
    is_mine: bool


class Said(NamedTuple):
    """A comment as the page shows it."""

    comment: Comment
    nods: list[Nod]
    is_mine: bool


class Thread(NamedTuple):
    """A comment and its answers, oldest first."""

    first: Said
    answers: list[Said]


def record_of(user: User, label: str, pk: int) -> Any:
    """The record, if it can be talked about and this person sees it; 404 otherwise."""
    if label not in commentables:
        raise Http404
    return get_object_or_404(commentables[label].rows(user), pk=pk)


def comment_of(user: User, pk: int) -> tuple[Comment, Any]:
    """A comment and its record; 404 if the record is not visible or the comment removed."""
    comment = get_object_or_404(Comment.objects.select_related("parent"), pk=pk, is_removed=False)
    return comment, record_of(user, comment.model, comment.record_id)


def threads_of(record: Model, user: User) -> list[Thread]:
    """Everything said about a record, oldest thread first; two queries."""
    rows = Comment.objects.filter(model=record._meta.label_lower, record_id=record.pk)
    comments = list(rows.select_related("writer", "resolved_by").order_by("pk"))
    nods = nods_of(Comment._meta.label_lower, [row.pk for row in comments], user)
    said = {row.pk: Said(row, nods[row.pk], row.writer_id == user.pk) for row in comments}
    answers: dict[int, list[Said]] = defaultdict(list)
    for row in comments:
        if row.parent_id:
            answers[row.parent_id].append(said[row.pk])
    return [Thread(said[row.pk], answers[row.pk]) for row in comments if not row.parent_id]


def nods_of(model: str, ids: Iterable[int], user: User) -> dict[int, list[Nod]]:
    """The reactions to these records, all kinds of each; one query."""
    wanted = list(ids)
    rows = Reaction.objects.filter(model=model, record_id__in=wanted) if wanted else ()
    counts: Counter[tuple[int, str]] = Counter()
    mine = set()
    for row in rows:
        counts[row.record_id, row.kind] += 1
        if row.person_id == user.pk:
            mine.add((row.record_id, row.kind))
    return {
        pk: [
            Nod(kind, str(label), counts[pk, kind], (pk, kind) in mine)
            for kind, label in Reaction.Kind.choices
        ]
        for pk in wanted
    }


def may_see(person: User, record: Model) -> bool:
    """Whether this person sees the record, and so may be called to it."""
    return about(record).rows(person).filter(pk=record.pk).exists()
