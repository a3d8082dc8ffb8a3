"""Quotas, a commission plan and last months' statements of the demo company."""

from datetime import date, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.targets.services import call_month, settle_all, spread_quota, write_plan

YEARLY = 180_000_000


def fill_targets(today: date) -> None:
    """Every rep and leader sells by the same plan; the last two months are settled."""
    people = list(User.objects.filter(roles__key__in=("rep", "leader"), is_active=True).distinct())
    if not people:
        return
    for person in people:
        for year in (today.year - 1, today.year):
            spread_quota(person, year=year, amount=YEARLY, how="even", actor=None)
        call_month(person, month=today, amount=YEARLY // 12, actor=None)
    write_plan(None, name="영업 커미션", people=people, tiers="100: 3\n120: 5\n: 7", actor=None)
    month = today.replace(day=1)
    for _n in range(2):
        month = (month - timedelta(days=1)).replace(day=1)
        settle_all(month=month, at=timezone.now(), actor=None)
