"""What messages hang into the apps below."""

from django.utils.translation import gettext_lazy as _

from dangol.messaging import preferences, reports, rights  # noqa: F401 - register themselves
from dangol.messaging.inbox import plugs as inbox  # noqa: F401 - the mailbox
from dangol.messaging.merging import sources  # noqa: F401 - fills the registry of fields
from dangol.messaging.outbox import acting, attributes, framing, lists  # noqa: F401 - the same
from dangol.messaging.templating import lists as template_lists  # noqa: F401 - for workers
from dangol.workspace.registry import MenuItem, menu

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
