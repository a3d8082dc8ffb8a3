"""Writing, changing and reading posts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import Department, User
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.personal import refuse_resident_number
from dangol.kit.records import change, create, remove
from dangol.kit.search import search_text
from dangol.workspace.board.models import MANAGE
from dangol.workspace.board.queries import may_change, readers_of
from dangol.workspace.models import Board, Post, PostRead
from dangol.workspace.services import notify

AGAIN = timedelta(hours=12)


@atomic
def write_post(
    board: Board, *, actor: User, departments: Iterable[Department] = (), **values: Any
) -> Post:
    """Put a post on a board; one that must be read rings at once."""
    if not board.may_write(actor):
        raise Refused(_("이 게시판에 쓸 권한이 없습니다."))
    post = create(Post, actor=actor, board=board, writer=actor, **_checked(values))
    post.departments.set(departments)
    if post.must_read:
        people = [person.pk for person in readers_of(post).unread]
        text = _("꼭 읽어 주세요: %(title)s") % {"title": post.title}
        notify(people, text, url=post.get_absolute_url(), kind="post")
    return post


@atomic
def edit_post(
    post: Post,
    *,
    actor: User,
    version: int | None = None,
    departments: Iterable[Department] = (),
    **values: Any,
) -> Post:
    """Correct a post; who has read it stays known."""
    _refuse_others(post, actor)
    change(post, actor=actor, version=version, **_checked(values))
    post.departments.set(departments)
    return post


@atomic
def remove_post(post: Post, *, actor: User) -> None:
    """Take a post off its board, with what was said about it."""
    _refuse_others(post, actor)
    remove(post, actor=actor)


def read_post(post: Post, *, at: datetime, actor: User) -> None:
    """Note that somebody opened a post; the first time counts."""
    PostRead.objects.bulk_create([PostRead(post=post, person=actor, at=at)], ignore_conflicts=True)


@atomic
def remind_readers(post: Post, *, at: datetime, actor: User) -> int:
    """Ring for those who have not read a post; at most every twelve hours. Returns how many."""
    _refuse_others(post, actor)
    if post.reminded_at and at - post.reminded_at < AGAIN:
        raise Refused(_("방금 알렸습니다. 열두 시간 뒤에 다시 알릴 수 있습니다."))
    people = [person.pk for person in readers_of(post).unread]
    if not people:
        raise Refused(_("모두 읽었습니다."))
    change(post, actor=actor, reminded_at=at)
    text = _("아직 읽지 않은 글: %(title)s") % {"title": post.title}
    notify(people, text, url=post.get_absolute_url(), kind="post")
    return len(people)


@atomic
def write_board(board: Board | None, *, actor: User, **values: Any) -> Board:
    """Add a board, or change one."""
    if not actor.has_perm(MANAGE):
        raise Refused(_("게시판을 관리할 권한이 없습니다."))
    return change(board, actor=actor, **values) if board else create(Board, actor=actor, **values)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    tidy = dict(values)
    for name, tidied in (("title", clean), ("text", clean_text)):
        try:
            tidy[name] = refuse_resident_number(tidied(tidy[name]))
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error
    tidy["search"] = search_text(tidy["title"], tidy["text"][:2_000])
    return tidy


def _refuse_others(post: Post, actor: User) -> None:
    if not may_change(post, actor):
        raise Refused(_("자기가 쓴 글만 고치거나 지울 수 있습니다."))
