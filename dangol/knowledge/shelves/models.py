"""Where articles stand: spaces, inside the company or open to everybody, and their categories."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.kit.access import Scope
from dangol.kit.models import Record


def departments_above(user: User) -> list[int]:
    """The user's department and every one over it; one query, none without a department."""
    if user.department_id is None:
        return []
    parents = dict(Department.objects.values_list("pk", "parent_id"))
    found = list[int]()
    at: int | None = user.department_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


class SpaceQuerySet(models.QuerySet[Any]):
    """Spaces are open to all who read articles, or to one department and those below it."""

    def visible_to(self, user: User, verb: str = "view") -> "SpaceQuerySet":
        """Spaces whose articles this person may read or write."""
        scope = user.scope_of(f"knowledge.{verb}_article")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        return self.filter(open_to(user))


def open_to(user: User, path: str = "") -> Q:
    """The condition that a space (at `path`) is open to this person."""
    above = departments_above(user)
    return Q(**{f"{path}department": None}) | Q(**{f"{path}department_id__in": above})


class Space(Record):
    """A shelf room of its own: a manual for colleagues, or help for customers."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("내부")
        PUBLIC = "public", _("공개")

    name = models.CharField(
        _("공간"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("같은 이름의 공간이 이미 있습니다.")},
    )
    kind = models.CharField(_("공개 범위"), max_length=8, choices=Kind, default=Kind.INTERNAL)
    text = models.CharField(_("설명"), max_length=200, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("볼 수 있는 부서"),
        help_text=_("비워 두면 모두 봅니다. 고르면 그 부서와 하위 부서만 봅니다."),
    )
    order = models.PositiveIntegerField(_("순서"), default=0)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("지식 공간")
        constraints = [
            models.CheckConstraint(
                name="space_public_for_all",
                condition=Q(kind="internal") | Q(department=None),
                violation_error_message=_(
                    "공개 공간은 누구나 봅니다. ‘볼 수 있는 부서’를 비워 주세요."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.kind == self.Kind.PUBLIC


class Section(Record):
    """A category of a space; categories may stand under others."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("상위 분류"),
    )
    name = models.CharField(_("분류"), max_length=100)
    slug = models.CharField(max_length=120, unique=True, editable=False)
    text = models.CharField(_("설명"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("지식 분류")
        constraints = [
            models.UniqueConstraint(
                fields=["space", "parent", "name"],
                name="section_once",
                violation_error_message=_("같은 이름의 분류가 이미 있습니다."),
            ),
            models.UniqueConstraint(
                fields=["space", "name"],
                condition=Q(parent=None),
                name="section_top_once",
                violation_error_message=_("같은 이름의 분류가 이미 있습니다."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('knowledge:home')}?section={self.pk}"
