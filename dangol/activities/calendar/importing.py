"""Bringing an .ics file in: look through it, then make to-dos of it, each once."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts import series
from dangol.activities.acts.planning import plan_activity
from dangol.activities.acts.times import start_of
from dangol.activities.calendar.models import CalendarUpload, ImportedEvent
from dangol.activities.calendar.reading import Draft, read_ics
from dangol.kit.errors import Refused


class Imported(NamedTuple):
    """What became of a file."""

    made: int
    known: int
    refused: int


def keep_upload(person: User, *, name: str, data: bytes, at: datetime) -> CalendarUpload:
    """Read a file and keep its drafts to look through; refuses what is no calendar."""
    drafts = [_plain(draft) for draft in read_ics(data)]
    if not drafts:
        raise Refused(_("일정이 없는 파일입니다."))
    values = {"name": name[:255], "drafts": drafts, "made_at": at}
    row, _new = CalendarUpload.objects.update_or_create(person=person, defaults=values)
    return row


def drafts_of(upload: CalendarUpload, *, today: date) -> list[Draft]:
    """The drafts again, with what is past or known already refused."""
    drafts = [_draft(values) for values in upload.drafts]
    known = _known(upload.person, [draft.uid for draft in drafts])
    return [_judged(draft, known, today) for draft in drafts]


@atomic
def import_events(upload: CalendarUpload, *, kind: str, today: date, actor: User) -> Imported:
    """Make a to-do of each event that can be one; those brought in before are left as they are.

    A repeating one begins with its next occurrence. The upload is used up.
    """
    made = refused = 0
    known = _known(upload.person, [values["uid"] for values in upload.drafts])
    for draft in drafts_of(upload, today=today):
        if draft.refused:
            refused += draft.uid not in known
            continue
        try:
            _make(draft, kind, today, actor)
        except (ValidationError, Refused):
            refused += 1
        else:
            made += 1
    upload.delete()
    return Imported(made, len(known), refused)


@atomic
def _make(draft: Draft, kind: str, today: date, actor: User) -> None:
    assert draft.starts is not None  # noqa: S101 - drafts without are refused
    starts, ends = _moved(draft, today)
    values: dict[str, Any] = {"title": draft.title or _("제목 없음"), "text": draft.text}
    if draft.reminder_minutes is not None:
        begin = starts if isinstance(starts, datetime) else start_of(starts)
        values["reminder_at"] = begin - timedelta(minutes=draft.reminder_minutes)
    activity = plan_activity(owner=actor, due=starts, ends=ends, kind=kind, actor=actor, **values)
    if draft.rule:
        same = {"left_out": draft.left_out, "added": draft.added}
        series.begin(activity, draft.rule, actor=actor, **same)
    ImportedEvent.objects.create(person=actor, uid=draft.uid, activity=activity)


def _moved(draft: Draft, today: date) -> tuple[Any, Any]:
    """Where the to-do begins and ends: a repeating one at its first occurrence from today on."""
    starts, ends = draft.starts, draft.ends
    if not draft.rule or "COUNT=" in draft.rule:
        return starts, ends
    begin = starts if isinstance(starts, datetime) else start_of(starts)  # type: ignore[arg-type]
    is_out = f"{timezone.localtime(begin):{series.STAMP}}" in draft.left_out
    if _day(starts) >= today and not is_out:
        return starts, ends
    since = max(start_of(today), begin) - timedelta(seconds=1)
    # never at an added day: the rule would go on from there
    found = series.after(draft.rule, begin, since, left_out=draft.left_out)
    if found is None:
        raise ValidationError(_("이미 끝난 반복입니다."))
    moved: Any = found if isinstance(starts, datetime) else timezone.localdate(found)
    return moved, moved + (ends - starts) if ends is not None else None  # type: ignore[operator]


def _judged(draft: Draft, known: set[str], today: date) -> Draft:
    if draft.refused:
        return draft
    if draft.uid in known:
        return draft._replace(refused=_("이미 가져온 일정입니다."))
    try:
        starts, ends = _moved(draft, today)
        if draft.rule:
            series.checked_rule(draft.rule)
    except ValidationError as error:
        return draft._replace(refused=" ".join(error.messages))
    if _day(ends or starts) < today:
        return draft._replace(refused=_("지난 일정입니다."))
    return draft


def _day(moment: Any) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


def _known(person: User, uids: Iterable[str]) -> set[str]:
    rows = ImportedEvent.objects.filter(person=person, uid__in=list(uids))
    return set(rows.values_list("uid", flat=True))


def _plain(draft: Draft) -> dict[str, Any]:
    values = draft._asdict()
    for name in ("starts", "ends"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def _draft(values: dict[str, Any]) -> Draft:
    moments = {name: _moment(values[name]) for name in ("starts", "ends")}
    lists = {name: tuple(values.get(name, ())) for name in ("left_out", "added")}
    return Draft(**{**values, **moments, **lists})


def _moment(text: str | None) -> date | datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
