"""What the list of customers does with static lists: put on, take off, and back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.registry import bulk_actions
from dangol.kit.errors import Refused
from dangol.kit.lists import BulkAction, Outcome
from dangol.segments.forms import ListChoiceForm
from dangol.segments.models import Segment
from dangol.segments.queries import segments_seen_by
from dangol.segments.services import add_members, take_members

CHANGE = "segments.change_segment"


def _list(pk: int, actor: User) -> Segment:
    found = segments_seen_by(actor, "change").filter(pk=pk, kind=Segment.Kind.STATIC).first()
    if found is None:
        raise Refused(_t("그 명단이 없습니다. 다른 명단을 골라 주세요."))
    return found


def _add(rows: Any, values: Mapping[str, Any], *, actor: User) -> Outcome:
    segment = _list(values["segment"], actor)
    ids = add_members(segment, rows, actor=actor)
    return Outcome(len(ids), before={"segment": segment.pk, "ids": ids})


def _take(rows: Any, values: Mapping[str, Any], *, actor: User) -> Outcome:
    segment = _list(values["segment"], actor)
    ids = take_members(segment, rows)
    return Outcome(len(ids), before={"segment": segment.pk, "ids": ids})


def _add_back(before: Mapping[str, Any], *, actor: User) -> int:
    rows = Customer.objects.filter(pk__in=before["ids"])
    return len(take_members(_list(before["segment"], actor), rows))


def _take_back(before: Mapping[str, Any], *, actor: User) -> int:
    rows = Customer.objects.filter(pk__in=before["ids"])
    return len(add_members(_list(before["segment"], actor), rows, actor=actor))


bulk_actions.add("list_add")(
    BulkAction(
        "list_add", _("명단에 넣기"), "shapes", CHANGE, _add, _add_back, ListChoiceForm, verb="view"
    )
)
bulk_actions.add("list_take")(
    BulkAction(
        "list_take", _("명단에서 빼기"), "shapes", CHANGE, _take, _take_back, ListChoiceForm,
        verb="view",
    )
)  # fmt: skip
