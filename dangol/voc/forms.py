"""What people write about voices and improvements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.catalog.products.queries import by_code_or_name
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.helpdesk.models import Ticket
from dangol.kit.forms import Form
from dangol.voc.improving import MEDIA
from dangol.voc.models import Channel, Improvement, Voice

_MOMENT = "%Y-%m-%dT%H:%M"
_LABELS = {"email": _("이메일"), "sms": _("문자")}


def causes() -> list[tuple[Any, Any]]:
    """The causes an office tells apart, to choose from."""
    rows = Code.objects.filter(group="voc_cause", is_active=True).order_by("order", "pk")
    return [("", _("고르지 않음")), *rows.values_list("pk", "label")]


class JudgeForm(Form):
    """What is said of a proposed voice beside its kind."""

    cause = forms.TypedChoiceField(
        label=_("원인"), coerce=int, required=False, empty_value=None, choices=causes
    )
    severity = forms.TypedChoiceField(
        label=_("심각도"), coerce=int, required=False, empty_value=0,  # type: ignore[arg-type]  # an empty severity is 0
        choices=Ticket.Severity.choices,
    )  # fmt: skip
    product = forms.CharField(
        label=_("상품"), max_length=200, required=False, help_text=_("코드나 이름 그대로")
    )

    def clean_cause(self) -> Code | None:
        pk = self.cleaned_data["cause"]
        return Code.objects.filter(pk=pk, group="voc_cause").first() if pk else None

    def clean_product(self) -> Product | None:
        text = self.cleaned_data["product"].strip()
        if not text:
            return None
        found = by_code_or_name(text)
        if found is None:
            raise ValidationError(_t("그런 상품이 없습니다. 코드나 이름을 그대로 적어 주세요."))
        return found


class VoiceForm(JudgeForm):
    """A voice written down by hand, or corrected."""

    text = forms.CharField(
        label=_("고객이 한 말"), max_length=5_000, widget=forms.Textarea({"rows": 4})
    )
    kind = forms.ChoiceField(label=_("구분"), choices=Voice.Kind.choices, widget=forms.RadioSelect)
    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("고객"), required=False
    )
    channel = forms.ChoiceField(label=_("채널"), choices=Channel.choices)
    occurred_at = forms.DateTimeField(
        label=_("말한 때"),
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, _MOMENT),
    )
    has_reach = forms.BooleanField(
        label=_("영향력이 큰 고객"), required=False,
        help_text=_("등급이나 고객 항목으로 아는 사람은 저절로 표시됩니다."),
    )  # fmt: skip
    field_order = ("text", "kind", "cause", "severity", "product", "channel", "occurred_at")

    def __init__(self, *args: Any, customer: Customer | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["other"].queryset = Customer.objects.visible_to(self.user)
        self.fields["occurred_at"].initial = lambda: timezone.localtime().strftime(_MOMENT)
        self.customer = customer

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "other" in values:
            values["customer"] = values.pop("other") or self.customer
        return values

    @staticmethod
    def initial_of(voice: Voice) -> dict[str, Any]:
        """A voice as the form shows it."""
        return {
            "text": voice.text, "kind": voice.kind, "cause": voice.cause_id,
            "severity": voice.severity, "product": voice.product.name if voice.product else "",
            "channel": voice.channel, "has_reach": voice.has_reach,
            "occurred_at": timezone.localtime(voice.occurred_at).strftime(_MOMENT),
        }  # fmt: skip


class CollectForm(Form):
    """How far back to look for voices."""

    days = forms.IntegerField(label=_("지난 며칠"), min_value=1, max_value=366, initial=30)


class ImprovementForm(Form):
    """An improvement and where it stands."""

    title = forms.CharField(label=_("과제"), max_length=200)
    text = forms.CharField(
        label=_("무엇을 어떻게"), max_length=5_000, required=False,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "pk"), label=_("담당"),
        empty_label=None,
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("기한"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class StandForm(ImprovementForm):
    """The same with its state and what came of it."""

    state = forms.ChoiceField(label=_("상태"), choices=Improvement.State.choices)
    result = forms.CharField(
        label=_("결과"), max_length=5_000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("완료할 때 적습니다. 고객에게 알릴 글의 바탕이 됩니다."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class LinkForm(Form):
    """Which open improvement answers a voice; empty takes it off."""

    improvement = forms.ModelChoiceField(
        Improvement.objects.none(), label=_("개선과제"), required=False,
        empty_label=_("잇지 않음"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Improvement.objects.visible_to(self.user).order_by("-pk")
        self.fields["improvement"].queryset = rows


class TellForm(Form):
    """What the customers who spoke are told."""

    medium = forms.ChoiceField(
        label=_("수단"), choices=[(name, _LABELS[name]) for name in MEDIA], widget=forms.RadioSelect
    )
    subject = forms.CharField(label=_("제목"), max_length=200)
    text = forms.CharField(
        label=_("내용"), max_length=5_000, widget=forms.Textarea({"rows": 8}),
        help_text=_("#{고객명}처럼 병합 문장을 쓸 수 있습니다."),
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label=_("홍보 낱말이 있어도 광고가 아님을 확인했습니다."), required=False
    )
