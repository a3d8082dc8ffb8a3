"""Reading people and departments."""

from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from dangol.accounts.models import AccessChange, Department, SignIn, User, with_departments_below


class Branch(NamedTuple):
    """A department where it stands in the tree."""

    department: Department
    depth: int
    people: int
    is_first: bool
    is_last: bool


def department_tree() -> list[Branch]:
    """All departments, parents before children, in their order; one query."""
    children: dict[int | None, list[Department]] = {}
    rows = Department.objects.annotate(
        people_count=Count("people", filter=Q(people__is_active=True))
    )
    for row in rows.order_by("order", "name", "pk"):
        children.setdefault(row.parent_id, []).append(row)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        siblings = children.get(parent, [])
        for n, row in enumerate(siblings):
            last = n == len(siblings) - 1
            count = row.people_count  # type: ignore[attr-defined]
            found.append(Branch(row, depth, count, n == 0, last))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def department_choices(*, without: Department | None = None) -> list[tuple[int, str]]:
    """Departments for a select, indented; `without` leaves out one and all below it."""
    hidden = with_departments_below(without.pk) if without else set()
    return [
        (branch.department.pk, "\u2003" * branch.depth + branch.department.name)
        for branch in department_tree()
        if branch.department.pk not in hidden
    ]


def people(*, q: str = "", department: int | None = None, active: bool = True) -> QuerySet[User]:
    """Staff by name, with department and roles; three queries for a page."""
    rows = User.objects.filter(is_active=active).select_related("department")
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(username__icontains=q) | Q(email__icontains=q))
    if department:
        rows = rows.filter(department__in=with_departments_below(department))
    return rows.prefetch_related("roles").order_by("name", "pk")


def access_changes(*, person: User | None = None) -> QuerySet[AccessChange]:
    """The record of rights, newest first."""
    rows = AccessChange.objects.select_related("actor", "person").order_by("-pk")
    return rows.filter(person=person) if person else rows


def sign_ins(*, person: User | None = None) -> QuerySet[SignIn]:
    """The record of sign-ins, newest first."""
    rows = SignIn.objects.select_related("person").order_by("-pk")
    return rows.filter(person=person) if person else rows
