"""Reading articles and their editions."""

from difflib import SequenceMatcher
from typing import NamedTuple

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.knowledge.articles.models import Article, Edition, Picture

HEAVY = ("body", "html", "plain", "names", "search")


class Line(NamedTuple):
    """One line of a comparison: `same`, `old`, `new` or `gap` (left out), and its words."""

    kind: str
    text: str


def articles_seen_by(user: User, verb: str = "view") -> "QuerySet[Article]":
    """Articles this person may see or write, without any order."""
    return Article.objects.visible_to(user, verb)


def readable(user: User) -> "QuerySet[Article]":
    """Articles in force that this person may read."""
    return Article.objects.visible_to(user).published()


def editions_of(article: Article) -> "QuerySet[Edition]":
    """Every edition, the latest first, without the words."""
    return article.editions.select_related("author").defer("body").order_by("-number")


def may_see_picture(picture: Picture, user: User) -> bool:
    """Whether this person may see the article it belongs to, or added it just now."""
    if picture.article_id is None:
        return picture.added_by_id == user.pk
    return articles_seen_by(user).filter(pk=picture.article_id).exists()


def differences(old: str, new: str, *, around: int = 2) -> list[Line]:
    """What changed between two texts, line by line, with a little of what stayed."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(around):
        if lines or group[0][1] > 0:
            lines.append(Line("gap", ""))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                lines += [Line("same", text) for text in before[start:end]]
                continue
            lines += [Line("old", text) for text in before[start:end]]
            lines += [Line("new", text) for text in after[new_start:new_end]]
    return lines
