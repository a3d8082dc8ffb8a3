"""One act of writing down: what was done, and the to-do it ends with; from a form or one line."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.chaining import Next, follow
from dangol.activities.acts.oneline.reading import Line, Plan
from dangol.activities.acts.planning import plan_activity
from dangol.activities.acts.services import (
    complete_activity,
    record_activity,
    remove_activity,
)
from dangol.activities.acts.signals import signals_in
from dangol.activities.models import Activity, Entry
from dangol.activities.services import write_note
from dangol.customers.models import Customer
from dangol.kit.errors import Refused

UNDO = timedelta(minutes=15)
MEMO = "memo"
TITLE = 200  # letters of a to-do's title


@dataclass(frozen=True)
class Draft:
    """What is about to be written; `source` keeps a form that is sent twice from counting twice."""

    kind: str
    text: str = ""
    is_todo: bool = False
    occurred_at: datetime | None = None
    due: date | datetime | None = None
    plan: Plan | None = None
    source: str = ""
    values: dict[str, Any] = field(default_factory=dict)


class Written(NamedTuple):
    """What came of a draft; a note (메모) is an entry and no activity."""

    activity: Activity | None = None
    plan: Activity | None = None
    note: Entry | None = None


def filled(draft: Draft, line: Line, *, with_plan: bool) -> Draft:
    """The draft with what the line says where the form says nothing.

    The sentence stays as written once anything of it was chosen by hand: its words would
    otherwise be gone from the text without being anywhere else.
    """
    values = dict(draft.values)
    chosen = draft.kind or draft.occurred_at or draft.plan or values.get("minutes") is not None
    for name in ("minutes", "direction", "result"):
        said = getattr(line, name)
        if said and values.get(name) in (None, ""):
            values[name] = said
    draft = replace(draft, values=values, kind=draft.kind or line.kind or "call")
    if draft.is_todo or (line.plan and not line.text and not line.occurred_at):
        return _todo(draft, line)
    as_written = chosen or (line.plan and not with_plan)
    return replace(
        draft,
        text=draft.text if as_written else line.text or draft.text,
        occurred_at=draft.occurred_at or line.occurred_at,
        plan=draft.plan or (line.plan if with_plan else None),
    )


def _todo(draft: Draft, line: Line) -> Draft:
    """A to-do is named by its first line; the day of the line counts where none was chosen."""
    plan = line.plan
    whole = not plan or line.text or draft.due
    title, text = _titled(draft.text if whole or not plan else plan.title)
    draft.values.setdefault("title", title)
    return replace(
        draft, is_todo=True, text=text, due=draft.due or (plan.due if plan else None), plan=None
    )


def _titled(said: str) -> tuple[str, str]:
    """Words as a title and what is too much for one."""
    head, _line, rest = said.partition("\n")
    return head[:TITLE], "\n".join([head, rest]).strip() if len(head) > TITLE else rest


@atomic
def write_down(
    draft: Draft, *, customer: Customer | None, at: datetime, actor: User, owner: User | None = None
) -> Written:
    """Record or plan what the draft says, and the to-do that follows, together or not at all."""
    if not draft.text and not draft.values.get("title"):
        raise ValidationError({"text": _("무엇을 했는지 적어 주세요.")})
    signals = draft.values.get("signals") or signals_in(draft.text)
    if draft.kind == MEMO and customer and not draft.is_todo and not signals:
        point = draft.values.get("touch_point_id")
        note = write_note(customer, text=draft.text, touch_point=point, actor=actor)
        return Written(note=note)
    values = {"kind": draft.kind, "text": draft.text, "customer": customer, **draft.values}
    owner = owner or actor
    if draft.is_todo:
        values.pop("signals", None)
        due = draft.due or timezone.localdate(at)
        return Written(
            plan=plan_activity(owner=owner, due=due, actor=actor, source=draft.source, **values)
        )
    activity = record_activity(
        owner=owner,
        at=at,
        actor=actor,
        occurred_at=draft.occurred_at,
        source=draft.source,
        **values,
    )
    return Written(activity, _follow(activity, draft.plan, actor))


def _follow(activity: Activity, plan: Plan | None, actor: User) -> Activity | None:
    if plan is None:
        return None
    title, text = _titled(plan.title)
    return plan_activity(
        owner=activity.owner,
        due=plan.due,
        kind=plan.kind,
        title=title,
        text=text,
        customer=activity.customer,
        counterpart=activity.counterpart,
        purpose=activity.purpose_id,
        chained_from=activity,
        source=f"chain:{activity.pk}",
        actor=actor,
    )


@atomic
def complete_and_follow(
    activity: Activity, *, at: datetime, after: Next | None, actor: User, **values: Any
) -> Activity:
    """Complete a to-do and make what follows, together or not at all."""
    completed = complete_activity(activity, at=at, actor=actor, **values)
    if after:
        follow(completed, kind=after.kind, due=after.due, title=after.title, actor=actor)
    return completed


@atomic
def take_back(activity: Activity, *, at: datetime, actor: User) -> None:
    """Undo what was just written, with the to-do it brought; for its writer, for 15 minutes."""
    if activity.created_by_id != actor.pk or activity.created_at < at - UNDO:
        raise Refused(_("되돌릴 수 있는 때가 지났습니다. 활동을 열어 고치거나 지워 주세요."))
    for later in Activity.objects.open().filter(chained_from=activity, created_by=actor):
        remove_activity(later, actor=actor)
    remove_activity(activity, actor=actor)


def moment_of(day: date | None, hour: time | None, *, today: date) -> datetime | None:
    """The moment of a day and an hour that were chosen; None when neither was."""
    if day is None and hour is None:
        return None
    at = datetime.combine(day or today, hour or time(12))
    return timezone.make_aware(at)
