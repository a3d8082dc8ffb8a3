"""What administrators write about senders, channels and processors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form, form_for
from dangol.messaging.channels.protocol import Kind
from dangol.messaging.senders.adapters import kind_of, kinds_for
from dangol.messaging.senders.models import Channel, Processor, SenderProfile

SenderForm = form_for(
    SenderProfile, "name", "phone", "optout_number", "email", "address", "is_active"
)
ProcessorForm = form_for(
    Processor,
    "name",
    "task",
    "certificate",
    "country",
    "basis",
    "recipient",
    "items",
    "period",
    "published_on",
)
_SECURITY = [
    ("starttls", "STARTTLS"),
    ("tls", "TLS"),
    ("none", _("없음(같은 컴퓨터일 때만)")),
]


class ChannelForm(Form):
    """How one medium leaves: the adapter's own fields, its pace and its hours."""

    adapter = forms.ChoiceField(label=_("연결 방식"))
    processor = forms.ModelChoiceField(
        Processor.objects.all(), label=_("수탁자"), required=False, empty_label=_("없음")
    )
    per_minute = forms.IntegerField(
        label=_("분당 최대 건수"), min_value=0, max_value=100_000, help_text=_("0이면 제한 없음")
    )
    opens_at = forms.TimeField(
        label=_("보내기 시작"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    closes_at = forms.TimeField(
        label=_("보내기 끝"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("이 시간에만 내보냅니다. 법이 정한 밤 시간은 따로 지킵니다."),
    )

    def __init__(self, *args: Any, channel: Channel, **options: Any) -> None:
        chosen = (options.get("initial") or {}).get("adapter") or channel.adapter
        options["initial"] = {**_values(channel), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.channel = channel
        choices = kinds_for(channel.medium)
        self.fields["adapter"].choices = [(name, kind.label) for name, kind in choices]
        if self.is_bound:
            chosen = self.data.get("adapter") or chosen
        self.kind: Kind = dict(choices).get(chosen) or kind_of(channel)
        for name, label in self.kind.settings.items():
            self.fields[f"set_{name}"] = _setting(name, label, channel)
        for name, label in self.kind.secrets.items():
            self.fields[f"secret_{name}"] = _secret(name, label, bool(channel.secret))

    def values(self) -> dict[str, Any]:
        """What the service wants."""
        typed = self.cleaned_data
        plain = {n: v for n, v in typed.items() if not n.startswith(("set_", "secret_"))}
        return {
            **plain,
            "settings": {n: typed[f"set_{n}"] for n in self.kind.settings},
            "secrets": {n: typed[f"secret_{n}"] for n in self.kind.secrets},
        }


def _values(channel: Channel) -> dict[str, Any]:
    names = ("adapter", "processor", "per_minute", "opens_at", "closes_at")
    return {name: getattr(channel, name) for name in names}


def _setting(name: str, label: Any, channel: Channel) -> forms.Field:
    initial = channel.settings.get(name)
    if name == "security":
        return forms.ChoiceField(label=label, choices=_SECURITY, initial=initial or "starttls")
    if name in ("port", "connections"):
        default = 587 if name == "port" else 1
        return forms.IntegerField(
            label=label, min_value=1, max_value=65_535, initial=initial or default
        )
    return forms.CharField(
        label=label, max_length=300, required=name == "host", initial=initial or ""
    )


def _secret(name: str, label: Any, is_kept: bool) -> forms.Field:
    """Never shown again; empty keeps what is stored."""
    hint = (
        _("저장되어 있습니다. 바꿀 때만 적으세요.")
        if is_kept
        else _("암호로 저장됩니다. env:이름으로 적으면 서버의 환경 변수에서 읽습니다.")
    )
    widget = (
        forms.Textarea({"rows": 4})
        if name.endswith("_key")
        else forms.PasswordInput({"autocomplete": "new-password"})
    )
    return forms.CharField(label=label, required=False, widget=widget, help_text=hint)


class TestForm(Form):
    """Where a test message goes."""

    to = forms.CharField(label=_("받을 곳"), max_length=200)


class DoNotCallForm(Form):
    """The numbers donotcall.go.kr returned."""

    checked_on = forms.DateField(
        label=_("대조한 날"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    numbers = forms.CharField(
        label=_("걸린 번호"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("한 줄에 하나씩 붙여 넣으세요. 없으면 비워 둡니다."),
    )
    note = forms.CharField(label=_("메모"), max_length=200, required=False)
