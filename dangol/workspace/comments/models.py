"""What colleagues say about records."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class Comment(Record):
    """One remark on a record, or an answer to one; the customer never sees it.

    A removed one that has answers stays as an empty line. `resolved_at` closes the whole thread.
    """

    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers"
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("쓴 사람"),
    )
    text = models.TextField(_("댓글"), blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    is_removed = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(_("해결"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("댓글")
        indexes = [models.Index(fields=["model", "record_id", "id"], name="comment_of_record")]

    def __str__(self) -> str:
        return self.text[:50]


class Reaction(models.Model):
    """A nod to a comment or a post: 좋아요, 수고했어요 …; one of each kind a person."""

    class Kind(models.TextChoices):
        LIKE = "like", _("좋아요")
        KUDOS = "kudos", _("수고했어요")
        THANKS = "thanks", _("고마워요")
        CHEER = "cheer", _("축하해요")

    model = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=6, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "record_id", "person", "kind"], name="reaction_once"
            )
        ]

    def __str__(self) -> str:
        return self.kind
