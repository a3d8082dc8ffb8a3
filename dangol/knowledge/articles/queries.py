"""Reading articles and their editions."""

from difflib import SequenceMatcher
from typing import NamedTuple

from django.db.models import Q, QuerySet

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


def pictures_seen_by(user: User) -> "QuerySet[Picture]":
    """Pictures of articles this person may see, and those they added themselves."""
    mine = Q(article=None, added_by=user)
    return Picture.objects.filter(mine | Q(article__in=articles_seen_by(user).values("pk")))


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
