"""Work on accounts that takes long."""

from django.contrib.sessions.backends.db import SessionStore
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people import services
from dangol.kit.jobs import job


@job(label=_("퇴사 업무 넘기기"))
def hand_over(*, person_id: int, to_id: int, actor_id: int) -> dict[str, int]:
    """Shut an account and give its records and work to another; a second run finds nothing left."""
    people = User.objects.in_bulk([person_id, to_id, actor_id])
    return services.hand_over(people[person_id], to=people[to_id], actor=people[actor_id])


@job(cron="20 4 * * *", label=_("지난 로그인 치우기"))
def forget_expired_sessions() -> None:
    """Every night, delete the sessions nobody can use any more."""
    SessionStore.clear_expired()
