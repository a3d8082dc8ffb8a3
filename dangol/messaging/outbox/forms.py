"""What people write and choose before something leaves."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.messaging.content import Content
from dangol.messaging.outbox.models import Dispatch, Kind
from dangol.messaging.senders.models import Medium, SenderProfile
from dangol.segments.models import Segment

_MOMENT = "%Y-%m-%dT%H:%M"


class MessageForm(Form):
    """The words, what they are, in whose name and when."""

    medium = forms.ChoiceField(label=_("매체"), choices=Medium.choices, initial=Medium.EMAIL)
    kind = forms.ChoiceField(
        label=_("성격"),
        choices=Kind.choices,
        initial=Kind.INFO,
        widget=forms.RadioSelect,
        help_text=_("조금이라도 권하거나 축하하는 말이 있으면 광고성입니다."),
    )
    sender = forms.ModelChoiceField(
        SenderProfile.objects.filter(is_active=True), label=_("발신"), empty_label=None
    )
    subject = forms.CharField(
        label=_("제목"), max_length=150, required=False, help_text=_("메일과 긴 문자에 씁니다.")
    )
    text = forms.CharField(
        label=_("내용"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("#{고객명}처럼 적으면 고객마다 값이 들어갑니다."),
    )
    not_before = forms.DateTimeField(
        label=_("보낼 시각"),
        required=False,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, _MOMENT),
        help_text=_("비워 두면 바로 보냅니다."),
    )
    same_goods = forms.BooleanField(
        label=_("거래한 것과 같은 종류의 상품입니다(거래 뒤 6개월 예외)"), required=False
    )
    confirmed = forms.BooleanField(
        label=_("홍보로 보이는 낱말이 있지만 광고가 아님을 확인했습니다"), required=False
    )
    nonce = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        senders = self.fields["sender"].queryset.order_by("-is_default", "name")
        self.fields["sender"].queryset = senders
        self.fields["sender"].initial = senders.first

    def content(self) -> Content:
        """What it says."""
        typed = self.cleaned_data if self.is_bound and self.is_valid() else self.data
        return Content(subject=typed.get("subject", ""), text=typed.get("text", ""))

    def clean_not_before(self) -> Any:
        moment = self.cleaned_data["not_before"]
        return moment if moment and moment > timezone.now() else None


class ManyForm(MessageForm):
    """The same to the customers of a segment."""

    segment = forms.ModelChoiceField(
        Segment.objects.all(), label=_("받는 사람"), empty_label=_("세그먼트를 고르세요")
    )
    once = forms.ChoiceField(
        label=_("겹치는 사람"),
        choices=Dispatch.Once.choices,
        initial=Dispatch.Once.ADDRESS,
        required=False,
    )
    field_order = ["segment", "medium", "kind", "sender", "subject", "text"]


class ListForm(MessageForm):
    """The same to customers chosen in a list."""

    not_before = None  # type: ignore[assignment]
