"""What the office knows: articles, every edition of them, and their pictures."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.access import Scope
from dangol.kit.models import Record
from dangol.knowledge.shelves.models import Section, Space, open_to


class ArticleQuerySet(models.QuerySet[Any]):
    """Published articles are for all who read in their space; the rest goes by its owner."""

    def visible_to(self, user: User, verb: str = "view") -> "ArticleQuerySet":
        """Articles this person may see (published ones whoever owns them) or write."""
        scope = user.scope_of(f"knowledge.{verb}_article")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        ids = [user.pk] if scope == Scope.OWN else user.colleague_ids(scope)
        reached = Q(owner_id__in=ids)
        if verb == "view":
            reached |= Q(state=Article.State.PUBLISHED)
        return self.filter(Q(owner=user) | (open_to(user, "space__") & reached))

    def published(self) -> "ArticleQuerySet":
        """Those that are in force."""
        return self.filter(state=Article.State.PUBLISHED)

    def public(self) -> "ArticleQuerySet":
        """Those that customers may read."""
        return self.published().filter(space__kind=Space.Kind.PUBLIC)


class Article(Record):
    """One piece of knowledge in Markdown. `edition` is the number of the words in force."""

    class State(models.TextChoices):
        DRAFT = "draft", _("초안")
        PUBLISHED = "published", _("게시")
        ARCHIVED = "archived", _("보관")

    title = models.CharField(_("제목"), max_length=200)
    slug = models.CharField(max_length=120, unique=True, editable=False)
    space = models.ForeignKey(
        Space, models.PROTECT, related_name="articles", verbose_name=_("공간")
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("분류"),
    )
    summary = models.CharField(_("한 줄 요약"), max_length=300, blank=True)
    tags = models.CharField(_("태그"), max_length=300, blank=True)
    state = models.CharField(_("상태"), max_length=9, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles", verbose_name=_("담당")
    )
    review_on = models.DateField(_("검토할 날"), null=True, blank=True)
    review_told_on = models.DateField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("게시일시"), null=True, blank=True, editable=False)
    edition = models.PositiveIntegerField(_("판"), default=1, editable=False)
    source = models.CharField(max_length=60, blank=True, editable=False)
    # the editions keep the words, so the history of changes need not repeat them
    body = models.TextField(_("내용"), blank=True, editable=False)
    html = models.TextField(blank=True, editable=False)
    plain = models.TextField(blank=True, editable=False)
    names = models.TextField(default="", blank=True, editable=False)
    search = models.TextField(default="", blank=True, editable=False)
    view_count = models.PositiveIntegerField(_("조회"), default=0, editable=False)
    helpful_count = models.PositiveIntegerField(_("도움됨"), default=0, editable=False)
    unhelpful_count = models.PositiveIntegerField(_("아쉬움"), default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("지식 글")
        indexes = [
            models.Index(fields=["title", "-id"], name="article_title"),
            models.Index(fields=["-updated_at", "-id"], name="article_updated"),
            models.Index(fields=["-view_count", "-id"], name="article_views"),
            models.Index(fields=["-helpful_count", "-id"], name="article_helpful"),
            models.Index(fields=["space", "section", "state"], name="article_shelf"),
            models.Index(
                fields=["review_on", "-id"], name="article_review", condition=~Q(review_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article_detail", args=[self.pk])

    @property
    def public_path(self) -> str:
        """Where customers read it, if they may."""
        return reverse("help:article", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Whether customers may read it; the space must be at hand."""
        return self.is_published and self.space.is_public

    @property
    def tag_list(self) -> list[str]:
        return [tag.strip() for tag in self.tags.split(",") if tag.strip()]

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {"draft": "amber", "published": "green"}.get(self.state, "slate")


class Edition(models.Model):
    """The words of an article as they once were; never changed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(_("판"))
    title = models.CharField(_("제목"), max_length=200)
    body = models.TextField(_("내용"), blank=True)
    note = models.CharField(_("고친 까닭"), max_length=200, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("저장일시"), auto_now_add=True)

    class Meta:
        verbose_name = _("지식 글의 판")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}#{self.number}"


class Picture(models.Model):
    """A picture in the words of an article; without one until the article is saved."""

    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="pictures"
    )
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(_("그림"), upload_to="knowledge/%Y/%m/")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("파일명"), max_length=255)
    size = models.PositiveIntegerField(_("크기"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("지식 글의 그림")

    def __str__(self) -> str:
        return self.name
