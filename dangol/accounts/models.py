"""Who uses the CRM, in which department, and how far each may see."""

from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.absences.models import Absence
from dangol.accounts.roles.models import AccessChange
from dangol.accounts.signin.models import SignIn
from dangol.accounts.tokens.models import ApiToken
from dangol.kit.access import Scope, permissions
from dangol.kit.db.prepared import prepared

__all__ = [
    "Absence",
    "AccessChange",
    "ApiToken",
    "Department",
    "Grant",
    "OfferedRight",
    "Role",
    "SignIn",
    "User",
    "with_departments_below",
]


class Department(models.Model):
    """One 부서 in the tree of the organisation."""

    name = models.CharField(_("부서명"), max_length=100)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("상위 부서"),
    )
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("부서")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="department_name_once"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="department_top_name_once",
                violation_error_message=_("같은 이름의 부서가 이미 있습니다."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What people of one kind of work may do; a person may hold several, the widest wins."""

    name = models.CharField(_("역할명"), max_length=100, unique=True)
    description = models.CharField(_("설명"), max_length=300, blank=True)
    key = models.CharField(max_length=20, blank=True, editable=False)
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("역할")

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One permission of a role, and how far it reaches."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    permission = models.CharField(_("권한"), max_length=100)
    scope = models.CharField(_("범위"), max_length=12, choices=Scope, default=Scope.ALL)

    class Meta:
        verbose_name = _("역할의 권한")
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="grant_permission_once")
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.permission} {self.scope}"


class OfferedRight(models.Model):
    """A default role once got, or declined, this permission: an upgrade offers it only once."""

    role_key = models.CharField(max_length=20)
    permission = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role_key", "permission"], name="right_offered_once")
        ]

    def __str__(self) -> str:
        return f"{self.role_key}: {self.permission}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        user = self.model(username=username, name=values.pop("name", username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One member of staff; one account each (안전성 확보조치 기준 §5)."""

    class Language(models.TextChoices):
        KOREAN = "ko", _("한국어")
        ENGLISH = "en", _("영어")

    class Theme(models.TextChoices):
        AUTO = "", _("시스템 설정")
        LIGHT = "light", _("밝게")
        DARK = "dark", _("어둡게")

    class Density(models.TextChoices):
        NORMAL = "", _("보통")
        COSY = "cosy", _("넓게")

    username = models.CharField(_("아이디"), max_length=150, unique=True)
    name = models.CharField(_("이름"), max_length=100)
    email = models.EmailField(_("이메일"), blank=True)
    phone = models.CharField(_("휴대전화"), max_length=20, blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("부서"),
    )
    position = models.CharField(_("직위"), max_length=50, blank=True)
    title = models.CharField(_("직책"), max_length=50, blank=True)
    roles = models.ManyToManyField(Role, blank=True, related_name="people", verbose_name=_("역할"))
    is_active = models.BooleanField(_("재직"), default=True)
    joined_at = models.DateTimeField(_("등록일시"), auto_now_add=True)
    left_at = models.DateTimeField(_("퇴사 처리"), null=True, blank=True, editable=False)

    language = models.CharField(_("언어"), max_length=5, choices=Language, default=Language.KOREAN)
    theme = models.CharField(_("화면 밝기"), max_length=5, choices=Theme, blank=True)
    density = models.CharField(_("줄 간격"), max_length=5, choices=Density, blank=True)
    has_letter_keys = models.BooleanField(_("한 글자 단축키"), default=True)

    # the hash before this one: neither may be chosen again (PI-15)
    previous_password = models.CharField(max_length=128, blank=True, editable=False)
    password_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    must_change_password = models.BooleanField(default=False, editable=False)

    # the key a program came with (tokens.services.authenticate_token)
    token: "ApiToken | None" = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("직원")

    def __str__(self) -> str:
        return self.name

    @property
    def visible_label(self) -> str:
        """윤서현 대리: how colleagues say it."""
        return f"{self.name} {self.position or self.title}".strip()

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """Permission to its widest scope over all roles; read once per request."""
        widest: dict[str, Scope] = {}
        for permission, value in _grants(self.pk):
            scope = Scope(value)
            if permission not in widest or scope.width > widest[permission].width:
                widest[permission] = scope
        return widest

    def has_perm(self, permission: str, obj: object = None) -> bool:
        if permission not in permissions:
            raise LookupError(f"Nobody declared the permission {permission!r}.")
        return self.is_active and permission in self.scopes

    def scope_of(self, permission: str) -> Scope | None:
        """How far the permission reaches, None without it."""
        return self.scopes.get(permission) if self.is_active else None

    def colleague_ids(self, scope: Scope) -> list[int]:
        """Ids of the people of the own department, or of it and those below; always oneself."""
        if scope not in self._colleagues:
            departments = self._departments(below=scope == Scope.BELOW)
            people = User.objects.filter(department__in=departments).values_list("pk", flat=True)
            self._colleagues[scope] = sorted({self.pk, *people})
        return self._colleagues[scope]

    @cached_property
    def _colleagues(self) -> dict[Scope, list[int]]:
        return {}

    def _departments(self, *, below: bool) -> set[int]:
        if self.department_id is None:
            return set()
        return with_departments_below(self.department_id) if below else {self.department_id}


@prepared
def _grants(user_id: int) -> "models.QuerySet[Any]":
    return Grant.objects.filter(role__people=user_id).values_list("permission", "scope")


def with_departments_below(department_id: int) -> set[int]:
    """Ids of a department and of every one under it; one query."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in Department.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, waiting = set[int](), [department_id]
    while waiting:
        found.add(current := waiting.pop())
        waiting += [pk for pk in children.get(current, []) if pk not in found]
    return found
