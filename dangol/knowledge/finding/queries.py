"""Finding the article that answers: for words typed into a search, and for a whole question."""

from collections import Counter
from math import log
from typing import NamedTuple

from django.db.models import BooleanField, Case, IntegerField, QuerySet, Value, When
from django.utils.safestring import SafeString

from dangol.accounts.models import User
from dangol.kit.search import highlight, parse_query, scanned
from dangol.knowledge.articles.models import Article
from dangol.knowledge.articles.queries import HEAVY, readable
from dangol.knowledge.finding.words import pieces_of

NEAR = 0.35
LOOKED_AT = 60
ENOUGH = 12
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
    without one every published article may come. Two queries, whatever the length of the text.
    """
    pieces = pieces_of(text)
    if not pieces:
        return []
    rows = readable(user) if user and not public_only else Article.objects.published()
    rows = rows.public() if public_only else rows
    holders = _holders(rows, pieces)
    if not holders:
        return []
    every = len(set().union(*holders.values()))
    rarity = {piece: log(1 + every / len(ids)) for piece, ids in holders.items()}
    scores: Counter[int] = Counter()
    for piece, ids in holders.items():
        for pk in ids:
            scores[pk] += rarity[piece]  # type: ignore[assignment]
    best = [pk for pk, _score in scores.most_common(LOOKED_AT)]
    articles = rows.filter(pk__in=best).select_related("space").defer(*HEAVY)
    asked = _asked(pieces, rarity)
    found = [Suggestion(row, _confidence(row, scores[row.pk] / asked, rarity)) for row in articles]
    found.sort(key=lambda hit: (-hit.confidence, -hit.article.helpful_count, hit.article.pk))
    return found[:limit]


def _holders(rows: "QuerySet[Article]", pieces: list[str]) -> dict[str, set[int]]:
    """The articles that hold each piece; one statement."""
    parts = [
        rows.filter(search__matches=piece)
        .order_by()
        .annotate(piece=Value(at, IntegerField()))
        .values_list("piece", "pk")
        for at, piece in enumerate(pieces)
    ]
    pairs = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    holders: dict[str, set[int]] = {}
    for at, pk in pairs:
        holders.setdefault(pieces[at], set()).add(pk)
    return holders


def _asked(pieces: list[str], rarity: dict[str, float]) -> float:
    """What a full answer would score: unknown pieces count half, a long letter no more than ENOUGH
    of its pieces.
    """
    mean = sum(rarity.values()) / len(rarity)
    unknown = (len(pieces) - len(rarity)) * mean / 2
    return min(sum(rarity.values()) + unknown, ENOUGH * mean)


def _confidence(article: Article, covered: float, rarity: dict[str, float]) -> float:
    """Half for the part of the question the article holds, half for the part of its title asked."""
    title = pieces_of(article.title)
    mean = sum(rarity.values()) / len(rarity)
    known = sum(rarity.get(piece, 0) for piece in title)
    missing = sum(1 for piece in title if piece not in rarity) * mean
    named = known / (known + missing) if known else 0
    return round(min(1.0, 0.5 * min(covered, 1.0) + 0.5 * named), 2)


def search_articles(rows: "QuerySet[Article]", q: str, *, limit: int) -> list[Found]:
    """The articles that hold all words, those with them in the title or tags first."""
    named = Case(
        When(scanned(q, "names"), then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
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
