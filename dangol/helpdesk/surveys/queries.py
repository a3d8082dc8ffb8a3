"""Reading what customers said of how they were served."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Member
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.access import Scope

VIEW = "helpdesk.view_ticket"
SHOWN = 4


class Given(NamedTuple):
    """What customers said since a moment: the mean in points of 100, how many, the newest."""

    points: float
    answers: int
    newest: list[Survey]


def surveys_seen_by(user: User) -> QuerySet[Survey]:
    """Those about tickets the person may see; those about talks by whose talk it was."""
    scope = user.scope_of(VIEW)
    if scope is None:
        return Survey.objects.none()
    if scope == Scope.ALL:
        return Survey.objects.all()
    talks = Q(agent=user)
    if scope != Scope.OWN:
        mine = Member.objects.filter(user=user).values("team")
        talks |= Q(agent__in=user.colleague_ids(scope)) | Q(team__in=mine)
    # asked of each survey found: a list of all tickets the person may see would be read whole
    ticket = tickets_seen_by(user).filter(pk=OuterRef("ticket"))
    return Survey.objects.filter(Exists(ticket) | Q(ticket=None) & talks)


def given_since(user: User, since: datetime) -> Given | None:
    """The answers since then that the person may see; None without any."""
    rows = surveys_seen_by(user).filter(answered_at__gte=since, score__isnull=False)
    whole = rows.order_by().aggregate(mean=Avg("score"), answers=Count("pk"))
    if not whole["answers"]:
        return None
    newest = list(rows.select_related("ticket").order_by("-answered_at")[:SHOWN])
    return Given(points(whole["mean"]) or 0, whole["answers"], newest)


def points(mean: float | None) -> float | None:
    """A mean of 1–5 as points of 100: 5 is 100, 3.5 is 70."""
    return None if mean is None else round(mean * 20, 1)
