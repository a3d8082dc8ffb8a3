"""Reading the boards."""

from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from dangol.accounts.models import User, with_departments_below
from dangol.workspace.board.models import MANAGE
from dangol.workspace.models import Board, Post, PostRead


class Readers(NamedTuple):
    """Who has read a post and who has not, of those it is for."""

    read: list[User]
    unread: list[User]


def boards() -> QuerySet[Board]:
    """The boards in use, in their order."""
    return Board.objects.filter(is_active=True).order_by("order", "pk")


def posts_seen_by(user: User) -> "QuerySet[Any]":
    """Visible posts, newest first, with whether this person has read them."""
    reads = PostRead.objects.filter(post=OuterRef("pk"), person=user)
    rows = Post.objects.visible_to(user).select_related("board", "writer")
    return rows.annotate(is_read=Exists(reads)).order_by("-pk")


def unread_posts(user: User, *, must_read: bool = False) -> QuerySet[Post]:
    """Posts written since the person came that they have not read; never their own."""
    rows = posts_seen_by(user).filter(is_read=False, created_at__gte=user.joined_at)
    rows = rows.exclude(writer=user)
    return rows.filter(must_read=True) if must_read else rows


def readers_of(post: Post) -> Readers:
    """Everybody at work whom the post is for, by whether they opened it; the writer aside."""
    people = User.objects.filter(is_active=True).exclude(pk=post.writer_id)
    wanted = list(post.departments.values_list("pk", flat=True))
    if wanted:
        below = {pk for department in wanted for pk in with_departments_below(department)}
        people = people.filter(department__in=below)
    done = set(post.reads.values_list("person", flat=True))
    found = list(people.select_related("department").order_by("name", "pk"))
    return Readers([p for p in found if p.pk in done], [p for p in found if p.pk not in done])


def may_change(post: Post, user: Any) -> bool:
    """The writer, and who looks after the boards."""
    return bool(post.writer_id == user.pk or user.has_perm(MANAGE))
