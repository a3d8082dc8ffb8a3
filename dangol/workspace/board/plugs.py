"""Rights, menu, home card and search of the boards; what can be talked about here."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.access import declare
from dangol.workspace.board import queries
from dangol.workspace.board.models import MANAGE, NOTICE
from dangol.workspace.comments.registry import Commentable, commentables
from dangol.workspace.models import Post
from dangol.workspace.registry import Hit, MenuItem, Search, Widget, menu, searches, widgets

declare(NOTICE, _("공지 쓰기"), group=_("게시판"))
declare(MANAGE, _("게시판 관리"), group=_("게시판"))
menu.add("boards")(MenuItem("", _("게시판"), "workspace:boards", "megaphone", order=5, key="b"))

commentables.add("workspace.post")(
    Commentable(
        _("게시글"),
        rows=lambda user: Post.objects.visible_to(user),
        title=lambda post: post.title,
        url=lambda post: post.get_absolute_url(),
        watchers=lambda post: [post.writer_id],
    )
)


def _unread(user: User) -> dict[str, Any] | None:
    posts = list(queries.unread_posts(user)[:6])
    return {"posts": posts} if posts else None


def _find(user: User, q: str, limit: int) -> Iterable[Post]:
    return queries.posts_seen_by(user).filter(search__matches=q)[:limit]


def _hit(post: Post) -> Hit:
    return Hit(post.pk, post.get_absolute_url(), post.title, str(post.board), "megaphone")


widgets.add("posts")(Widget("workspace/board/widget.html", _unread, order=15))
searches.add("posts")(
    Search(
        _("게시글"),
        Post,
        _find,
        lambda post: Hit(
            post.pk, post.get_absolute_url(), post.title, str(post.board), "megaphone"
        ),
        rows=queries.posts_seen_by,
        order=80,
        personal=False,
    )
)
