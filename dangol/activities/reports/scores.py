"""What activities tell the scorecard: contacts written down (고객관련접촉정보화)."""

from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import contact_kind_ids
from dangol.activities.models import Activity
from dangol.activities.reports.purposes import VIEW
from dangol.activities.reports.queries import moments_of
from dangol.workspace.reports.asks import Days
from dangol.workspace.scorecard.registry import Score, scores


def contacts(days: Days) -> dict[int, int]:
    """Contacts with customers each person recorded, by the day they took place."""
    start, end = moments_of(days)
    done = Activity.objects.filter(
        kind__in=contact_kind_ids(),
        occurred_at__gte=start,
        occurred_at__lt=end,
        customer__isnull=False,
    )
    return dict(done.values_list("owner").annotate(n=Count("pk")).order_by())


def _behind(viewer: User, person: int, days: Days) -> str:
    if not viewer.has_perm(VIEW):
        return ""
    asked = {"from": days.first.isoformat(), "to": days.last.isoformat(), "contacts": "1"}
    who = {} if viewer.pk == person else {"person": person}
    return f"{reverse('activities:effort_rows')}?{urlencode(asked | who)}"


scores.add("contacts")(
    Score(
        _("고객정보 공유"),
        _("접촉정보화"),
        10,
        contacts,
        unit=_("건"),
        help=_("그달에 있었던 고객 접촉(전화·메일·미팅·방문·문자 등)을 기록한 수입니다."),
        permission="activities.add_activity",
        behind=_behind,
        order=20,
    )
)
