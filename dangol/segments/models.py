import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


def new_key() -> str:
    """A name nobody can guess: who has it was shown the segment."""
    return secrets.token_hex(5)


class SegmentQuerySet(ScopedQuerySet):
    """Segments of one's own, and those others share."""

    def visible_to(self, user: Any, verb: str = "view") -> "SegmentQuerySet":
        own = super().visible_to(user, verb)
        if verb != "view" or user.scope_of("segments.view_segment") is None:
            return own  # type: ignore[return-value]
        return (own | self.filter(is_shared=True)).distinct()  # type: ignore[return-value]


class Segment(Record):
    """Customers under a name: a condition asked anew each time, or a list of members."""

    class Kind(models.TextChoices):
        LIVE = "live", _("늘 최신")
        STATIC = "static", _("고정 명단")

    key = models.CharField(max_length=10, unique=True, default=new_key, editable=False)
    name = models.CharField(_("이름"), max_length=100)
    description = models.CharField(_("설명"), max_length=300, blank=True)
    kind = models.CharField(_("종류"), max_length=6, choices=Kind, default=Kind.LIVE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="segments",
        verbose_name=_("만든 사람"),
    )
    is_shared = models.BooleanField(_("모두에게 보이기"), default=False)
    condition = models.JSONField(_("조건"), default=dict, blank=True)
    # of all customers, whoever looks; the lists count what one may see
    size = models.PositiveIntegerField(_("고객 수"), null=True, editable=False)
    sized_at = models.DateTimeField(_("센 때"), null=True, editable=False)
    cost_ms = models.PositiveIntegerField(_("세는 데 걸린 시간"), null=True, editable=False)
    problem = models.CharField(_("문제"), max_length=300, blank=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("세그먼트")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="segment_name_once",
                violation_error_message=_("같은 이름의 세그먼트가 이미 있습니다."),
            )
        ]
        indexes = [
            models.Index(fields=["is_shared"], name="segment_shared", condition=Q(is_shared=True))
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("segments:segment_detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.kind == self.Kind.LIVE

    @property
    def is_slow(self) -> bool:
        """Whether counting takes so long that people should know (30 s)."""
        return (self.cost_ms or 0) > 30_000


class Member(models.Model):
    """One customer on a static list."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("넣은 때"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "segment"], name="segment_member_once")
        ]
        indexes = [models.Index(fields=["segment", "customer"], name="segment_members")]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.customer_id}"


class Size(models.Model):
    """How many customers a segment had on one day, for its curve."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="sizes", db_index=False)
    on = models.DateField()
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "on"], name="segment_size_once")]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.on}: {self.size}"
