"""What people write and choose before something leaves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.messaging.content import Content
from dangol.messaging.outbox.models import Dispatch, Kind
from dangol.messaging.senders.models import Medium, SenderProfile
from dangol.messaging.templating.models import Template
from dangol.messaging.templating.queries import content_of
from dangol.segments.models import Segment

_MOMENT = "%Y-%m-%dT%H:%M"
FIXED = (Medium.EMAIL, Medium.KAKAO)  # of these a template is more than the words one types


class TemplateChoice(forms.ModelChoiceField):
    """Templates that are in use, named with their medium."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.get_medium_display()}"


def content_from(said: Mapping[str, Any], template: Template | None) -> Content:
    """What is to be sent: the template's blocks or approved text, else the words as typed.

    Refused for a template that may not be sent (not in use, not approved, unfinished).
    """
    subject, text = said.get("subject") or "", said.get("text") or ""
    if template is None:
        return Content(subject=subject, text=text)
    content = content_of(template)
    if template.medium in FIXED:
        return replace(content, subject=subject or content.subject)
    return replace(content, subject=subject or content.subject, text=text or content.text)


class MessageForm(Form):
    """The words or a template, what they are, in whose name and when."""

    template = TemplateChoice(
        Template.objects.filter(is_active=True, current__isnull=False)
        .select_related("current", "alimtalk")
        .order_by("medium", "name"),
        label=_("템플릿"),
        required=False,
        empty_label=_("템플릿 없이 쓰기"),
        help_text=_("알림톡과 꾸민 메일은 템플릿으로만 보냅니다."),
    )
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
        required=False,
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

    def clean_not_before(self) -> Any:
        moment = self.cleaned_data["not_before"]
        return moment if moment and moment > timezone.now() else None

    def clean(self) -> dict[str, Any]:
        """Medium and marks follow the template; words are typed or come from one, never both."""
        said: dict[str, Any] = super().clean() or {}
        template, text = said.get("template"), said.get("text")
        if template is None:
            if not text and "text" not in self.errors:
                self.add_error("text", _t("내용을 적거나 템플릿을 고르세요."))
            return said
        if template.medium in FIXED and text:
            raise ValidationError(
                {"text": _t("메일과 알림톡은 템플릿의 글이 나갑니다. 내용을 비워 주세요.")}
            )
        said["medium"] = template.medium
        if template.kind == Kind.AD:
            said["kind"] = Kind.AD
        return said


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
    field_order = ["segment", "template", "medium", "kind", "sender", "subject", "text"]


class ListForm(MessageForm):
    """The same to customers chosen in a list."""

    not_before = None  # type: ignore[assignment]
