"""Reading what customers said of how they were served."""

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Member
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.access import Scope

VIEW = "helpdesk.view_ticket"


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
    return Survey.objects.filter(
        Q(ticket__in=tickets_seen_by(user).values("pk")) | Q(ticket=None) & talks
    )
