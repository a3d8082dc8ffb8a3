"""Articles beside an answer: which are offered, and the words of one put into it."""

from collections.abc import Callable

from dangol.accounts.models import User
from dangol.knowledge.articles.models import Article
from dangol.knowledge.articles.queries import HEAVY, readable
from dangol.knowledge.finding.queries import NEAR, find_readable, suggest
from dangol.knowledge.site.preferences import site

OFFERED, LONGEST = 3, 4_000


def offered(text: str, q: str, *, user: User) -> list[Article]:
    """The articles that likely answer a text, or those somebody looks for by `q` instead."""
    if q:
        return find_readable(user, q, limit=OFFERED)
    hits = suggest(text, public_only=False, user=user, limit=OFFERED)
    return [hit.article for hit in hits if hit.confidence >= NEAR]


def put_in(text: str, article: Article, *, as_link: bool, absolute: Callable[[str], str]) -> str:
    """A text with the article after it: its address, or its words; never one for colleagues only.

    `absolute` makes a whole address of a path.
    """
    if not article.is_public:
        return text
    if as_link and site().is_on:
        words = f"{article.title}\n{absolute(article.public_path)}"
    else:
        words = article.plain[:LONGEST]
    return f"{text.rstrip()}\n\n{words}\n".lstrip("\n")


def article_to_put(user: User, asked: str) -> Article | None:
    """The article somebody chose to put into an answer, if they may read it."""
    if not (asked.isdecimal() and len(asked) < 18):
        return None
    rows = readable(user).select_related("space")
    return rows.defer(*(set(HEAVY) - {"plain"})).filter(pk=int(asked)).first()
