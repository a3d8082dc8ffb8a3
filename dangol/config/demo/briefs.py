"""Reports of work of the demo company: last working days, in every state."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.briefs.queries import draft_of
from dangol.activities.models import Brief
from dangol.codes.calendar.queries import is_business_day

# who writes, and what became of each of the last days' reports, the newest first
WRITERS = {
    "rep": ("submitted", "confirmed", "confirmed", "returned"),
    "idoyun": ("submitted", "confirmed", "confirmed"),
    "garam": ("draft", "confirmed"),
}
ANSWERS = {"confirmed": "수고했어요.", "returned": "결과를 한 줄씩 더 적어 주세요."}


def fill_briefs(today: date) -> None:
    """Write them from the activities there are, as their writers would have."""
    people = {
        user.username: user for user in User.objects.filter(username__in=[*WRITERS, "leader"])
    }
    days = [day for n in range(1, 15) if is_business_day(day := today - timedelta(days=n))]
    for username, states in WRITERS.items():
        for day, state in zip(days, states, strict=False):
            at = timezone.make_aware(datetime.combine(day, time(18)))
            draft = draft_of(people[username], Brief.Kind.DAY, day, now=at)
            Brief.objects.create(
                writer=people[username],
                kind=Brief.Kind.DAY,
                first=day,
                last=day,
                done=draft.done or "- 외근 없이 견적서를 다듬었습니다.",
                plan=draft.plan,
                figures={} if state == "draft" else draft.figures,
                leader=people["leader"],
                status=state,
                submitted_at=None if state == "draft" else at,
                answer=ANSWERS.get(state, ""),
            )
