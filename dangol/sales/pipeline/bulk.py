"""What can be done with many deals at once."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.forms import Form
from dangol.kit.lists import BulkAction, Outcome
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.services import edit_deal

BULK = "sales.bulk_deal"


class OwnerForm(Form):
    """Who looks after the deals from now on."""

    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("담당")
    )

    def clean_owner(self) -> int:
        return int(self.cleaned_data["owner"].pk)


class ExpectedForm(Form):
    """The day the deals are expected to close."""

    expected_on = forms.DateField(
        label=_("마감 예정일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def clean_expected_on(self) -> str:
        return str(self.cleaned_data["expected_on"].isoformat())


def _set(field: str) -> Any:
    """How one field of each deal is set and put back, by the service that keeps the history."""
    name = field.removesuffix("_id")

    def run(rows: "QuerySet[Any]", values: dict[str, Any], *, actor: Any) -> Outcome:
        now, before = timezone.now(), []
        for deal in rows.filter(status=Deal.Status.OPEN).select_related("stage", "customer"):
            before.append((deal.pk, _stored(getattr(deal, field))))
            edit_deal(deal, at=now, actor=actor, **{field: values[name]})
        skipped = [(pk, str(_("종료된 거래입니다."))) for pk in _closed(rows)]
        return Outcome(done=len(before), refused=skipped, before=before)

    def undo(before: list[Any], *, actor: Any) -> int:
        now, back = timezone.now(), 0
        old = dict(before)
        for deal in Deal.objects.filter(pk__in=old).select_related("stage", "customer"):
            edit_deal(deal, at=now, actor=actor, **{field: old[deal.pk]})
            back += 1
        return back

    return run, undo


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _closed(rows: "QuerySet[Any]") -> list[int]:
    return list(rows.exclude(status=Deal.Status.OPEN).values_list("pk", flat=True))


_run_owner, _undo_owner = _set("owner_id")
_run_expected, _undo_expected = _set("expected_on")
set_owner = BulkAction(
    "owner", _("담당 바꾸기"), "user-round-check", BULK, _run_owner, _undo_owner, OwnerForm
)
set_expected = BulkAction(
    "expected", _("마감일 바꾸기"), "calendar", BULK, _run_expected, _undo_expected, ExpectedForm
)
