"""What papers of the company carry, and which ones went out."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.orders.fields import customer_field, owner_field


class Seal(Record):
    """The company's seal (직인) on papers: one PNG or JPEG picture; a single row."""

    image = models.BinaryField(_("직인"))

    objects = models.Manager["Seal"]()

    class Meta:
        verbose_name = _("직인")

    def __str__(self) -> str:
        return str(_("직인"))


class IssueQuerySet(ScopedQuerySet):
    """Rows that are seen by whoever sees bills."""

    noun = "bill"


class Issue(models.Model):
    """발행: a 거래명세서 or 거래 원장 that `owner` printed or sent, and what it came to, in won.

    Printing the same paper again on the same day is the same issue.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("거래명세서")
        ACCOUNT = "account", _("거래 원장")

    class Way(models.TextChoices):
        PRINTED = "printed", _("PDF")
        SENT = "sent", _("이메일")

    kind = models.CharField(_("서류"), max_length=9, choices=Kind)
    way = models.CharField(_("낸 방법"), max_length=7, choices=Way)
    customer = customer_field("issues")
    owner = owner_field("issues")
    order = models.ForeignKey(
        "orders.Order", models.CASCADE, null=True, blank=True, related_name="issues"
    )
    at = models.DateTimeField(_("낸 때"))
    since = models.DateField(_("기간 시작"))
    until = models.DateField(_("기간 끝"))
    amount = money_field(_("금액"))

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("발행한 서류")
        indexes = [
            models.Index(fields=["customer", "-id"], name="issue_customer"),
            models.Index(fields=["order", "-id"], name="issue_order"),
            models.Index(fields=["-at", "-id", "owner"], name="issue_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"

    def get_absolute_url(self) -> str:
        return reverse("orders:issue_detail", args=[self.pk])
