"""What reviews hang into the roles, the menu, and onto calls and tickets."""

from django.utils.translation import gettext_lazy as _

from dangol.audit.registry import Wording, wordings
from dangol.helpdesk.quality import figures as _figures  # noqa: F401 - fills the registries
from dangol.helpdesk.quality import lists as _lists  # noqa: F401 - registers itself
from dangol.kit.access import declare, declare_record
from dangol.workspace.registry import Carry, MenuItem, carries, menu

VIEW, REVIEW = "helpdesk.view_qualityreview", "helpdesk.approve_quality"

wordings.add("helpdesk.qualityreview.lines")(
    Wording(said=lambda value, *_about: {line["name"]: str(line["points"]) for line in value})
)
declare_record("helpdesk", "qualityreview", _("상담 품질"), export=_("내보내기"))
declare(REVIEW, _("상담 평가하기"), group=_("상담 품질"))
menu.add("quality")(
    MenuItem("calls", _("상담 품질"), "helpdesk:review_list", "badge-check", VIEW, 17)
)
for record in ("call", "ticket"):
    carries.add(f"review_{record}")(
        Carry(
            f"helpdesk.{record}", _("평가"), f"helpdesk:review_{record}", "badge-check", REVIEW, 50
        )
    )
