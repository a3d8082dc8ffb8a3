"""How readers found an article, or did not: votes and searches without an answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.knowledge.articles.models import Article


class Vote(models.Model):
    """One reader's word on an article: a colleague, or a visitor known by a mark of their own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    visitor = models.CharField(max_length=32, blank=True)
    is_helpful = models.BooleanField(_("도움됨"))
    at = models.DateTimeField(_("일시"), auto_now=True)

    class Meta:
        verbose_name = _("지식 글 평가")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], condition=~Q(user=None), name="vote_once_by_user"
            ),
            models.UniqueConstraint(
                fields=["article", "visitor"], condition=Q(user=None), name="vote_once_by_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.is_helpful}"


class Missed(models.Model):
    """What was looked for and not found, counted by day; personal data is left out before."""

    class Place(models.TextChoices):
        OFFICE = "office", _("사무실")
        SITE = "site", _("도움말 사이트")

    words = models.CharField(_("찾은 말"), max_length=60)
    on = models.DateField(_("날짜"))
    place = models.CharField(_("찾은 곳"), max_length=6, choices=Place)
    count = models.PositiveIntegerField(_("횟수"), default=1)

    class Meta:
        verbose_name = _("답 없는 검색")
        constraints = [
            models.UniqueConstraint(fields=["on", "words", "place"], name="missed_once_a_day")
        ]

    def __str__(self) -> str:
        return self.words
