"""What messages hang into the apps below."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.audit.registry import Wording, wordings
from dangol.messaging import preferences, reports, rights  # noqa: F401 - register themselves
from dangol.messaging.inbox import plugs as inbox  # noqa: F401 - the mailbox
from dangol.messaging.merging import sources  # noqa: F401 - fills the registry of fields
from dangol.messaging.outbox import acting, attributes, framing, lists  # noqa: F401 - the same
from dangol.messaging.templating import lists as template_lists  # noqa: F401 - for workers
from dangol.workspace.registry import MenuItem, menu


def _told(content: Any, *_about: Any) -> Mapping[str, str]:
    """What a dispatch says, without its page."""
    text = content.get("text") or strip_tags(content.get("html") or "")
    return {_t("제목"): content.get("subject") or "", _t("본문"): " ".join(text.split())}


wordings.add("messaging.dispatch.content")(Wording(said=_told))
menu.add("templates")(
    MenuItem(
        "marketing",
        _("템플릿"),
        "messaging:template_list",
        "layout-template",
        "messaging.view_template",
        60,
    )
)
