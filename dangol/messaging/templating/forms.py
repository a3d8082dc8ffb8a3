import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form
from dangol.messaging.outbox.models import Kind
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.models import Alimtalk, Template
from dangol.messaging.templating.queries import folders
from dangol.messaging.templating.words import Words

_number = re.compile(r"[a-z0-9]{1,12}")
SIDE = ("picture", "alt", "html", "label", "href")
SINGLE = ("kind", "when", "html", "level", "align", "picture", "alt", "href", "label", "width")
MOST_BUTTONS = 10

HINTS = {
    Medium.SMS: _("90바이트까지 짧은 문자, 2,000바이트까지 긴 문자입니다."),
    Medium.KAKAO: _("카카오에서 승인받은 글 그대로 적으세요. 바뀌는 곳은 #{항목}입니다."),
    Medium.POST: _("‘# 제목’, ‘- 목록’, ‘**굵게**’, ‘---’로 꾸밀 수 있습니다."),
    Medium.FAX: _("‘# 제목’, ‘- 목록’, ‘**굵게**’, ‘---’로 꾸밀 수 있습니다."),
    Medium.VOICE: _("상담원이 전화로 읽을 글입니다."),
}


class TemplateForm(Form):
    """A template as it is edited: its name and place, and the words of its medium."""

    name = forms.CharField(label=_("이름"), max_length=100)
    kind = forms.ChoiceField(
        label=_("성격"),
        choices=Kind.choices,
        help_text=_("홍보가 한 줄이라도 있으면 광고성입니다."),
    )
    folder = forms.CharField(label=_("폴더"), max_length=60, required=False)
    is_shared = forms.BooleanField(label=_("다른 사람도 쓰기"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = forms.CharField(
        label=_("제목"), max_length=300, required=False, widget=forms.TextInput({"data-merge": ""})
    )
    body = forms.CharField(
        label=_("내용"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "data-merge": ""}),
    )
    plain = forms.CharField(
        label=_("글만 있는 메일"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "data-merge": ""}),
        help_text=_("비워 두면 블록에서 저절로 만듭니다."),
    )
    fallback = forms.CharField(
        label=_("대체 문자"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 4, "data-merge": ""}),
        help_text=_("알림톡이 닿지 않는 고객에게 문자로 갑니다."),
    )

    def __init__(self, *args: Any, medium: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.medium = medium
        self.folders = folders()
        self.fields["folder"].widget.attrs["list"] = "folders"
        self.fields["body"].help_text = HINTS.get(Medium(medium), "")
        mail, kakao = medium == Medium.EMAIL, medium == Medium.KAKAO
        shown = {
            "subject": mail or medium in (Medium.SMS, Medium.POST, Medium.FAX),
            "body": not mail,
            "plain": mail,
            "fallback": kakao,
        }
        for name, is_shown in shown.items():
            if not is_shown:
                del self.fields[name]
        if medium == Medium.SMS:
            self.fields["subject"].label = _("긴 문자의 제목")
        if kakao:  # an advertisement may not go as 알림톡 (KOREA 9)
            choices = [choice for choice in Kind.choices if choice[0] != Kind.AD]
            self.fields["kind"].choices = choices

    def split(self) -> tuple[dict[str, Any], Words]:
        """What is of the template, and its words."""
        values = dict(self.cleaned_data)
        said = {name: values.pop(name, "") for name in ("subject", "body", "plain", "fallback")}
        return values, Words(**said, **lists_from(self.data))


def words_from(data: QueryDict) -> Words:
    """The words as the form has them now, unchecked: for the preview."""
    said = {name: data.get(name, "") for name in ("subject", "body", "plain", "fallback")}
    return Words(**said, **lists_from(data))


def lists_from(data: QueryDict) -> dict[str, Any]:
    """Blocks and buttons, which the form repeats."""
    return {"blocks": _blocks(data), "buttons": _buttons(data)}


def _blocks(data: QueryDict) -> list[dict[str, Any]]:
    ids = [name for name in data.getlist("block") if _number.fullmatch(name)]
    return [_block(data, name) for name in ids[:200]]


def _block(data: QueryDict, name: str) -> dict[str, Any]:
    made: dict[str, Any] = {key: data.get(f"{name}.{key}", "") for key in SINGLE}
    for side in ("left", "right"):
        made[side] = {key: data.get(f"{name}.{side}.{key}", "") for key in SIDE}
    return {"id": name, **made, "fields": data.getlist(f"{name}.fields")}


def _buttons(data: QueryDict) -> list[dict[str, str]]:
    """Lines with a name or an address; an empty line is no button."""
    keys = ("kind", "name", "url", "url_pc")
    lines = zip(*(data.getlist(f"button.{key}") for key in keys), strict=False)
    made = [dict(zip(keys, line, strict=True)) for line in lines]
    return [line for line in made if line["name"].strip() or line["url"].strip()][:MOST_BUTTONS]


class CodeForm(Form):
    """The provider's code of an 알림톡 template."""

    code = forms.CharField(
        label=_("템플릿 코드"),
        max_length=60,
        help_text=_("카카오 발송사 화면에 나오는 템플릿 코드입니다."),
    )


class ReviewForm(Form):
    """What somebody read on the provider's page."""

    state = forms.ChoiceField(
        label=_("검수 상태"),
        choices=[one for one in Alimtalk.State.choices if one[0] != Alimtalk.State.DRAFT],
    )
    text = forms.CharField(
        label=_("승인된 글"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("승인되었다면 발송사 화면의 글을 그대로 붙여 넣으세요. 여기 글과 견줍니다."),
    )
    reason = forms.CharField(label=_("반려 사유"), max_length=500, required=False)


def initial_of(template: Template) -> dict[str, Any]:
    """A template as the form begins with it."""
    names = ("name", "kind", "folder", "is_shared", "version")
    words = {} if template.current is None else {
        name: getattr(template.current, name) for name in ("subject", "body", "plain", "fallback")
    }  # fmt: skip
    return {name: getattr(template, name) for name in names} | words
