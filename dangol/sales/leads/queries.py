"""Reading leads and the public forms."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from dangol.accounts.models import User
from dangol.kit.access import Scope
from dangol.sales.leads.models import Lead, LeadForm, LeadHandoff, LeadRule
from dangol.sales.territories.queries import people_for

OPEN = (Lead.Status.NEW, Lead.Status.GIVEN, Lead.Status.ACCEPTED, Lead.Status.RETURNED)
FLOOD, WINDOW = 60, timedelta(minutes=10)


def leads_seen_by(user: User, verb: str = "view") -> "QuerySet[Lead]":
    """Leads of those whose the user may see; who sees a department also sees those of nobody."""
    rows = Lead.objects.visible_to(user, verb)
    if user.scope_of(f"sales.{verb}_lead") in (Scope.DEPARTMENT, Scope.BELOW):
        rows = rows | Lead.objects.filter(owner=None)
    return rows


def handoffs_seen_by(user: User) -> "QuerySet[LeadHandoff]":
    """Hand-offs to those whose leads the user may see, of leads they sent back as well."""
    return LeadHandoff.objects.visible_to(user)


def form_by(key: str) -> LeadForm | None:
    """A public form in use."""
    return LeadForm.objects.filter(key=key, is_active=True).first()


def is_flooded(form: LeadForm, *, now: datetime) -> bool:
    """Whether a form got more in ten minutes than people can write."""
    rows = Lead.objects.filter(form=form, received_at__gt=now - WINDOW)
    return rows.count() >= FLOOD


def same_lately(form: LeadForm, *, email: str, phone: str, now: datetime) -> Lead | None:
    """The lead somebody sent a moment ago: a second click is no second lead."""
    same = Q(pk__in=[])
    if email:
        same |= Q(email=email)
    if phone:
        same |= Q(phone=phone)
    rows = Lead.objects.filter(same, form=form, received_at__gt=now - WINDOW)
    return rows.order_by("-pk").first()


def taker_for(lead: Lead) -> User | None:
    """Who gets a lead: of the first rule that fits, whoever holds fewest, then waited longest.

    A rule by territory gives to those who work where the lead comes from, and fits no other lead.
    Rules whose people all have their hands full are passed over.
    """
    for rule in LeadRule.objects.filter(is_active=True).order_by("order", "pk"):
        if _fits(rule, lead) and (taker := _free_of(rule, lead)):
            return taker
    return None


def _free_of(rule: LeadRule, lead: Lead) -> User | None:
    people = rule.people.filter(is_active=True)
    if rule.by_territory:
        people = User.objects.filter(pk__in=[person.pk for person in people_for(lead.region)])
    held = Count("leads", filter=Q(leads__status__in=OPEN))
    free = [person for person in people.annotate(held=held) if person.held < rule.most_open]
    rows = Lead.objects.filter(owner__in=free, given_at__isnull=False)
    last = dict(rows.order_by().values_list("owner_id").annotate(Max("given_at")))
    return min(free, key=lambda one: (one.pk in last, last.get(one.pk), one.pk), default=None)


def _fits(rule: LeadRule, lead: Lead) -> bool:
    return (
        (not rule.region or lead.region.startswith(rule.region))
        and (not rule.way or rule.way == lead.way)
        and (not rule.source_id or rule.source_id == lead.source_id)
        and (rule.least_score is None or (lead.score or 0) >= rule.least_score)
    )
