"""Writing, handing in and answering reports of work."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.briefs.queries import draft_of, leaders_of, span_of, without_brief
from dangol.activities.models import Brief
from dangol.codes.calendar.queries import is_business_day
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, create, lock
from dangol.workspace.services import notify

TEXTS = ("done", "plan", "remarks")


@atomic
def write_brief(
    kind: str,
    day: date,
    *,
    at: datetime,
    actor: User,
    leader: User | None = None,
    submit: bool = False,
    **texts: str,
) -> Brief:
    """Save one's report of a day or week, and hand it in if asked; there is one of each.

    Refuses once it was handed in, unless it was returned, and anything for a day to come.
    """
    days = span_of(kind, day)
    if days.first > at.date():
        raise Refused(_("아직 오지 않은 날의 보고는 쓸 수 없습니다."))
    if leader and leader not in leaders_of(actor):
        raise ValidationError({"leader": _("보고를 받을 수 없는 사람입니다.")})
    values: dict[str, Any] = {name: _checked(name, texts.get(name, "")) for name in TEXTS}
    values["leader"] = leader
    if submit:
        if leader is None:
            raise ValidationError({"leader": _("받는 사람을 골라 주세요.")})
        figures = draft_of(actor, kind, day, now=at).figures
        values |= {"status": Brief.Status.SUBMITTED, "submitted_at": at, "figures": figures}
    row = Brief.objects.filter(writer=actor, kind=kind, first=days.first).first()
    if row is None:
        brief = create(
            Brief, actor=actor, writer=actor, kind=kind, first=days.first, last=days.last, **values
        )
    elif not row.is_open:
        raise Refused(_("이미 제출한 보고입니다. 고치려면 받는 분께 반려를 부탁하세요."))
    else:
        brief = change(lock(row), actor=actor, **values)
    if submit and leader:
        text = _("%(name)s님이 %(brief)s 업무보고를 제출했습니다.")
        words = {"name": actor.name, "brief": brief}
        notify([leader.pk], text % words, url=brief.get_absolute_url(), kind="brief")
    return brief


@atomic
def answer_brief(brief: Brief, *, confirm: bool, answer: str, actor: User) -> Brief:
    """Confirm a report, or return it with a reason; only whom it was handed to may."""
    brief = lock(brief)
    if brief.leader_id != actor.pk or brief.status != Brief.Status.SUBMITTED:
        raise Refused(_("받은 보고만 확인하거나 반려할 수 있습니다."))
    answer = clean_text(answer)
    if not confirm and not answer:
        raise ValidationError({"answer": _("무엇을 고칠지 적어 주세요.")})
    refuse_resident_number(answer)
    status = Brief.Status.CONFIRMED if confirm else Brief.Status.RETURNED
    change(brief, actor=actor, status=status, answer=answer)
    text = (
        _("%(name)s님이 %(brief)s 업무보고를 확인했습니다.")
        if confirm
        else _("%(name)s님이 %(brief)s 업무보고를 반려했습니다.")
    )
    words = {"name": actor.name, "brief": brief}
    notify([brief.writer_id], text % words, url=brief.get_absolute_url(), kind="brief")
    return brief


def remind_of_briefs(*, today: date) -> int:
    """Ring for everybody who has not handed in today's report; nobody on days off."""
    if not is_business_day(today):
        return 0
    people = list(without_brief(today))
    url = f"{reverse('activities:brief_write')}?kind=day"
    notify(people, _("오늘 업무보고를 아직 제출하지 않았습니다."), url=url, kind="brief")
    return len(people)


def _checked(name: str, text: str) -> str:
    try:
        return refuse_resident_number(clean_text(text))
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
