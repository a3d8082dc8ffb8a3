"""What follows when an activity is done: proposed or made by itself, by its kind."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import Chain, Kind, kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.acts.planning import plan_activity
from dangol.codes.calendar.queries import next_business_day


class Proposal(NamedTuple):
    """The next to-do: its kind and its day, never on a day off."""

    kind: Kind
    due: date
    title: str


class Next(NamedTuple):
    """What somebody chose to follow."""

    kind: str
    due: date
    title: str = ""


def proposal_of(activity: Activity, *, today: date) -> Proposal | None:
    """What the kind's rule would have follow; None without a rule or when it was made already."""
    kind = kind_of(activity.kind_id)
    if not kind or kind.chain == Chain.NONE or not (after := kind_of(kind.next_kind_id)):
        return None
    if Activity.objects.filter(source=_source(activity)).exists():
        return None
    return Proposal(
        after, next_business_day(today + timedelta(days=kind.next_days)), _title(activity)
    )


def follow_by_itself(activity: Activity, *, today: date, actor: User | None) -> Activity | None:
    """Make the next to-do if the kind's rule says so without asking."""
    kind = kind_of(activity.kind_id)
    if not kind or kind.chain != Chain.AUTO or not activity.owner.is_active:
        return None
    if not (proposal := proposal_of(activity, today=today)):
        return None
    return follow(activity, kind=proposal.kind.key, due=proposal.due, actor=actor)


def follow(
    activity: Activity, *, kind: str, due: date, actor: User | None, title: str = ""
) -> Activity:
    """Make the to-do that follows an activity; one follows each, however often it is asked."""
    return plan_activity(
        owner=activity.owner,
        due=due,
        kind=kind,
        title=title or _title(activity),
        customer=activity.customer,
        counterpart=activity.counterpart,
        purpose=activity.purpose_id,
        link_model=activity.link_model,
        link_id=activity.link_id,
        chained_from=activity,
        made_by_rule="chain",
        source=_source(activity),
        actor=actor,
    )


def _title(activity: Activity) -> str:
    """The next step somebody wrote down; else what it follows."""
    if activity.next_step or not activity.title:
        return activity.next_step[:200]
    return _("%(title)s 후속") % {"title": activity.title[:190]}


def _source(activity: Activity) -> str:
    return f"chain:{activity.pk}"
