"""Who may do what, and who may see which rows."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry

View = TypeVar("View", bound=Callable[..., Any])


class Scope(models.TextChoices):
    """How far a grant reaches, narrowest first."""

    OWN = "own", _("내 것")
    DEPARTMENT = "department", _("우리 부서")
    BELOW = "below", _("부서와 하위 부서")
    ALL = "all", _("전체")

    @property
    def width(self) -> int:
        return _WIDTHS[self]


_WIDTHS = {scope: number for number, scope in enumerate(Scope)}


class Permission(NamedTuple):
    """One thing a role can allow. `scoped` ones reach own, department, below or all rows."""

    label: str | Promise
    group: str | Promise
    scoped: bool


permissions: Registry[Permission] = Registry()

_VERBS: dict[str, str | Promise] = {
    "view": _("보기"),
    "add": _("등록"),
    "change": _("수정"),
    "delete": _("삭제"),
}


def declare_record(app: str, noun: str, label: str | Promise, **rights: str | Promise) -> None:
    """Declare `app.view_noun`, add, change, delete (scoped) and further unscoped rights."""
    for verb, text in _VERBS.items():
        permissions.add(f"{app}.{verb}_{noun}")(Permission(text, label, scoped=verb != "add"))
    for verb, text in rights.items():
        permissions.add(f"{app}.{verb}_{noun}")(Permission(text, label, scoped=False))


def declare(name: str, label: str | Promise, *, group: str | Promise) -> None:
    """Declare a right that has no rows, such as administration."""
    permissions.add(name)(Permission(label, group, scoped=False))


def needs(permission: str) -> Callable[[View], View]:
    """Declare the permission a view or API operation needs, and check it first (403)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return decorate


def needs_login(view: View) -> View:
    """Declare that every signed-in person may open this page, such as the own profile."""
    view.permission = ""  # type: ignore[attr-defined]
    return view


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows with an owner, narrowed to what a user may see; `noun` if rights call them otherwise."""

    owner_field = "owner"
    noun = ""

    def visible_to(self, user: Any, verb: str = "view") -> "ScopedQuerySet":
        """Rows the user's `app.verb_model` grants reach; nothing without a grant."""
        meta = self.model._meta
        match user.scope_of(f"{meta.app_label}.{verb}_{self.noun or meta.model_name}"):
            case Scope.ALL:
                return self
            case Scope.BELOW | Scope.DEPARTMENT as scope:
                return self.filter(**{f"{self.owner_field}_id__in": user.colleague_ids(scope)})
            case Scope.OWN:
                return self.filter(**{f"{self.owner_field}_id": user.pk})
        return self.none()

    @classmethod
    def reaches(cls, user: Any, record: models.Model, verb: str = "view") -> bool:
        """Whether `visible_to` would give this record, which was read already."""
        meta, owner = record._meta, getattr(record, f"{cls.owner_field}_id")
        match user.scope_of(f"{meta.app_label}.{verb}_{meta.model_name}"):
            case Scope.ALL:
                return True
            case Scope.BELOW | Scope.DEPARTMENT as scope:
                return owner in user.colleague_ids(scope)
            case Scope.OWN:
                return bool(owner == user.pk)
        return False
