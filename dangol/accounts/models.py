"""Who uses the CRM, in which department, and how far each may see."""

from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope, permissions


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
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="department_name_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What people of one kind of work may do; a person may hold several, the widest wins."""

    name = models.CharField(_("역할명"), max_length=100, unique=True)
    description = models.CharField(_("설명"), max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One permission of a role, and how far it reaches."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    permission = models.CharField(_("권한"), max_length=100)
    scope = models.CharField(_("범위"), max_length=12, choices=Scope, default=Scope.ALL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="grant_permission_once")
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.permission} {self.scope}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        user = self.model(username=username, name=values.pop("name", username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One member of staff; one account each (안전성 확보조치 기준 §5)."""

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

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scopes(self) -> dict[str, Scope]:
        """Permission to its widest scope over all roles; read once per request."""
        widest: dict[str, Scope] = {}
        grants = Grant.objects.filter(role__people=self).values_list("permission", "scope")
        for permission, value in grants:
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
        departments = self._departments(below=scope == Scope.BELOW)
        people = User.objects.filter(department__in=departments).values_list("pk", flat=True)
        return sorted({self.pk, *people})

    def _departments(self, *, below: bool) -> set[int]:
        if self.department_id is None:
            return set()
        found = {self.department_id}
        if below:
            parents = dict(Department.objects.values_list("pk", "parent_id"))
            grown = True
            while grown:
                children = {pk for pk, parent in parents.items() if parent in found} - found
                grown = bool(children)
                found |= children
        return found
