"""What people write about pieces at customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.installed.models import Installed
from dangol.catalog.products.forms import PickForm
from dangol.codes.custom import gather_own, own_fields

_DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
_FIELDS = (
    "serial", "quantity", "purchased_on", "warranty_until", "place", "status", "note", "version",
)  # fmt: skip


class InstalledForm(PickForm):
    """One piece; which product it is cannot change later."""

    serial = forms.CharField(label=_("일련번호"), max_length=100, required=False)
    quantity = forms.IntegerField(label=_("수량"), min_value=1, max_value=10**9, initial=1)
    purchased_on = forms.DateField(label=_("구매일"), required=False, widget=_DAY)
    warranty_until = forms.DateField(
        label=_("보증 만료일"),
        required=False,
        widget=_DAY,
        help_text=_("비워 두면 상품의 보증 개월로 셉니다."),
    )
    place = forms.CharField(label=_("설치 장소"), max_length=200, required=False)
    status = forms.ChoiceField(label=_("상태"), choices=Installed.Status.choices)
    note = forms.CharField(label=_("비고"), max_length=500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, user: User, piece: Installed | None = None, **options: Any
    ) -> None:
        initial = {name: getattr(piece, name) for name in _FIELDS} if piece else {}
        super().__init__(data, user=user, initial=initial, **options)
        self.piece = piece
        self.fields |= own_fields("catalog.installed", before=piece.custom if piece else None)
        if piece:
            del self.fields["other"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "other" in given:
            given["product"] = given.pop("other")
        if self.piece is None:
            given.pop("version", None)
        return gather_own(given)
