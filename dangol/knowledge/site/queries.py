"""What customers may read, and in which order."""

from hashlib import sha256
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet

from dangol.codes.company import company
from dangol.kit.bundle import fingerprint
from dangol.knowledge.articles.models import Article
from dangol.knowledge.articles.queries import HEAVY
from dangol.knowledge.shelves.models import Section, Space
from dangol.knowledge.shelves.queries import DEEPEST, published_in
from dangol.knowledge.site.preferences import site

POPULAR, BESIDE, IN_SECTION, MAPPED = 6, 6, 200, 50_000
LOOK = fingerprint()


class Shown(NamedTuple):
    """A category on the help site, with how many articles it and those below it hold."""

    section: Section
    number: int
    children: list["Shown"]


def public_articles() -> "QuerySet[Article]":
    """Published articles of public spaces."""
    return Article.objects.public()


def public_shelves() -> list[Shown]:
    """The categories customers see, empty ones left out; two queries."""
    spaces = Space.objects.filter(kind=Space.Kind.PUBLIC)
    rows = Section.objects.filter(space__in=spaces).order_by(
        "space__order", "space__name", "order", "name", "pk"
    )
    numbers = published_in(spaces)
    below: dict[int | None, list[Section]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def made(parent: int | None, depth: int) -> list[Shown]:
        found = []
        for row in below.get(parent, []):
            children = made(row.pk, depth + 1) if depth < DEEPEST else []
            number = numbers.get(row.pk, 0) + sum(child.number for child in children)
            if number:
                found.append(Shown(row, number, children))
        return found

    return made(None, 0)


def path_to(section: Section | None) -> list[Section]:
    """The categories from the top down to this one; one query."""
    if section is None:
        return []
    rows = {row.pk: row for row in Section.objects.filter(space=section.space_id)}
    path = [section]
    while (above := rows.get(path[0].parent_id or 0)) and len(path) <= DEEPEST:
        path.insert(0, above)
    return path


def popular() -> "QuerySet[Article]":
    """What customers read most."""
    return public_articles().defer(*HEAVY).order_by("-view_count", "-pk")[:POPULAR]


def in_section(section_id: int) -> "QuerySet[Article]":
    """The articles of one category."""
    rows = public_articles().filter(section=section_id)
    return rows.defer("body", "html", "names", "search").order_by("title", "pk")[:IN_SECTION]


def beside(article: Article) -> "QuerySet[Article]":
    """Other articles of the same category."""
    rows = public_articles().filter(space=article.space_id, section=article.section_id)
    return rows.exclude(pk=article.pk).defer(*HEAVY).order_by("-view_count", "-pk")[:BESIDE]


def mapped() -> "QuerySet[Article]":
    """Every page of an article, for search engines."""
    return public_articles().only("slug", "updated_at").order_by("-updated_at", "-pk")[:MAPPED]


def edition_of(*parts: object) -> str:
    """A mark (ETag) of a page: what it shows, the words around it, and the look."""
    written = repr((parts, site(), company().name, LOOK))
    return f'"{sha256(written.encode()).hexdigest()[:20]}"'


def shelf_mark() -> tuple[object, ...]:
    """What changes whenever any public page that lists articles may; three queries."""
    tables = (Article, Section, Space)
    counted = (table._default_manager.aggregate(Max("updated_at"), Count("pk")) for table in tables)
    return tuple(value for each in counted for value in each.values())
