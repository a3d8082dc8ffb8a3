"""Acts on activities: recording, completing, moving, calling off, handing on."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts import timeline
from dangol.activities.acts.chaining import follow_by_itself
from dangol.activities.acts.checks import checked, refuse_future
from dangol.activities.acts.kinds import NO_PURPOSE, kind_of, purpose_id
from dangol.activities.acts.models import Activity, Settled
from dangol.activities.acts.planning import once, plan_activity, tell_called
from dangol.activities.acts.series import make_next
from dangol.activities.acts.signals import mark
from dangol.activities.acts.times import Times, moved, start_of, times_of
from dangol.activities.events import ActivityCancelled
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import change, create, lock, remove
from dangol.workspace.services import notify

__all__ = [
    "cancel_activity",
    "complete_activity",
    "edit_activity",
    "move_activity",
    "plan_activity",
    "reassign",
    "record_activity",
    "remove_activity",
    "reopen",
]

Status = Activity.Status
SHOWN_ON_TIMELINE = {"customer", "counterpart", "occurred_at", "kind", "owner", "touch_point"}


@atomic
def record_activity(
    *,
    owner: User,
    at: datetime,
    actor: User | None,
    occurred_at: datetime | None = None,
    source: str = "",
    **values: Any,
) -> Activity:
    """Write down what was done: `occurred_at` it happened, `at` it is recorded.

    Takes `kind` (key, id or code), `customer`, `signals` (keys or ids; #words count too) and any
    column people write; minutes default by the kind, the purpose to 없음. With a `source` it is
    written once: called again, what was written is returned. Refuses what has not happened yet.
    """
    happened = occurred_at or at
    signals = values.pop("signals", None)

    def make() -> Activity:
        refuse_future(happened, at=at)
        tidy = _with_defaults(checked({"owner": owner, **values}))
        return create(
            Activity,
            actor=actor,
            **tidy,
            status=Status.DONE,
            occurred_at=happened,
            recorded_at=at,
            source=source,
            created_by=actor,
        )

    activity, is_new = once(source, make)
    if is_new:
        mark(activity, signals, actor=actor, said="\n".join(_words(activity)))
        timeline.enter(activity, actor=actor)
        if actor:
            tell_called(activity, actor)
    return activity


@atomic
def complete_activity(
    activity: Activity,
    *,
    at: datetime,
    actor: User | None,
    occurred_at: datetime | None = None,
    version: int | None = None,
    **values: Any,
) -> Activity:
    """Turn a to-do into history, with its result and minutes.

    What follows by itself is made too; what is only proposed is `chaining.proposal_of`. Of two
    who complete it at once the second is refused.
    """
    activity = lock(activity)
    _refuse_closed(activity)
    happened = occurred_at or at
    refuse_future(happened, at=at)
    signals = values.pop("signals", None)
    tidy = _with_defaults({"kind": activity.kind, **checked(values, before=activity)}, activity)
    change(
        activity,
        actor=actor,
        version=version,
        **tidy,
        status=Status.DONE,
        occurred_at=happened,
        recorded_at=at,
        reminder_at=None,
    )
    mark(activity, signals, actor=actor, said=f"{activity.text}\n{activity.result}")
    timeline.enter(activity, actor=actor)
    follow_by_itself(activity, today=timezone.localdate(at), actor=actor)
    _come_again(activity, at)
    return activity


@atomic
def reopen(activity: Activity, *, actor: User | None) -> Activity:
    """Make a to-do of it again; refused for what was never one, and for departed owners."""
    activity = lock(activity)
    if activity.is_open:
        return activity
    if activity.due_at is None:
        raise Refused(_("처음부터 기록으로 적은 활동입니다. 고치거나 지울 수만 있습니다."))
    checked({"owner": activity.owner})
    timeline.withdraw(activity)
    return change(activity, actor=actor, status=Status.TODO, occurred_at=None, recorded_at=None)


@atomic
def move_activity(
    activity: Activity,
    *,
    due: date | datetime,
    actor: User | None,
    ends: date | datetime | None = None,
    version: int | None = None,
) -> Activity:
    """Put a to-do on another day or hour, of the same length unless it `ends` elsewhere.

    Its reminder moves along. Refused for what is done or called off.
    """
    activity = lock(activity)
    _refuse_closed(activity)
    before = times_now(activity)
    times = times_of(due, ends) if ends else moved(before, due)
    reminder = activity.reminder_at
    if reminder:
        reminder += times.starts_at - before.starts_at
    return change(activity, actor=actor, version=version, reminder_at=reminder, **times._asdict())


@atomic
def cancel_activity(
    activity: Activity, *, at: datetime, actor: User | None, reason: str = ""
) -> Activity:
    """Call a to-do off; the reason stands as its result."""
    activity = lock(activity)
    _refuse_closed(activity)
    tidy = checked({"result": reason}) if reason else {}
    change(
        activity,
        actor=actor,
        **tidy,
        status=Status.CANCELLED,
        recorded_at=at,
        reminder_at=None,
    )
    if activity.customer_id:
        kind = kind_of(activity.kind_id)
        publish(
            ActivityCancelled(
                customer_id=activity.customer_id,
                activity_id=activity.pk,
                what=kind.key if kind else "",
                actor_id=actor.pk if actor else None,
            )
        )
    _come_again(activity, at)
    return activity


@atomic
def reassign(activity: Activity, *, to: User, actor: User | None) -> Activity:
    """Give a to-do to somebody else, who is told; refused for departed people."""
    activity = lock(activity)
    _refuse_closed(activity)
    if activity.owner_id == to.pk:
        return activity
    checked({"owner": to})
    change(activity, actor=actor, owner=to)
    if actor and actor != to:
        text = _("%(name)s 님이 할 일을 맡겼습니다: %(title)s")
        given = text % {"name": actor.name, "title": activity.called}
        notify([to.pk], given, url=activity.get_absolute_url(), kind="todo")
    return activity


@atomic
def edit_activity(
    activity: Activity,
    *,
    at: datetime,
    actor: User | None,
    version: int | None = None,
    **values: Any,
) -> Activity:
    """Correct an activity; `due` and `ends` move a to-do, `occurred_at` a done one.

    The timeline and the last contact follow.
    """
    activity = lock(activity)
    signals = values.pop("signals", None)
    owner = values.pop("owner", activity.owner)
    if owner.pk != activity.owner_id:
        values["owner"] = owner
    tidy = checked(values, before=activity)
    tidy |= _new_times(activity, tidy.pop("due", None), tidy.pop("ends", None))
    if happened := tidy.get("occurred_at"):
        if not activity.is_done:
            raise ValidationError({"occurred_at": _("아직 끝내지 않은 할 일입니다.")})
        refuse_future(happened, at=at)
    before = {name: getattr(activity, name) for name in SHOWN_ON_TIMELINE}
    called = _words(activity)
    moves = any(name in tidy and tidy[name] != was for name, was in before.items())
    if activity.is_done and moves:
        timeline.withdraw(activity)
    change(activity, actor=actor, version=version, **tidy)
    said = "" if called == _words(activity) else "\n".join(_words(activity))
    mark(activity, signals, actor=actor, said=said)
    if activity.is_done and moves:
        timeline.enter(activity, actor=actor)
    if actor and said:
        tell_called(activity, actor)
    return activity


@atomic
def remove_activity(activity: Activity, *, actor: User | None) -> None:
    """Delete an activity with its entries and files, as if it had never been written.

    What a rule made counts as settled for its cycle: the rule does not make it again at night.
    """
    activity = lock(activity)
    timeline.withdraw(activity)
    if activity.made_by_rule and activity.source:
        Settled.objects.get_or_create(source=activity.source)
    remove(activity, actor=actor)


def times_now(activity: Activity) -> Times:
    """When a to-do is planned; one kept without a start begins on the day it is due."""
    due = activity.due_at or activity.created_at
    starts = activity.starts_at or start_of(timezone.localdate(due))
    return Times(starts, activity.ends_at, activity.is_all_day, due)


def _words(activity: Activity) -> tuple[str, str, str]:
    """What people wrote: it calls colleagues with @ and names signals with #."""
    return activity.title, activity.text, activity.result


def _come_again(activity: Activity, at: datetime) -> None:
    if activity.series and activity.series.ended_at is None:
        make_next(activity.series, at=at)


def _new_times(activity: Activity, due: Any, ends: Any) -> dict[str, Any]:
    if due is None or not activity.is_open:
        return {}
    return times_of(due, ends)._asdict()


def _refuse_closed(activity: Activity) -> None:
    if activity.is_done:
        raise Refused(_("이미 완료된 활동입니다. 화면을 새로 열어 확인해 주세요."))
    if not activity.is_open:
        raise Refused(_("이미 취소된 할 일입니다. 화면을 새로 열어 확인해 주세요."))


def _with_defaults(tidy: dict[str, Any], activity: Activity | None = None) -> dict[str, Any]:
    """Minutes by the kind and 없음 as the purpose, where nobody said."""
    kind = kind_of(tidy["kind"].pk)
    minutes = tidy.get("minutes", activity.minutes if activity else None)
    if minutes is None and kind:
        tidy["minutes"] = kind.minutes
    if "purpose" not in tidy and not (activity and activity.purpose_id):
        tidy |= checked({"purpose": purpose} if (purpose := purpose_id(NO_PURPOSE)) else {})
    return tidy
