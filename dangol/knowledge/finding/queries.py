"""Finding the article that answers: for words typed into a search, and for a whole question."""

from collections import defaultdict
from heapq import nlargest
from math import log
from typing import NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.utils.safestring import SafeString

from dangol.accounts.models import User
from dangol.kit.search import all_matching, highlight, parse_query, scanned
from dangol.knowledge.articles.models import Article
from dangol.knowledge.articles.queries import HEAVY, articles_seen_by, readable
from dangol.knowledge.finding.words import pieces_of

NEAR = 0.35
LOOKED_AT = 60
ENOUGH = 12
UNKNOWN, COVERED, TAG = 0.9, 0.65, 0.6
BEFORE, AFTER = 40, 120


class Suggestion(NamedTuple):
    """An article that may answer, and how likely: 0 to 1, worth showing from NEAR on."""

    article: Article
    confidence: float


class Found(NamedTuple):
    """An article a search found, and the words around what was found, marked."""

    article: Article
    title: SafeString
    snippet: SafeString


def suggest(
    text: str, *, public_only: bool, limit: int = 5, user: User | None = None
) -> list[Suggestion]:
    """The published articles that most likely answer a question in people's own words.

    `public_only` leaves what customers may read; otherwise `user` says what may be seen, and
    without one every published article may come. Three queries, whatever the length of the text.
    """
    pieces = pieces_of(text)
    if not pieces:
        return []
    rows: QuerySet[Article] = Article.objects.published()
    if public_only:
        rows = Article.objects.public()
    elif user:
        rows = readable(user)
    allowed = set(rows.order_by().values_list("pk", flat=True))
    found_by = all_matching(Article, pieces)
    holders = {piece: held for piece, ids in found_by.items() if (held := ids & allowed)}
    if not holders:
        return []
    every = len(set().union(*holders.values()))
    rarity = {piece: log(1 + every / len(ids)) for piece, ids in holders.items()}
    scores: defaultdict[int, float] = defaultdict(float)
    for piece, ids in holders.items():
        for pk in ids:
            scores[pk] += rarity[piece]
    best = nlargest(LOOKED_AT, scores, key=scores.__getitem__)
    articles = rows.filter(pk__in=best).select_related("space").defer(*HEAVY)
    asked = _asked(pieces, rarity)
    found = [Suggestion(row, _confidence(row, scores[row.pk] / asked, rarity)) for row in articles]
    found.sort(key=lambda hit: (-hit.confidence, -hit.article.helpful_count, hit.article.pk))
    return found[:limit]


def _asked(pieces: list[str], rarity: dict[str, float]) -> float:
    """What a full answer would score, of a long letter no more than ENOUGH of its pieces.

    Pieces no article holds weigh nearly as much as the rarest: the question is about them.
    """
    unknown = (len(pieces) - len(rarity)) * max(rarity.values()) * UNKNOWN
    mean = sum(rarity.values()) / len(rarity)
    return min(sum(rarity.values()) + unknown, ENOUGH * mean)


def _confidence(article: Article, covered: float, rarity: dict[str, float]) -> float:
    """From the part of the question the article holds, and the part of its title that is asked.

    A rare tag that is asked as a whole stands for the title. The weights were tried on 36
    questions of customers, a third of which no article answers.
    """
    named = _asked_part(article.title, rarity)[0]
    for tag in article.tag_list:
        part, weight = _asked_part(tag, rarity)
        if part == 1:
            named = max(named, TAG * min(1.0, weight / max(rarity.values())))
    return round(COVERED * min(covered, 1.0) + (1 - COVERED) * named, 2)


def _asked_part(words: str, rarity: dict[str, float]) -> tuple[float, float]:
    """How much of these words the question asks for, as a part and by weight."""
    pieces = pieces_of(words)
    mean = sum(rarity.values()) / len(rarity)
    known = sum(rarity.get(piece, 0) for piece in pieces)
    missing = sum(1 for piece in pieces if piece not in rarity) * mean
    return (known / (known + missing) if known else 0.0), known


def search_articles(rows: "QuerySet[Article]", q: str, *, limit: int) -> list[Found]:
    """The articles that hold all words, those with them in the title or tags first."""
    named = Case(When(scanned(q, "names"), then=Value(1)), default=Value(0))
    found = (
        rows.filter(search__matches=q)
        .annotate(is_named=named)
        .select_related("space", "section")
        .defer("body", "html", "names", "search")
        .order_by("-is_named", "-helpful_count", "-view_count", "-pk")
    )
    return [shown(article, q) for article in found[:limit]]


def shown(article: Article, q: str) -> Found:
    """An article as a search shows it."""
    return Found(article, highlight(article.title, q), snippet(article, q))


def snippet(article: Article, q: str) -> SafeString:
    """The words around the first place found, marked; the beginning when only the title has it."""
    text = " ".join(article.plain.split())
    at = _first(text.lower(), q.lower())
    start = max(0, at - BEFORE) if at > BEFORE else 0
    part = text[start : start + BEFORE + AFTER]
    before, after = "…" * (start > 0), "…" * (start + BEFORE + AFTER < len(text))
    return SafeString(f"{before}{highlight(part, q)}{after}")


def _first(text: str, q: str) -> int:
    if not parse_query(q):
        return 0
    places = [at for word in q.split() if (at := text.find(word)) >= 0]
    whole = text.find(q.strip())
    return whole if whole >= 0 else min(places, default=0)


def vote_of(article: Article, *, user: User | None = None, visitor: str = "") -> bool | None:
    """What this reader said of the article; None for nothing yet."""
    who = {"user": user} if user else {"user": None, "visitor": visitor}
    return article.votes.filter(**who).values_list("is_helpful", flat=True).first()


class Answers(NamedTuple):
    """What a search gives: articles with all words, or else the near ones."""

    found: list[Found]
    near: list[Found]

    @property
    def is_missed(self) -> bool:
        return not self.found and not self.near


def answers(
    q: str, *, rows: "QuerySet[Article]", public_only: bool, user: User | None, limit: int
) -> Answers:
    """Search `rows`; where nothing holds all words, the articles that may answer all the same."""
    found = search_articles(rows, q, limit=limit)
    if found:
        return Answers(found, [])
    hits = suggest(q, public_only=public_only, user=user)
    ids = [hit.article.pk for hit in hits if hit.confidence >= NEAR]
    near = {row.pk: row for row in rows.filter(pk__in=ids).select_related("space", "section")}
    return Answers([], [shown(near[pk], q) for pk in ids if pk in near])


def find_articles(user: User, q: str, *, limit: int) -> list[Article]:
    """The best articles for the search palette, drafts one may see included."""
    rows = articles_seen_by(user).exclude(state=Article.State.ARCHIVED)
    return _best(rows, q, limit)


def find_readable(user: User, q: str, *, limit: int) -> list[Article]:
    """The best articles in force, by words somebody typed."""
    return _best(readable(user), q, limit)


def _best(rows: "QuerySet[Article]", q: str, limit: int) -> list[Article]:
    named = Case(When(scanned(q, "names"), then=Value(1)), default=Value(0))
    found = rows.filter(search__matches=q).annotate(is_named=named)
    light = found.select_related("space").defer(*HEAVY)
    return list(light.order_by("-is_named", "-view_count", "-pk")[:limit])
