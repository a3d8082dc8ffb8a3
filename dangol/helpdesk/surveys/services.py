"""Asking customers how it was, and taking their answer."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.codes import preferences
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.events import SatisfactionGiven
from dangol.helpdesk.setup.queries import members_of
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.surveys.preferences import SurveyPreferences
from dangol.helpdesk.tickets.letters import address_of, desk_account
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean_text
from dangol.messaging.content import Content
from dangol.messaging.models import Kind
from dangol.messaging.outbox.composing import public_url
from dangol.messaging.outbox.services import send
from dangol.workspace.services import notify

_signer = signing.Signer(salt="dangol.helpdesk.survey", sep=".")
TITLE = "title"


def token_of(survey: Survey) -> str:
    """What stands in the link: the number and a signature nobody can guess."""
    return _signer.sign(str(survey.pk))


def survey_of(token: str) -> Survey | None:
    """The survey of a link; None if it is forged or broken."""
    try:
        pk = int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Survey.objects.select_related("ticket").filter(pk=pk).first()


@atomic
def ask_satisfaction(ticket: Ticket, *, at: datetime) -> Survey | None:
    """Tell the customer that the ticket is done, and ask how it was; once, however often called.

    Nobody is asked without an address, for internal tickets, or again within the days of rest.
    """
    settings = preferences.get(SurveyPreferences)
    email = address_of(ticket)
    if not settings.is_on or ticket.is_open or ticket.asker_id or ticket.merged_into_id:
        return None
    if not email or _asked_lately(ticket, at - timedelta(days=settings.rest_days)):
        return None
    survey, is_new = survey_for(ticket, at=at)
    if not is_new:
        return survey
    try:
        with atomic():
            _send(survey, ticket, email, at)
    except Refused:  # nobody to send in whose name: nothing was asked
        survey.delete()
        return None
    return survey


def survey_for(ticket: Ticket, *, at: datetime) -> tuple[Survey, bool]:
    """The question about a ticket since it was last done, and whether it is new."""
    return Survey.objects.get_or_create(
        ticket=ticket,
        turn=ticket.reopen_count,
        defaults={
            "customer_id": ticket.person_id or ticket.customer_id,
            "agent_id": ticket.agent_id,
            "team_id": ticket.team_id,
            "product_id": ticket.product_id,
            "request_type_id": ticket.request_type_id,
            "channel": ticket.channel,
            "asked_at": at,
        },
    )


class Talk(NamedTuple):
    """What a score is given for, where it is no ticket; `title` names nobody."""

    title: str
    url: str
    channel: str
    customer_id: int | None
    agent_id: int | None
    team_id: int | None


def ask_about(source: str, talk: Talk, *, at: datetime) -> Survey:
    """Note that a talk of an app above asked for a score where it took place; a source once."""
    values = {**talk._asdict(), "asked_at": at}
    survey, _made = Survey.objects.get_or_create(source=source, defaults=values)
    return survey


def _asked_lately(ticket: Ticket, since: datetime) -> bool:
    customer_id = ticket.person_id or ticket.customer_id
    if customer_id is None:
        return False
    return Survey.objects.filter(customer=customer_id, asked_at__gt=since).exists()


def _send(survey: Survey, ticket: Ticket, email: str, at: datetime) -> None:
    url = public_url() + reverse("helpdesk:survey", args=[token_of(survey)])
    with override("ko"):
        lines = [f"{label} → {url}?score={score}" for score, label in Survey.Score.choices]
        text = _(
            "문의하신 일(%(number)s)을 마쳤습니다.\n어떠셨나요? 한 번만 눌러 주시면 됩니다."
        ) % {"number": ticket.number}
    account = ticket.thread.account if ticket.thread else desk_account(ticket)
    send(
        addresses=[(email, survey.customer_id)],
        kind=Kind.INFO,
        medium="email",
        content=Content(
            subject=f"[{ticket.number}] #{{{TITLE}}}",
            text=text + "\n\n" + "\n".join(lines),
            values={TITLE: ticket.subject},
            reply_to=account.email if account else "",
            automatic=True,
        ),
        actor=None,
        source=f"survey:{survey.pk}",
        at=at,
        one_to_one=True,
        confirmed=True,
    )


@atomic
def answer_survey(
    survey: Survey,
    *,
    at: datetime,
    score: int,
    nps: int | None = None,
    comment: str = "",
    is_changed: bool = True,
) -> Survey:
    """Take an answer. A score given before stays unless the customer changes it on the page.

    Low scores are told to the agent and the team.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if score not in Survey.Score.values or (nps is not None and not 0 <= nps <= 10):
        raise ValidationError({"score": _("1점에서 5점 사이로 골라 주세요.")})
    comment = refuse_resident_number(clean_text(comment))[:2_000]
    before = survey.score
    if before is not None and not is_changed:
        return survey
    survey.score, survey.answered_at = score, survey.answered_at or at
    survey.nps = survey.nps if nps is None else nps
    survey.comment = comment or survey.comment
    Survey.objects.filter(pk=survey.pk).update(
        score=score, answered_at=survey.answered_at, nps=survey.nps, comment=survey.comment
    )
    if score != before:
        _tell(survey, before)
    return survey


def _tell(survey: Survey, before: int | None) -> None:
    ticket = survey.ticket
    name = f"{ticket.number} {ticket.subject}" if ticket else survey.title
    if survey.customer_id:
        publish(
            SatisfactionGiven(
                customer_id=survey.customer_id,
                ticket_id=survey.ticket_id,
                score=survey.score or 0,
                actor_id=None,
            )
        )
    low = preferences.get(SurveyPreferences).low_score
    if (survey.score or 0) <= low < (before or 6):
        people = {*members_of(survey.team_id), *([survey.agent_id] if survey.agent_id else [])}
        text = _("낮은 만족도 %(score)s점: %(name)s") % {"score": survey.score, "name": name}
        notify(sorted(people), text, url=ticket.get_absolute_url() if ticket else survey.url)
