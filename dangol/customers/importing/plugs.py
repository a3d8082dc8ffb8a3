"""What importing customers tells the apps below: the importer itself, home, command."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.importing import importer, subscribers  # noqa: F401 - registers itself
from dangol.imports.queries import imports_seen_by
from dangol.workspace.registry import Action, Widget, actions, widgets

ADD = "imports.add_import"

actions.add("import_open")(
    Action(_("가져오기"), "imports:import_open", "file-up", _("엑셀 CSV 파일 올리기 명단"), ADD)
)


def _results(user: User) -> dict[str, Any] | None:
    runs = list(imports_seen_by(user).filter(owner=user).exclude(status="draft")[:4])
    return {"runs": runs} if runs else None


widgets.add("imports")(Widget("customers/importing/home.html", _results, ADD, 40))
