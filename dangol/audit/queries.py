"""What the logs answer."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr
from django.utils import timezone

from dangol.accounts.models import User
from dangol.audit.models import BLOCK, Access, Change, ChangeBlock


def changes_of(*records: Any) -> QuerySet[Change]:
    """Changes of these records, single and bulk, newest first; give a customer and its parts."""
    found = Q(pk__in=[])
    for record in records:
        found |= _about(record._meta.label_lower, record.pk)
    return Change.objects.filter(found).select_related("actor").order_by("-pk")


def changes_of_id(model: str, record_id: int) -> QuerySet[Change]:
    """The same by label (`app.model`) and id, for records that may be gone."""
    found = Change.objects.filter(_about(model.lower(), record_id))
    return found.select_related("actor").order_by("-pk")


def _about(model: str, record_id: int) -> Q:
    bulk = list(_bulk_changes(model, record_id))
    return Q(model=model, record_id=record_id) | Q(pk__in=bulk)


def _bulk_changes(model: str, record_id: int) -> QuerySet[ChangeBlock, int]:
    block, place = divmod(record_id, BLOCK)
    digit, bit = divmod(place, 4)
    with_bit = [f"{value:x}" for value in range(16) if value & (8 >> bit)]
    blocks = ChangeBlock.objects.filter(model=model, block=block)
    marked = blocks.annotate(digit=Substr("bits", digit + 1, 1)).filter(digit__in=with_bit)
    return marked.values_list("change_id", flat=True)


def who_saw(model: str, record_id: int) -> QuerySet[Access]:
    """Accesses to one record, newest first."""
    return Access.objects.filter(sights_of(record_id), model=model.lower()).order_by("-pk")


def sights_of(record_id: int) -> Q:
    """Accesses whose ids hold this one, of whatever kind of record; found by the index of ids."""
    if connection.vendor == "sqlite":
        matches = RawSQL(
            "SELECT rowid FROM audit_access_ids WHERE audit_access_ids MATCH %s", [f'"{record_id}"']
        )
        return Q(pk__in=matches)
    return Q(record_ids__contains=record_id)


VIEWS_WANTED = 10


class PersonViews(NamedTuple):
    """How often one person opened records in a month (F115: the office wants ten or more)."""

    person: User
    views: int


class Finding(NamedTuple):
    """Something unusual in a month: what, who, how much, and where to look."""

    kind: str
    actor_name: str
    text: str
    size: int
    link: dict[str, str]

    @property
    def query(self) -> str:
        """The parameters of the log's page that show it."""
        return urlencode(self.link)


def month_before(day: date) -> date:
    """The first day of the month before this day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and of the next, in local time."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return _midnight(month.replace(day=1)), _midnight(after)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def in_month(month: date) -> QuerySet[Access]:
    """Accesses of a month, in no order."""
    first, after = bounds_of(month)
    return Access.objects.filter(at__gte=first, at__lt=after)


def views_per_person(month: date) -> list[PersonViews]:
    """조회수: how often each active person opened a record in the month; nobody is left out."""
    rows = in_month(month).filter(act=Access.Act.VIEW).values_list("actor").annotate(Count("pk"))
    views = dict(rows.order_by())
    people = User.objects.filter(is_active=True).select_related("department")
    people = people.order_by("name", "pk")
    return [PersonViews(person, views.get(person.pk, 0)) for person in people]


def reviewers() -> QuerySet[User]:
    """Active people who may review the log of accesses."""
    people = User.objects.filter(is_active=True, roles__grants__permission="audit.view_access")
    return people.distinct()


class Summary(NamedTuple):
    """A month's accesses in four numbers."""

    accesses: int
    people: int
    exports: int
    staff: int


def summary_of(month: date) -> Summary:
    """How much was seen in a month, and by how many; one query."""
    exports = Q(act__in=[Access.Act.EXPORT, Access.Act.PRINT])
    found = in_month(month).aggregate(
        accesses=Count("pk"),
        people=Sum("count", default=0),
        exports=Count("pk", filter=exports),
        staff=Count("actor", distinct=True),
    )
    return Summary(**found)


def month_after(month: date, *, today: date) -> date | None:
    """The first day of the next month, None when it has not begun."""
    after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return after if after <= today else None
