"""Making to-dos, each of them once."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.checks import checked
from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.acts.times import times_of
from dangol.activities.events import ActivityPlanned
from dangol.kit.events import publish
from dangol.kit.records import create
from dangol.workspace.mentions import tell_mentioned
from dangol.workspace.services import notify


@atomic
def plan_activity(
    *, owner: User, due: date | datetime, actor: User | None, source: str = "", **values: Any
) -> Activity:
    """Make a to-do: a day is due the whole of it, a moment till `ends`.

    Takes `kind` (key, id or code), `customer` and any column people write. With a `source` it is
    made once: called again, what was made is returned. Refuses departed owners.
    """

    def make() -> Activity:
        tidy = checked({"owner": owner, **values})
        ends = tidy.pop("ends", None)
        times = times_of(due, ends)._asdict()
        return create(Activity, actor=actor, **tidy, **times, source=source, created_by=actor)

    activity, is_new = once(source, make)
    if is_new:
        _tell(activity, actor)
    return activity


def once(source: str, make: Callable[[], Activity]) -> tuple[Activity, bool]:
    """The activity of this source, and whether it was made just now.

    Two who make it at the same time get the same one: the column is unique.
    """
    if source and (made := Activity.objects.filter(source=source).first()):
        return made, False
    try:
        with atomic():
            return make(), True
    except (IntegrityError, ValidationError):
        if source and (made := Activity.objects.filter(source=source).first()):
            return made, False
        raise


def _tell(activity: Activity, actor: User | None) -> None:
    kind = kind_of(activity.kind_id)
    url = activity.get_absolute_url()
    if activity.customer_id:
        publish(
            ActivityPlanned(
                customer_id=activity.customer_id,
                activity_id=activity.pk,
                what=kind.key if kind else "",
                actor_id=actor.pk if actor else None,
            )
        )
    if actor and activity.owner_id != actor.pk:
        text = _("%(name)s 님이 할 일을 맡겼습니다: %(title)s")
        given = text % {"name": actor.name, "title": activity.called}
        notify([activity.owner_id], given, url=url, kind="todo")
    if actor:
        tell_called(activity, actor)


def tell_called(activity: Activity, actor: User) -> None:
    """Ring for those whom the text calls with @."""
    rows = Activity.objects.filter(pk=activity.pk)
    tell_mentioned(
        f"{activity.title}\n{activity.text}\n{activity.result}",
        _("%(name)s 님이 불렀습니다: %(title)s") % {"name": actor.name, "title": activity.called},
        url=activity.get_absolute_url(),
        may_see=lambda person: person != actor and rows.visible_to(person).exists(),
    )
