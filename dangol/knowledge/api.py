from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Day, Id, Line, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.knowledge.articles import services
from dangol.knowledge.articles.queries import articles_seen_by
from dangol.knowledge.finding.queries import suggest
from dangol.knowledge.lists import ArticleList
from dangol.knowledge.models import Article, Section
from dangol.knowledge.shelves.queries import spaces_seen_by, tree

VIEW, ADD, CHANGE, DELETE = (
    f"knowledge.{verb}_article" for verb in ("view", "add", "change", "delete")
)
router = Router(tags=["knowledge"])
Written = Annotated[str, Field(max_length=60_000)]
Tags = Annotated[str, Field(max_length=300)]


class SpaceOut(Schema):
    id: int
    name: str
    kind: Literal["internal", "public"]
    sections: list["SectionOut"]


class SectionOut(Schema):
    """A category; `depth` 0 stands at the top, `count` is how many published articles it has."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    count: int


class ArticleOut(Schema):
    """`body` is Markdown, `html` what is safe to show, `edition` the number of these words."""

    id: int
    title: str
    slug: str
    space_id: int
    section_id: int | None
    state: Literal["draft", "published", "archived"]
    summary: str
    tags: str
    body: str
    html: str
    owner_id: int
    review_on: date | None
    published_at: Moment | None
    edition: int
    view_count: int
    helpful_count: int
    unhelpful_count: int
    version: int


class ArticleChange(Body):
    """What is not sent stays as it is. Tags are separated by commas."""

    title: Line | None = None
    body: Written | None = None
    space_id: Id | None = None
    section_id: Id | None = None
    summary: Annotated[str, Field(max_length=300)] | None = None
    tags: Tags | None = None
    review_on: Day | None = None
    note: Line = ""


class ArticlePatch(ArticleChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class ArticleIn(ArticleChange):
    title: Line
    space_id: Id


class SuggestQuery(Schema):
    """A question in people's own words; `public` leaves only what customers may read."""

    text: Annotated[str, Field(min_length=1, max_length=2_000)]
    public: bool = False
    limit: Annotated[int, Field(ge=1, le=20)] = 5


class SuggestionOut(Schema):
    """`confidence` is 0 to 1; the product shows suggestions from 0.35 on."""

    id: int
    title: str
    summary: str
    confidence: float


def _article(request: UserRequest, pk: int, verb: str = "view") -> Article:
    return get_object_or_404(articles_seen_by(request.user, verb), pk=pk)


def _values(request: UserRequest, body: ArticleChange, verb: str) -> dict[str, Any]:
    keep_empty = {"section_id", "review_on"}
    given = {
        name: value
        for name, value in body.dict(exclude_unset=True).items()
        if value is not None or name in keep_empty
    }
    if "space_id" in given:
        spaces = spaces_seen_by(request.user, verb)
        given["space"] = _found(spaces, given.pop("space_id"), "space_id", _("없는 공간입니다."))
    if "section_id" in given:
        pk = given.pop("section_id")
        rows = Section.objects.all()
        given["section"] = pk and _found(rows, pk, "section_id", _("없는 분류입니다."))
    return given


def _found(rows: Any, pk: int, field: str, problem: str) -> Any:
    if (row := rows.filter(pk=pk).first()) is None:
        raise ValidationError({field: problem})
    return row


@router.get("/knowledge/spaces", response=list[SpaceOut])
@needs(VIEW)
def list_spaces(request: UserRequest) -> Any:
    spaces = list(spaces_seen_by(request.user))
    shelves = tree(spaces)
    return [
        {
            "id": space.pk,
            "name": space.name,
            "kind": space.kind,
            "sections": [
                {
                    "id": shelf.section.pk,
                    "name": shelf.section.name,
                    "parent_id": shelf.section.parent_id,
                    "depth": shelf.depth,
                    "count": shelf.number,
                }
                for shelf in shelves.get(space.pk, [])
            ],
        }
        for space in spaces
    ]


@router.get("/articles", response=Page[ArticleOut])
@needs(VIEW)
def list_articles(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[ArticleList.key], query, articles_seen_by(request.user))


@router.get("/articles/suggest", response=list[SuggestionOut])
@needs(VIEW)
def suggest_articles(request: UserRequest, query: Query[SuggestQuery]) -> Any:
    found = suggest(query.text, public_only=query.public, limit=query.limit, user=request.user)
    return [
        {
            "id": hit.article.pk,
            "title": hit.article.title,
            "summary": hit.article.summary,
            "confidence": hit.confidence,
        }
        for hit in found
    ]


@router.post("/articles", response={201: ArticleOut})
@needs(ADD)
def write_article(request: UserRequest, body: ArticleIn) -> Any:
    values = _values(request, body, "add")
    return Status(201, services.write_article(None, **values, actor=request.user))


@router.get("/articles/{article_id}", response=ArticleOut)
@needs(VIEW)
def read_article(request: UserRequest, article_id: Id) -> Any:
    return _article(request, article_id)


@router.patch("/articles/{article_id}", response=ArticleOut)
@needs(CHANGE)
def change_article(request: UserRequest, article_id: Id, body: ArticlePatch) -> Any:
    article = _article(request, article_id, "change")
    values = _values(request, body, "change")
    return services.write_article(article, **values, actor=request.user)


@router.post("/articles/{article_id}/publish", response=ArticleOut)
@needs(services.PUBLISH)
def publish_article(request: UserRequest, article_id: Id) -> Any:
    article = _article(request, article_id, "change")
    return services.publish_article(article, at=timezone.now(), actor=request.user)


@router.post("/articles/{article_id}/archive", response=ArticleOut)
@needs(services.PUBLISH)
def archive_article(request: UserRequest, article_id: Id) -> Any:
    return services.archive_article(_article(request, article_id, "change"), actor=request.user)


@router.delete("/articles/{article_id}", response={204: None})
@needs(DELETE)
def remove_article(request: UserRequest, article_id: Id) -> Any:
    services.remove_article(_article(request, article_id, "delete"), actor=request.user)
    return HttpResponse(status=204)
