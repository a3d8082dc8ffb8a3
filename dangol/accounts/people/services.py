"""Staff and departments: joining, moving, leaving."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import AccessChange, Department, Role, User
from dangol.accounts.people.handover import handovers
from dangol.accounts.roles.services import (
    assign_roles,
    covers,
    hold_roles,
    keep_an_administrator,
    log,
)
from dangol.accounts.signin.passwords import one_time_password, set_password
from dangol.kit.errors import Refused
from dangol.kit.records import change, create, lock, remove

What = AccessChange.What


@transaction.atomic
def add_person(*, roles: Iterable[Role] = (), actor: Any, **values: Any) -> tuple[User, str]:
    """Make an account; returns it with the password to tell once, which must be changed at once."""
    password = one_time_password()
    person = invite_person(roles=roles, actor=actor, **values)
    set_password(person, password, must_change=True)
    return person, password


@transaction.atomic
def invite_person(*, roles: Iterable[Role] = (), actor: Any, **values: Any) -> User:
    """Make an account nobody can sign in to yet: `reissue_password` opens it."""
    person = create(User, actor=actor, password="!", **values)  # noqa: S106
    log(What.PERSON_ADDED, actor=actor, person=person, after=person.username)
    assign_roles(person, roles, actor=actor)
    return person


def require_mastery(person: User, *, actor: User) -> None:
    """Refuse to touch the account of somebody who may do more than the actor."""
    if actor != person and not covers(actor, person.scopes):
        raise Refused(_("나보다 권한이 많은 직원의 계정은 관리자만 바꿀 수 있습니다."))


@transaction.atomic
def change_person(
    person: User, *, roles: Iterable[Role] | None = None, actor: Any, **values: Any
) -> User:
    """Correct an account; a new department or role is a change of rights and written down."""
    person = lock(person)
    require_mastery(person, actor=actor)
    before = str(person.department or "")
    person = change(person, actor=actor, **values)
    if before != str(person.department or ""):
        after = str(person.department or "")
        log(What.DEPARTMENT, actor=actor, person=person, before=before, after=after)
    if roles is not None:
        assign_roles(person, roles, actor=actor)
    return person


@transaction.atomic
def deactivate_person(person: User, *, actor: Any) -> User:
    """Shut an account: sessions end, tokens and roles are withdrawn; the records stay."""
    hold_roles()
    person = lock(person)
    if actor is not None:
        require_mastery(person, actor=actor)
    if person == actor:
        raise Refused(_("자기 계정은 중지할 수 없습니다. 다른 관리자에게 맡겨 주세요."))
    if not person.is_active:
        return person
    change(person, actor=actor, is_active=False, left_at=timezone.now())
    end_sessions(person)
    for token in person.tokens.filter(revoked_at=None):
        change(token, actor=actor, revoked_at=timezone.now())
        log(What.TOKEN_REVOKED, actor=actor, person=person, before=str(token))
    for role in person.roles.order_by("pk"):
        log(What.ROLE_TAKEN, actor=actor, person=person, role_name=role.name)
    person.roles.clear()
    log(What.PERSON_LEFT, actor=actor, person=person, before=person.username)
    keep_an_administrator()
    return person


@transaction.atomic
def reactivate_person(person: User, *, actor: Any) -> tuple[User, str]:
    """Open an account again, without roles and with a new one-time password."""
    password = one_time_password()
    change(person, actor=actor, is_active=True, left_at=None)
    set_password(person, password, must_change=True)
    log(What.PERSON_BACK, actor=actor, person=person, after=person.username)
    return person, password


@transaction.atomic
def reissue_password(person: User, *, actor: Any) -> str:
    """Give a new one-time password; open sessions end."""
    require_mastery(person, actor=actor)
    password = one_time_password()
    set_password(person, password, must_change=True)
    end_sessions(person)
    log(What.PASSWORD_SET, actor=actor, person=person)
    return password


@transaction.atomic
def drop_second_step(person: User, *, actor: Any) -> None:
    """Take the second step of a person who lost the telephone or key; open sessions end."""
    require_mastery(person, actor=actor)
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)
    log(What.SECOND_STEP_DROPPED, actor=actor, person=person)


def end_sessions(person: User) -> int:
    """End every open session of a person; says how many."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def hand_over(person: User, *, to: User, actor: Any) -> dict[str, int]:
    """Shut the account and give all records and open work to another; all of it or nothing."""
    if person == to:
        raise Refused(_("같은 사람에게 넘길 수 없습니다. 다른 직원을 골라 주세요."))
    if not to.is_active:
        raise Refused(_("중지된 직원에게는 넘길 수 없습니다. 다른 직원을 골라 주세요."))
    deactivate_person(person, actor=actor)
    moved = {name: handover.move(person, to, actor) for name, handover in handovers}
    said = ", ".join(f"{handovers[name].label} {n}" for name, n in moved.items() if n)
    log(What.HANDED_OVER, actor=actor, person=person, after=f"{to.username}: {said}"[:200])
    return moved


@transaction.atomic
def move_department(
    department: Department, *, name: str, parent: Department | None, actor: Any
) -> Department:
    """Rename a department or hang it elsewhere, never under itself."""
    above = parent
    while above is not None:
        if above == department:
            raise Refused(_("부서를 자기 자신이나 하위 부서 아래로 옮길 수 없습니다."))
        above = above.parent
    return change(department, actor=actor, name=name, parent=parent)


@transaction.atomic
def add_department(*, name: str, parent: Department | None, actor: Any) -> Department:
    """Make a department, the last among its siblings."""
    order = Department.objects.filter(parent=parent).count()
    return create(Department, actor=actor, name=name, parent=parent, order=order)


@transaction.atomic
def order_department(department: Department, *, step: int, actor: Any) -> None:
    """Move a department up (-1) or down (1) among its siblings."""
    rows = list(
        Department.objects.filter(parent=department.parent_id).order_by("order", "name", "pk")
    )
    here = rows.index(department)
    there = min(max(here + step, 0), len(rows) - 1)
    rows.insert(there, rows.pop(here))
    for order, row in enumerate(rows):
        change(row, actor=actor, order=order)


@transaction.atomic
def remove_department(department: Department, *, actor: Any) -> None:
    """Delete a department that is empty."""
    if department.people.exists():
        raise Refused(_("부서에 직원이 있습니다. 먼저 다른 부서로 옮겨 주세요."))
    if department.children.exists():
        raise Refused(_("하위 부서가 있습니다. 먼저 옮기거나 지워 주세요."))
    remove(department, actor=actor)


def change_profile(person: User, **values: Any) -> User:
    """What people may change of their own account."""
    return change(person, actor=person, **values)
