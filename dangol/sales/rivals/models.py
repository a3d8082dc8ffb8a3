"""What competitors do: their prices, campaigns and visits, as somebody of us saw them (F15)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope, ScopedQuerySet
from dangol.kit.models import Record


class MoveQuerySet(ScopedQuerySet):
    """Moves seen by those whose deals the user may see, and all that concern no single customer."""

    noun = "deal"

    def visible_to(self, user: Any, verb: str = "view") -> "MoveQuerySet":
        rows = super().visible_to(user, verb)
        if verb == "view" and user.scope_of("sales.view_deal") not in (None, Scope.ALL):
            rows = rows | self.filter(customer=None, deal=None)
        return rows  # type: ignore[return-value]  # the stubs forget the kind of queryset


class RivalMove(Record):
    """경쟁사 활동: one thing a competitor did, when and where it was seen, and by whom."""

    class Kind(models.TextChoices):
        PRICE = "price", _("가격 변경")
        CAMPAIGN = "campaign", _("캠페인·행사")
        VISIT = "visit", _("고객 방문·제안")
        PRODUCT = "product", _("신제품·조건")
        CARE = "care", _("멤버십·고객 관리")
        OTHER = "other", _("기타")

    competitor = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", db_index=False,
        verbose_name=_("경쟁사"),
    )  # fmt: skip
    kind = models.CharField(_("종류"), max_length=8, choices=Kind, default=Kind.VISIT)
    text = models.CharField(_("내용"), max_length=500)
    source = models.CharField(_("출처"), max_length=200, blank=True)
    seen_on = models.DateField(_("본 날"))
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("어느 고객에게"),
    )  # fmt: skip
    deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="rival_moves",
        verbose_name=_("거래"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("본 사람"),
    )  # fmt: skip

    custom = models.JSONField(default=dict, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("경쟁사 활동")
        indexes = [
            models.Index(fields=["-seen_on", "-id", "owner"], name="rival_move_day"),
            models.Index(fields=["competitor", "-seen_on", "-id"], name="rival_move_of"),
            models.Index(fields=["owner", "-seen_on", "-id"], name="rival_move_owner"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("sales:move_edit", args=[self.pk])
