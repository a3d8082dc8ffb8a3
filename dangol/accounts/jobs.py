"""Work on accounts that takes long."""

from dangol.accounts.models import User
from dangol.accounts.people import services
from dangol.kit.jobs import job


@job()
def hand_over(*, person_id: int, to_id: int, actor_id: int) -> dict[str, int]:
    """Shut an account and give its records and work to another; a second run finds nothing left."""
    people = User.objects.in_bulk([person_id, to_id, actor_id])
    return services.hand_over(people[person_id], to=people[to_id], actor=people[actor_id])
