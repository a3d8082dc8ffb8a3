from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from dangol.kit.access import needs_login
from dangol.workspace.comments import queries, services
from dangol.workspace.models import Comment

router = Router(tags=["comments"])


class CommentOut(Schema):
    """`parent_id` is the comment it answers; a removed one with answers has no text."""

    id: int
    parent_id: int | None
    writer_id: int
    writer: str
    text: str
    created_at: datetime
    edited_at: datetime | None
    resolved_at: datetime | None


class CommentIn(Schema):
    text: str
    parent_id: int | None = None


class TextIn(Schema):
    text: str


def _out(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "parent_id": comment.parent_id,
        "writer_id": comment.writer_id,
        "writer": comment.writer.name,
        "text": comment.text,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "resolved_at": comment.resolved_at,
    }


@router.get("/comments/{label}/{record_id}", response=list[CommentOut])
@needs_login
def list_comments(request: HttpRequest, label: str, record_id: int) -> Any:
    """What was said about a record, such as `customers.customer`; 404 if it is not visible."""
    user: Any = request.user
    record = queries.record_of(user, label, record_id)
    threads = queries.threads_of(record, user)
    return [_out(said.comment) for thread in threads for said in (thread.first, *thread.answers)]


@router.post("/comments/{label}/{record_id}", response={201: CommentOut})
@needs_login
def write_comment(request: HttpRequest, label: str, record_id: int, body: CommentIn) -> Any:
    """`@이름` calls a colleague, who must be able to see the record."""
    user: Any = request.user
    record = queries.record_of(user, label, record_id)
    parent = queries.comment_of(user, body.parent_id)[0] if body.parent_id else None
    comment = services.write_comment(record, text=body.text, parent=parent, actor=user)
    return 201, _out(comment)


@router.patch("/comments/{comment_id}", response=CommentOut)
@needs_login
def edit_comment(request: HttpRequest, comment_id: int, body: TextIn) -> Any:
    user: Any = request.user
    comment, record = queries.comment_of(user, comment_id)
    changed = services.edit_comment(comment, record, text=body.text, at=timezone.now(), actor=user)
    return _out(changed)


@router.delete("/comments/{comment_id}", response={204: None})
@needs_login
def remove_comment(request: HttpRequest, comment_id: int) -> Any:
    user: Any = request.user
    comment, _record = queries.comment_of(user, comment_id)
    services.remove_comment(comment, actor=user)
    return 204, None
