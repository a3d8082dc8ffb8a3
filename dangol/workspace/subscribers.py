"""How the workspace reacts to the apps that cannot reach it."""

from dangol.kit.events import subscribe
from dangol.kit.notices import NoticeGiven
from dangol.kit.personal import PersonalDataSeen
from dangol.workspace.services import notify, remember_opened


@subscribe(NoticeGiven)
def ring_bells(event: NoticeGiven) -> None:
    notify(event.user_ids, event.text, url=event.url)


@subscribe(PersonalDataSeen)
def remember_page(event: PersonalDataSeen) -> None:
    """In the transaction of the access log: a page takes the write lock once, not twice."""
    if event.act == "view" and len(event.record_ids) == 1 and event.actor_id:
        remember_opened(event.actor_id, event.model, event.record_ids[0])
