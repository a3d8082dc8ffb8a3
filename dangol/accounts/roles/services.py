"""Roles and rights: who may what. Every change is written down (PI-16) and counts at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dangol.accounts.models import AccessChange, Grant, Role, User
from dangol.kit.access import Scope, permissions
from dangol.kit.errors import Refused
from dangol.kit.records import change, create, remove

MASTER = "accounts.manage_roles"


def log(what: str, *, actor: User | None, person: User | None = None, **values: str) -> None:
    """Write one line of the record of rights."""
    AccessChange.objects.create(what=what, actor=actor, person=person, **values)


def administrators() -> QuerySet[User]:
    """People who can give rights to others; there is always one."""
    return User.objects.filter(is_active=True, roles__grants__permission=MASTER).distinct()


def keep_an_administrator() -> None:
    """Refuse, and so undo, an act after which nobody could give rights any more."""
    if not administrators().exists():
        raise Refused(
            _("마지막 관리자입니다. 먼저 다른 직원에게 ‘역할과 권한 관리’를 맡겨 주세요.")
        )


def hold_roles() -> None:
    """Let nobody else change rights until this transaction ends."""
    list(Role.objects.select_for_update().order_by("pk").values_list("pk"))


def covers(actor: User, scopes: Mapping[str, Scope]) -> bool:
    """Whether a person holds all these rights, as far or farther; who gives rights holds all."""
    held = actor.scopes
    return actor.has_perm(MASTER) or all(
        name in held and held[name].width >= scope.width for name, scope in scopes.items()
    )


def role_scopes(roles: Iterable[Role]) -> dict[str, Scope]:
    """The rights several roles give together."""
    widest: dict[str, Scope] = {}
    rows = Grant.objects.filter(role__in=list(roles)).values_list("permission", "scope")
    for name, value in rows:
        if name not in widest or Scope(value).width > widest[name].width:
            widest[name] = Scope(value)
    return widest


@transaction.atomic
def add_role(*, name: str, description: str = "", copy_of: Role | None = None, actor: Any) -> Role:
    """Make a role: empty, or with the rights of another."""
    last = Role.objects.order_by("-order").values_list("order", flat=True).first()
    order = 0 if last is None else last + 1
    role = create(Role, actor=actor, name=name, description=description, order=order)
    log(AccessChange.What.ROLE_ADDED, actor=actor, role_name=role.name)
    if copy_of is not None:
        set_grants(role, role_scopes([copy_of]), actor=actor)
    return role


@transaction.atomic
def set_grants(role: Role, wanted: Mapping[str, Scope | None], *, actor: Any) -> int:
    """Set how far a role reaches for each named permission, None takes it; says how many differ.

    Permissions that are not named stay. One line of the record per right that changes.
    """
    hold_roles()
    held = {grant.permission: grant for grant in role.grants.all()}
    changed = 0
    for name, scope in wanted.items():
        grant = held.get(name)
        if name not in permissions or (grant.scope if grant else None) == scope:
            continue
        _write_grant(role, name, grant, scope, actor)
        changed += 1
    if MASTER in wanted and not wanted[MASTER]:
        keep_an_administrator()
    return changed


def _write_grant(
    role: Role, name: str, grant: Grant | None, scope: Scope | None, actor: Any
) -> None:
    before = str(Scope(grant.scope).label) if grant else str(_("없음"))
    if not permissions[name].scoped and scope:
        scope = Scope.ALL
    if scope is None and grant:
        remove(grant, actor=actor)
    elif grant:
        change(grant, actor=actor, scope=scope)
    elif scope:
        create(Grant, actor=actor, role=role, permission=name, scope=scope)
    log(
        AccessChange.What.GRANT,
        actor=actor,
        role_name=role.name,
        permission=name,
        before=before,
        after=str(scope.label) if scope else _("없음"),
    )


@transaction.atomic
def remove_role(role: Role, *, actor: Any) -> None:
    """Delete a role nobody holds and no token uses."""
    hold_roles()
    if role.people.exists():
        raise Refused(_("이 역할을 맡은 직원이 있습니다. 먼저 다른 역할로 바꿔 주세요."))
    if role.tokens.exists():
        raise Refused(_("이 역할을 쓰는 API 토큰이 있어 지울 수 없습니다."))
    log(AccessChange.What.ROLE_REMOVED, actor=actor, role_name=role.name)
    remove(role, actor=actor)


@transaction.atomic
def assign_roles(person: User, roles: Iterable[Role], *, actor: Any) -> None:
    """Give a person exactly these roles; nobody gives what they do not hold themselves."""
    hold_roles()
    now, wanted = set(person.roles.all()), set(roles)
    if now == wanted:
        return
    if actor is not None and not covers(actor, role_scopes(now ^ wanted)):
        raise Refused(
            _("내게 없는 권한이 든 역할은 주거나 거둘 수 없습니다. 관리자에게 맡겨 주세요.")
        )
    person.roles.set(wanted)
    for role in sorted(wanted - now, key=str):
        log(AccessChange.What.ROLE_GIVEN, actor=actor, person=person, role_name=role.name)
    for role in sorted(now - wanted, key=str):
        log(AccessChange.What.ROLE_TAKEN, actor=actor, person=person, role_name=role.name)
    person.__dict__.pop("scopes", None)
    if now - wanted:
        keep_an_administrator()
