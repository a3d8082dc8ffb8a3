"""How customers react to imports that end."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.imports.events import ImportFinished
from dangol.kit.events import subscribe
from dangol.workspace.services import notify


@subscribe(ImportFinished)
def tell_importer(event: ImportFinished) -> None:
    """Put the result into the bell of whoever brought the file."""
    if event.actor_id is None:
        return
    if event.is_undo:
        text = _("가져오기를 되돌렸습니다.")
    else:
        text = _(
            "가져오기를 마쳤습니다. 새로 %(created)s · 고침 %(updated)s · 오류 %(refused)s"
        ) % {
            "created": f"{event.created:,}",
            "updated": f"{event.updated:,}",
            "refused": f"{event.refused:,}",
        }
    url = reverse("imports:import_detail", args=[event.import_id])
    notify([event.actor_id], text, url=url, kind="import")
