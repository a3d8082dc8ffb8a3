"""Complaints (F94): how bad, why, what was paid for it, and whether it happened before."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.models import Record, money_field

USER = settings.AUTH_USER_MODEL


class ComplaintQuerySet(models.QuerySet[Any]):
    """Complaints by who may see their tickets."""

    def visible_to(self, user: Any, verb: str = "view") -> "ComplaintQuerySet":
        return self.filter(ticket__in=Ticket.objects.visible_to(user, verb).values("pk"))


class Complaint(Record):
    """What is decided about a ticket that is a complaint; `earlier` is the one it repeats.

    `amount` is what is asked for in won. It reaches the ticket when it is approved: at once up to
    the office's limit, above it by somebody with the right who did not ask for it.
    """

    class Status(models.TextChoices):
        NONE = "none", _("보상 없음")
        ASKED = "asked", _("승인 기다림")
        APPROVED = "approved", _("승인")
        REFUSED = "refused", _("반려")

    ticket = models.OneToOneField(
        "helpdesk.Ticket", models.CASCADE, related_name="complaint", verbose_name=_("티켓")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("고객"),
    )  # fmt: skip
    opened_at = models.DateTimeField(_("접수일시"))
    cause = code_field("complaint_cause", _("원인"), db_index=False)
    action = models.TextField(_("재발 방지"), max_length=2_000, blank=True)
    amount = money_field(_("보상 금액"), default=0)
    note = models.CharField(_("보상 내용"), max_length=300, blank=True)
    status = models.CharField(_("보상"), max_length=8, choices=Status, default=Status.NONE)
    asked_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("결재한 사람"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("결재일시"), null=True, blank=True, editable=False)
    decision = models.CharField(_("결재 의견"), max_length=300, blank=True)
    earlier = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("불만")
        constraints = [
            models.CheckConstraint(
                name="complaint_amount_range",
                condition=Q(amount__gte=0, amount__lte=10**12),
                violation_error_message=_("보상 금액: 0원에서 1조 원 사이로 적어 주세요."),
            )
        ]
        indexes = [
            models.Index(fields=["customer", "cause", "-opened_at"], name="complaint_again"),
            models.Index(fields=["-opened_at", "-id"], name="complaint_newest"),
            models.Index(fields=["opened_at"], condition=Q(status="asked"), name="complaint_asked"),
        ]

    def __str__(self) -> str:
        return str(self.ticket)

    def get_absolute_url(self) -> str:
        return self.ticket.get_absolute_url()
