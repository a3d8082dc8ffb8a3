"""Writing down who is away."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.absences.models import Absence
from dangol.accounts.models import User
from dangol.kit.records import change, create, lock, remove


@atomic
def add_absence(
    *, person: User, starts_on: date, ends_on: date, substitute: User | None = None, actor: Any
) -> Absence:
    """Write down that somebody is away; refused where another absence of theirs lies."""
    lock(person)  # two at once would both find the days free
    _refuse_overlap(person, starts_on, ends_on)
    return create(
        Absence,
        actor=actor,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        substitute=substitute,
    )


@atomic
def change_absence(
    absence: Absence,
    *,
    person: User,
    starts_on: date,
    ends_on: date,
    substitute: User | None = None,
    actor: Any,
) -> Absence:
    """Move an absence or name another substitute."""
    lock(person)
    _refuse_overlap(person, starts_on, ends_on, besides=absence.pk)
    return change(
        absence,
        actor=actor,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        substitute=substitute,
    )


def remove_absence(absence: Absence, *, actor: Any) -> None:
    """Take an absence back."""
    remove(absence, actor=actor)


def _refuse_overlap(person: User, first: date, last: date, besides: int = 0) -> None:
    rows = Absence.objects.filter(person=person, starts_on__lte=last, ends_on__gte=first)
    if there := rows.exclude(pk=besides).first():
        raise ValidationError(
            {
                "starts_on": _("그 기간에 이미 부재가 있습니다: %(first)s – %(last)s")
                % {"first": there.starts_on, "last": there.ends_on}
            }
        )
