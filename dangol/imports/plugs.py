"""What the import engine tells the kit."""

from django.utils.translation import gettext_lazy as _

from dangol.imports import staff  # noqa: F401 - fills the registry
from dangol.kit.access import declare_record

declare_record("imports", "import", _("가져오기"))
