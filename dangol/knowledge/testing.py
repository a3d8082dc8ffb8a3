"""Spaces and articles for tests of this app and of those above."""

from datetime import UTC, datetime
from typing import Any

from dangol.accounts.models import User
from dangol.knowledge.articles.services import publish_article, write_article
from dangol.knowledge.models import Article, Space
from dangol.knowledge.shelves.services import write_space

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def make_space(name: str = "도움말", kind: str = "public", **values: Any) -> Space:
    return write_space(None, name=name, kind=kind, actor=None, **values)


def make_article(
    title: str,
    body: str = "본문입니다.",
    *,
    owner: User,
    space: Space | None = None,
    published: bool = True,
    **values: Any,
) -> Article:
    space = space or Space.objects.first() or make_space()
    article = write_article(
        None, title=title, body=body, space=space, owner=owner, actor=None, **values
    )
    return publish_article(article, at=NOW, actor=None) if published else article
