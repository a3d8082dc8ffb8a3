"""Reports kept as they were."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import with_departments_below
from dangol.kit.access import Scope


class SnapshotQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any, permission: str) -> "SnapshotQuerySet":
        """Snapshots of a report this person's permission covers: never wider than their own reach.

        Somebody of an own-scope role sees what they kept; a leader also what the people below
        kept of no more than the leader may see.
        """
        mine = Q(maker=user)
        match user.scope_of(permission) if permission else None:
            case Scope.ALL:
                return self
            case Scope.BELOW as scope if user.department_id:
                below = with_departments_below(user.department_id)
                return self.filter(mine | Q(department__in=below, scope__in=_up_to(scope)))
            case Scope.DEPARTMENT as scope if user.department_id:
                return self.filter(mine | Q(department=user.department_id, scope__in=_up_to(scope)))
        return self.filter(mine)


def _up_to(scope: Scope) -> list[str]:
    return [each.value for each in Scope if each.width <= scope.width]


class Snapshot(models.Model):
    """A report's figures as they stood: "보고서 이름 - 2026-11-28 오후 4:58:51 - 최동욱" (F105).

    `scope` and `department` are the maker's then, so that who may not see as far cannot open it.
    """

    report = models.CharField(max_length=100)
    name = models.CharField(_("이름"), max_length=200)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("만든 사람"),
    )
    department = models.ForeignKey(
        "accounts.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.OWN)
    address = models.TextField(blank=True)
    said = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(_("저장한 때"))

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("저장한 보고서")
        indexes = [models.Index(fields=["report", "-id"], name="snapshot_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workspace:snapshot", args=[self.pk])
