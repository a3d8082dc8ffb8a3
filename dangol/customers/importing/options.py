"""What a person says once for the whole file: doubles, owner, where it comes from, consent."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.consent.models import Consent
from dangol.customers.importing.lookups import BULK_RIGHT
from dangol.customers.importing.matching import KEYS
from dangol.kit.forms import Form

SKIP, FILL, OVERWRITE, CREATE = "skip", "fill", "overwrite", "create"
ACTIONS = [
    (FILL, _("빈 칸만 채우기")),
    (SKIP, _("건너뛰기")),
    (OVERWRITE, _("덮어쓰기")),
    (CREATE, _("따로 만들기")),
]
DEFAULTS = {
    "number": FILL, "business_number": FILL, "email": FILL, "name_phone": FILL, "phone": CREATE,
}  # fmt: skip
NO_CODES = [("blank", _("비워 두기")), ("refuse", _("그 줄을 빼기"))]
NEW_CODES = [("create", _("새 코드로 추가"))]


class Options(Form):
    """The answers; `initial` are those of the run."""

    source_note = forms.CharField(
        label=_("수집 출처"),
        max_length=200,
        help_text=_("어디서 받은 명단인지 적어 두면 고객이 물을 때 답할 수 있습니다."),
    )
    collected_on = forms.DateField(
        label=_("수집일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("담당"), required=False, empty_label=_("담당 없음")
    )
    kind = forms.ChoiceField(
        label=_("개인·회사"),
        required=False,
        choices=[("", _("알아서")), ("person", _("모두 개인")), ("company", _("모두 회사"))],
    )
    unknown = forms.ChoiceField(label=_("코드에 없는 값"), choices=NO_CODES)
    bad = forms.ChoiceField(
        label=_("읽을 수 없는 칸"),
        choices=[
            ("refuse", _("그 줄을 빼고 파일로 돌려받기")),
            ("memo", _("칸을 비우고 값은 메모에 남기기")),
        ],
    )
    consent_basis = forms.ChoiceField(
        label=_("동의 근거"),
        required=False,
        choices=[("", _("근거 없음: 동의 열을 가져오지 않음")), *Consent.Basis.choices],
    )
    consent_source = forms.CharField(
        label=_("동의 받은 곳"),
        required=False,
        max_length=200,
        help_text=_("예: 2026년 봄 행사 응모권. 어떤 문구로 받았는지도 적어 주세요."),
    )
    consent_on = forms.DateField(
        label=_("동의 받은 날"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    rules = forms.BooleanField(
        label=_("자동화 규칙도 적용"),
        required=False,
        help_text=_("켜면 새로 만든 고객에게 ‘고객이 등록될 때’ 규칙이 돕니다."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        for key, label in KEYS.items():
            choices = ACTIONS[:3] if key == "number" else ACTIONS
            self.fields[f"on_{key}"] = forms.ChoiceField(label=str(label), choices=choices)
        people = User.objects.filter(is_active=True).order_by("name")
        if not user.has_perm(BULK_RIGHT):
            people = people.filter(pk=user.pk)
            self.fields["owner"].required = True
        self.fields["owner"].queryset = people
        if user.has_perm("codes.manage_codes"):
            self.fields["unknown"].choices = [*NEW_CODES, *NO_CODES]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("consent_basis"):
            for name in ("consent_source", "consent_on"):
                if not values.get(name):
                    self.add_error(name, _("동의 열을 가져오려면 꼭 적어 주세요."))
        for name in ("collected_on", "consent_on"):
            if (day := values.get(name)) and day > timezone.localdate():
                self.add_error(name, _("오늘보다 뒤일 수 없습니다."))
        return values

    @property
    def keys(self) -> list[Any]:
        return [self[f"on_{key}"] for key in KEYS]

    def as_options(self) -> dict[str, Any]:
        """The answers as the run keeps them."""
        values = dict(self.cleaned_data)
        actions = {key: values.pop(f"on_{key}") for key in KEYS}
        values["owner"] = values["owner"] and values["owner"].pk
        return {"actions": actions, **{name: _plain(value) for name, value in values.items()}}

    @staticmethod
    def initial_of(options: dict[str, Any], user: Any) -> dict[str, Any]:
        """What the form starts with: earlier answers, else careful ones."""
        actions = {**DEFAULTS, **options.get("actions", {})}
        unknown = "create" if user.has_perm("codes.manage_codes") else "blank"
        return {
            "collected_on": timezone.localdate(),
            "owner": user.pk,
            "bad": "refuse",
            "unknown": unknown,
            **options,
            **{f"on_{key}": action for key, action in actions.items()},
        }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
