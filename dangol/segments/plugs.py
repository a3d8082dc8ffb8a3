"""What segments hang into the apps below: rights, menu, the question, lists of customers."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.accounts.requests import UserRequest
from dangol.audit.registry import Wording, wordings
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, panels, takers
from dangol.kit.access import declare_record
from dangol.kit.lists import FirstStep
from dangol.segments import attributes, bulk, jobs, lists  # noqa: F401 - they register themselves
from dangol.segments.language import in_words
from dangol.segments.models import Segment
from dangol.segments.queries import segments_seen_by
from dangol.segments.services import hand_over_segments
from dangol.workspace.registry import Action, Hit, MenuItem, Search, actions, menu, searches

VIEW, ADD = "segments.view_segment", "segments.add_segment"

declare_record("segments", "segment", _("세그먼트"))
menu.add("segments")(
    MenuItem("customers", _("세그먼트"), "segments:segment_list", "shapes", VIEW, 15)
)
wordings.add("segments.segment.condition")(Wording(said=lambda value, *_about: in_words(value)))
actions.add("segment_add")(
    Action(_("세그먼트 만들기"), "segments:segment_add", "shapes", _("대상 조건 명단 추출"), ADD)
)
takers.add("segment")(FirstStep(_("세그먼트로 저장"), "segments:segment_add", ADD))
handovers.add("segments.segment")(
    Handover(
        _("세그먼트"),
        lambda person: Segment.objects.filter(owner=person).count(),
        hand_over_segments,
    )
)


def _find(user: User, q: str, limit: int) -> "QuerySet[Segment]":
    return segments_seen_by(user).filter(name__icontains=q).order_by("name")[:limit]


def _hit(row: Segment) -> Hit:
    return Hit(row.pk, row.get_absolute_url(), row.name, str(row.get_kind_display()), icon="shapes")


searches.add("segments")(
    Search(_("세그먼트"), Segment, _find, _hit, rows=segments_seen_by, permission=VIEW, order=60)
)


def _panel(request: UserRequest, customer: Customer) -> dict[str, Any] | None:
    return {"src": reverse("segments:segments_of", args=[customer.pk])}


panels.add("segments")(Panel("segments/panel.html", _panel, VIEW, order=70))
