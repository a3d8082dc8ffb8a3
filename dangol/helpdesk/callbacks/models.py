"""콜백: somebody is to be called back."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope
from dangol.kit.models import Record


class CallbackQuerySet(models.QuerySet[Any]):
    """Callbacks by who may see them: one's own and those nobody has yet."""

    def visible_to(self, user: Any, verb: str = "view") -> "CallbackQuerySet":
        scope = user.scope_of(f"helpdesk.{verb}_call")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        seen = Q(owner=user) | Q(owner=None)
        if scope != Scope.OWN:
            seen |= Q(owner__in=user.colleague_ids(scope))
        return self.filter(seen)


class Callback(Record):
    """A number to call back until `due_at`; `call` is the call that was given up."""

    class Status(models.TextChoices):
        OPEN = "open", _("기다림")
        DONE = "done", _("통화함")
        DROPPED = "dropped", _("그만둠")

    number = models.CharField(_("번호"), max_length=20)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("고객"),
    )  # fmt: skip
    call = models.ForeignKey(
        "helpdesk.Call", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("놓친 통화"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("담당"),
    )  # fmt: skip
    queue = models.CharField(_("대기열"), max_length=50, blank=True)
    note = models.CharField(_("메모"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("언제까지"))
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.OPEN)
    done_at = models.DateTimeField(_("끝낸 때"), null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("콜백")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(status="open"),
                name="callback_open_once",
                violation_error_message=_("이 번호의 콜백이 이미 기다리고 있습니다."),
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "-id", "owner"], name="callback_due"),
            models.Index(
                fields=["due_at", "id"], condition=Q(status="open"), name="callback_open_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return f"{reverse('helpdesk:callback_list')}?status=open"
