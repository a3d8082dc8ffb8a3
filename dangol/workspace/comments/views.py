"""The thread beside a record."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs_login
from dangol.kit.errors import Refused
from dangol.workspace.comments import queries, services
from dangol.workspace.comments.registry import about
from dangol.workspace.mentions import linked

CALLABLE = 8


def comments_context(record: Model, user: User, **typed: Any) -> dict[str, Any]:
    """What `workspace/comments/comments.html` shows; `typed` keeps a text that was refused."""
    threads = queries.threads_of(record, user)
    return {
        "record": record,
        "label": record._meta.label_lower,
        "threads": threads,
        "open_threads": sum(1 for thread in threads if not thread.first.comment.resolved_at),
        "linked": linked,
        **typed,
    }


@require_GET
@needs_login
def comments(request: UserRequest, label: str, pk: int) -> HttpResponse:
    return _answer(request, queries.record_of(request.user, label, pk))


@require_POST
@needs_login
def comment_write(request: UserRequest, label: str, pk: int) -> HttpResponse:
    record = queries.record_of(request.user, label, pk)
    text, answered = request.POST.get("text", ""), request.POST.get("parent", "")
    parent = None
    if answered.isdecimal():
        parent, _record = queries.comment_of(request.user, int(answered[:18]))
    try:
        services.write_comment(record, text=text, parent=parent, actor=request.user)
    except (ValidationError, Refused) as error:
        typed = {"text": text, "parent": parent and parent.pk, "problem": _words(error)}
        return _answer(request, record, status=422, typed=typed)
    return _answer(request, record)


@require_POST
@needs_login
def comment_edit(request: UserRequest, pk: int) -> HttpResponse:
    comment, record = queries.comment_of(request.user, pk)
    text = request.POST.get("text", "")
    try:
        services.edit_comment(comment, record, text=text, at=timezone.now(), actor=request.user)
    except (ValidationError, Refused) as error:
        typed = {"edited": pk, "text": text, "problem": _words(error)}
        return _answer(request, record, status=422, typed=typed)
    return _answer(request, record)


@require_POST
@needs_login
def comment_remove(request: UserRequest, pk: int) -> HttpResponse:
    comment, record = queries.comment_of(request.user, pk)
    try:
        services.remove_comment(comment, actor=request.user)
    except Refused as error:
        return _answer(request, record, status=409, typed={"problem": str(error)})
    return _answer(request, record)


@require_POST
@needs_login
def comment_resolve(request: UserRequest, pk: int) -> HttpResponse:
    """Close the thread, or open it again."""
    comment, record = queries.comment_of(request.user, pk)
    first = comment.parent or comment
    at = None if first.resolved_at else timezone.now()
    services.resolve_thread(first, at=at, actor=request.user)
    return _answer(request, record)


@require_POST
@needs_login
def comment_react(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    comment, record = queries.comment_of(request.user, pk)
    try:
        services.react(comment, kind=kind, actor=request.user)
    except Refused as error:
        return _answer(request, record, status=409, typed={"problem": str(error)})
    return _answer(request, record)


@require_GET
@needs_login
def callable_people(request: UserRequest, label: str, pk: int) -> HttpResponse:
    """Who may be called with @: those whose name begins so, and whether they see the record."""
    record = queries.record_of(request.user, label, pk)
    word = request.GET.get("q", "").strip()[:40]
    found = User.objects.filter(is_active=True, name__startswith=word).order_by("name", "pk")
    people = [(person, queries.may_see(person, record)) for person in found[:CALLABLE]]
    return render(request, "workspace/comments/people.html", {"people": people})


def _answer(
    request: UserRequest, record: Any, *, status: int = 200, typed: dict[str, Any] | None = None
) -> HttpResponse:
    if not request.htmx and status == 200:
        return redirect(about(record).url(record))
    context = comments_context(record, request.user, **(typed or {}))
    return render(request, "workspace/comments/comments.html", context, status=status)


def _words(error: ValidationError | Refused) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
