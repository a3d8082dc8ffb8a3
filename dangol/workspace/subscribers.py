"""How the workspace reacts to the apps that cannot reach it."""

from dangol.kit.events import subscribe
from dangol.kit.notices import NoticeGiven
from dangol.workspace.services import notify


@subscribe(NoticeGiven)
def ring_bells(event: NoticeGiven) -> None:
    notify(event.user_ids, event.text, url=event.url)
