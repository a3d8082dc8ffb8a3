"""What readers leave behind: views, votes, and words nothing was found for."""

import re
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, F, Q
from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.kit.korean.identifiers import find_resident_number
from dangol.kit.korean.text import clean
from dangol.knowledge.articles.models import Article
from dangol.knowledge.finding.models import Missed, Vote

SHORTEST = 2
KEPT_DAYS = 400
# a flood of made-up words on one day is not worth more rows
DISTINCT_A_DAY = 3_000
_personal = re.compile(r"[^\s@]+@[^\s@]+|\d[\d\-. ]{4,}\d")
_COUNT = """INSERT INTO knowledge_missed (words, "on", place, count) VALUES (%s, %s, %s, 1)
    ON CONFLICT ("on", words, place) DO UPDATE SET count = knowledge_missed.count + 1"""


def count_view(article_id: int) -> None:
    """One more reader; a counter nobody edits, so it is no change of the record."""
    Article.objects.filter(pk=article_id).update(view_count=F("view_count") + 1)


@atomic
def vote_on(
    article: Article, *, is_helpful: bool, user: User | None = None, visitor: str = ""
) -> Article:
    """Take one reader's word; said again it replaces the word before."""
    who = {"user": user} if user else {"user": None, "visitor": visitor[:32]}
    Vote.objects.update_or_create(article=article, **who, defaults={"is_helpful": is_helpful})
    counted = article.votes.aggregate(
        helpful=Count("pk", filter=Q(is_helpful=True)),
        unhelpful=Count("pk", filter=Q(is_helpful=False)),
    )
    article.helpful_count, article.unhelpful_count = counted["helpful"], counted["unhelpful"]
    Article.objects.filter(pk=article.pk).update(
        helpful_count=article.helpful_count, unhelpful_count=article.unhelpful_count
    )
    return article


def note_missed(words: str, *, on: date, place: str) -> None:
    """Count words nothing was found for. E-mail addresses and numbers like phones are cut out."""
    tidy = clean(_personal.sub(" ", words)).lower()[:60]
    if sum(map(str.isalnum, tidy)) < SHORTEST or find_resident_number(words):
        return
    seen = Missed.objects.filter(on=on)
    if seen.count() >= DISTINCT_A_DAY and not seen.filter(words=tidy, place=place).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [tidy, on, place])


@atomic
def forget_missed(*, today: date) -> int:
    """Drop what was looked for more than KEPT_DAYS ago."""
    gone, _each = Missed.objects.filter(on__lt=today - timedelta(days=KEPT_DAYS)).delete()
    return gone
