from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from dangol.accounts.models import Department
from dangol.kit.access import needs_login
from dangol.workspace.board import queries, services
from dangol.workspace.models import Post

router = Router(tags=["boards"])
PAGE = 50


class BoardOut(Schema):
    id: int
    name: str
    note: str
    is_official: bool


class PostOut(Schema):
    """`departments` are the ids it is for; none is everybody."""

    id: int
    board_id: int
    writer_id: int
    writer: str
    title: str
    text: str
    is_pinned: bool
    must_read: bool
    is_read: bool
    created_at: datetime


class PostIn(Schema):
    title: str
    text: str
    is_pinned: bool = False
    must_read: bool = False
    departments: list[int] = []


def _out(post: Any) -> dict[str, Any]:
    names = ("board_id", "writer_id", "title", "text", "is_pinned", "must_read", "created_at")
    shown = {name: getattr(post, name) for name in names}
    is_read = getattr(post, "is_read", True)
    return {"id": post.pk, "writer": post.writer.name, "is_read": is_read} | shown


@router.get("/boards", response=list[BoardOut])
@needs_login
def list_boards(request: HttpRequest) -> Any:
    return queries.boards()


@router.get("/boards/{board_id}/posts", response=list[PostOut])
@needs_login
def list_posts(request: HttpRequest, board_id: int, before: int = Query(2**62, le=2**62)) -> Any:
    """The newest fifty; `before` is the id of the last one seen."""
    board = get_object_or_404(queries.boards(), pk=board_id)
    user: Any = request.user
    return [_out(p) for p in queries.posts_seen_by(user).filter(board=board, pk__lt=before)[:PAGE]]


@router.post("/boards/{board_id}/posts", response={201: PostOut})
@needs_login
def write_post(request: HttpRequest, board_id: int, body: PostIn) -> Any:
    user: Any = request.user
    board = get_object_or_404(queries.boards(), pk=board_id)
    values = body.dict()
    departments = list(Department.objects.filter(pk__in=values.pop("departments")))
    return 201, _out(services.write_post(board, actor=user, departments=departments, **values))


@router.get("/posts/{post_id}", response=PostOut)
@needs_login
def read_post(request: HttpRequest, post_id: int) -> Any:
    """Reading by the API leaves no read mark."""
    user: Any = request.user
    return _out(get_object_or_404(queries.posts_seen_by(user), pk=post_id))


@router.delete("/posts/{post_id}", response={204: None})
@needs_login
def remove_post(request: HttpRequest, post_id: int) -> Any:
    user: Any = request.user
    post: Post = get_object_or_404(queries.posts_seen_by(user), pk=post_id)
    services.remove_post(post, actor=user)
    return 204, None
