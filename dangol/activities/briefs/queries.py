"""What a day's or a week's report begins with, whom it goes to, and who has handed theirs in."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import contact_kind_ids, kind_of
from dangol.activities.models import Activity, Brief
from dangol.activities.reports.queries import moments_of
from dangol.codes.calendar.queries import next_business_day
from dangol.codes.queries import label_of
from dangol.customers.models import Customer
from dangol.kit.access import Scope
from dangol.workspace.reports.asks import Days

MOST_LINES = 100
VIEW = "activities.view_brief"
LEADING = (Scope.DEPARTMENT, Scope.BELOW, Scope.ALL)


class Draft(NamedTuple):
    """A report before anybody has touched it."""

    done: str
    plan: str
    figures: dict[str, Any]


class Standing(NamedTuple):
    """One person on the leader's list, with what they handed in, if anything."""

    person: User
    brief: Brief | None


def span_of(kind: str, day: date) -> Days:
    """The day itself, or its week from Monday to Sunday."""
    if kind == Brief.Kind.DAY:
        return Days(day, day)
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + timedelta(days=6))


def plan_span(kind: str, days: Days) -> Days:
    """What comes next: the next working day, or the next week."""
    if kind == Brief.Kind.DAY:
        coming = next_business_day(days.last + timedelta(days=1))
        return Days(coming, coming)
    return Days(days.last + timedelta(days=1), days.last + timedelta(days=7))


def draft_of(user: User, kind: str, day: date, *, now: Any) -> Draft:
    """The lines and figures of what a person did, and what stands in their plan; five queries."""
    days = span_of(kind, day)
    start, end = moments_of(days)
    done = list(
        Activity.objects.filter(owner=user, occurred_at__gte=start, occurred_at__lt=end)
        .select_related("customer")
        .order_by("occurred_at", "pk")
    )
    begin, stop = moments_of(plan_span(kind, days))
    coming = Activity.objects.open().filter(owner=user, due_at__gte=begin, due_at__lt=stop)
    planned = list(coming.select_related("customer").order_by("due_at", "pk")[:MOST_LINES])
    show_day = kind == Brief.Kind.WEEK
    return Draft(
        _lines([_done_line(row, show_day=show_day) for row in done]),
        _lines([_plan_line(row, show_day=show_day) for row in planned]),
        _figures(user, done, start, end, now),
    )


def _lines(lines: list[str]) -> str:
    more = len(lines) - MOST_LINES
    rest = [_("- 그 밖에 %(n)s건") % {"n": more}] if more > 0 else []
    return "\n".join([*lines[:MOST_LINES], *rest])


def _done_line(row: Activity, *, show_day: bool) -> str:
    """- 11/28 09:30 [전화] 홍길동 · 가격 문의 (10분) → 견적을 보내기로 함."""
    assert row.occurred_at  # noqa: S101
    minutes = _(" (%(n)s분)") % {"n": row.minutes} if row.minutes else ""
    result = f" → {row.result.splitlines()[0]}" if row.result.strip() else ""
    return f"- {_when(row.occurred_at, show_day)} {_what(row)}{minutes}{result}"


def _plan_line(row: Activity, *, show_day: bool) -> str:
    when = _when(row.starts_at or row.due_at, show_day)
    if row.is_all_day or row.starts_at is None:  # its hour is only the end or start of the day
        when = when[:-5].strip()
    return " ".join(filter(None, ("-", when, _what(row))))


def _when(moment: Any, show_day: bool) -> str:
    local = timezone.localtime(moment)
    return f"{local:%m/%d %H:%M}" if show_day else f"{local:%H:%M}"


def _what(row: Activity) -> str:
    kind = kind_of(row.kind_id)
    parts = [row.customer.name if row.customer else "", row.title or row.text.partition("\n")[0]]
    words = " · ".join(part for part in parts if part)
    return f"[{kind.label if kind else ''}] {words[:160]}".rstrip()


def _figures(user: User, done: list[Activity], start: Any, end: Any, now: Any) -> dict[str, Any]:
    contacts = set(contact_kind_ids())
    kinds: Counter[str] = Counter()
    purposes: Counter[str] = Counter()
    for row in done:
        kind = kind_of(row.kind_id)
        kinds[kind.label if kind else ""] += 1
        purposes[label_of(row.purpose_id) or _("없음")] += row.minutes or 0
    mine = Customer.objects.filter(created_by=user, created_at__gte=start, created_at__lt=end)
    return {
        "activities": len(done),
        "contacts": sum(1 for row in done if row.kind_id in contacts and row.customer_id),
        "customers": len({row.customer_id for row in done if row.customer_id}),
        "minutes": sum(row.minutes or 0 for row in done),
        "kinds": kinds.most_common(),
        "purposes": [pair for pair in purposes.most_common() if pair[1]],
        "registered": mine.count(),
        "overdue": Activity.objects.overdue(now).filter(owner=user).count(),
    }


def leaders_of(user: User) -> list[User]:
    """Who may be handed one's report: those whose role shows it, the nearest department first."""
    people = User.objects.filter(
        is_active=True,
        roles__grants__permission=VIEW,
        roles__grants__scope__in=LEADING,
    ).exclude(pk=user.pk)
    found = list(people.distinct().select_related("department"))
    reached = [one for one in found if _reaches(one, user)]
    above = _departments_above(user)
    far = len(above)
    return sorted(
        reached,
        key=lambda one: (
            above.index(one.department_id) if one.department_id in above else far,
            not one.title,
            one.pk,
        ),
    )


def _reaches(leader: User, writer: User) -> bool:
    scope = leader.scope_of(VIEW)
    if scope == Scope.ALL:
        return True
    return scope in LEADING and writer.pk in leader.colleague_ids(scope)


def _departments_above(user: User) -> list[int]:
    found, department = [], user.department
    while department and department.pk not in found:
        found.append(department.pk)
        department = department.parent
    return found


def briefs_seen_by(user: User) -> QuerySet[Brief]:
    """Reports a person may read, newest first."""
    rows = Brief.objects.visible_to(user).select_related("writer", "leader")
    return rows.order_by("-first", "-pk")


def standings(user: User, kind: str, day: date) -> list[Standing]:
    """Whose report of a day or week is in and whose is not, of the people one sees; two queries."""
    people = User.objects.filter(
        is_active=True, roles__grants__permission="activities.add_brief"
    ).exclude(pk=user.pk)
    scope = user.scope_of(VIEW)
    if scope in (None, Scope.OWN):
        return []
    if scope != Scope.ALL:
        people = people.filter(pk__in=user.colleague_ids(scope))
    first = span_of(kind, day).first
    briefs = {
        brief.writer_id: brief for brief in briefs_seen_by(user).filter(kind=kind, first=first)
    }
    rows = people.distinct().select_related("department").order_by("department", "name", "pk")
    return [Standing(person, briefs.get(person.pk)) for person in rows]


def without_brief(day: date) -> Iterable[int]:
    """Ids of the people at work who write reports and have not handed in today's; one query."""
    people = User.objects.filter(
        is_active=True, roles__grants__permission="activities.add_brief"
    ).exclude(roles__key__in=["admin"])
    handed = Brief.objects.filter(Q(kind=Brief.Kind.DAY, first=day) & ~Q(status="draft"))
    return people.exclude(pk__in=handed.values("writer")).distinct().values_list("pk", flat=True)
