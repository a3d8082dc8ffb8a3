"""The knowledge base of the demo company: an open help site, manuals, and what is missing."""

import random
from datetime import date, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.config.demo.articles import (
    DRAFTS,
    HELP,
    MANUAL_SECTIONS,
    MANUALS,
    MISSED,
    SECTIONS,
    Text,
)
from dangol.knowledge.articles.services import publish_article, write_article
from dangol.knowledge.models import Article, Missed, Section, Space
from dangol.knowledge.shelves.services import write_section, write_space
from dangol.knowledge.site.preferences import SitePreferences

SEED = 23


def fill_knowledge(today: date) -> None:
    """Two spaces, some thirty articles with editions and readers, and searches in vain."""
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    people = {user.username: user for user in User.objects.filter(is_active=True)}
    agent = people["agent"]
    help_space = write_space(
        None, name="고객 도움말", kind="public", text="도움말 사이트에 나오는 글", order=0,
        actor=None,
    )  # fmt: skip
    manual = write_space(
        None, name="사내 매뉴얼", kind="internal", text="우리끼리 보는 글", order=1, actor=None
    )
    shelves = _shelves(help_space, SECTIONS) | _shelves(manual, MANUAL_SECTIONS)
    for number, text in enumerate((*HELP, *MANUALS)):
        review = today + timedelta(days=dice.choice((-3, 30, 60, 90, 180)))
        article = _write(text, shelves, agent, review if number % 2 else None)
        publish_article(article, at=timezone.now(), actor=agent)
        _readers(article, dice)
    for text in DRAFTS:
        _write(text, shelves, agent, None)
    Missed.objects.bulk_create(
        Missed(words=words, place=place, count=number, on=today - timedelta(days=at))
        for at, (words, place, number) in enumerate(MISSED)
    )
    preferences.put(
        SitePreferences(is_on=True, contact="고객센터 02-1234-5678 (평일 9–18시)"), actor=None
    )


def _shelves(space: Space, sections: dict[str, str]) -> dict[str, Section]:
    return {
        name: write_section(None, space=space, name=name, text=text, order=order, actor=None)
        for order, (name, text) in enumerate(sections.items())
    }


def _write(text: Text, shelves: dict[str, Section], owner: User, review: date | None) -> Article:
    section = shelves[text.section]
    article = write_article(
        None, title=text.title, body=text.before or text.body, summary=text.summary,
        tags=text.tags, space=section.space, section=section, owner=owner, review_on=review,
        actor=owner,
    )  # fmt: skip
    if text.before:
        note = "바뀐 기준에 맞춤"
        article = write_article(article, body=text.body, note=note, actor=owner)
    return article


def _readers(article: Article, dice: random.Random) -> None:
    views = dice.randrange(20, 900)
    Article.objects.filter(pk=article.pk).update(
        view_count=views,
        helpful_count=views // 12,
        unhelpful_count=views // dice.randrange(60, 200),
    )
