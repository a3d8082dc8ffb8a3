"""What people write about tickets."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.installed.queries import installed_at
from dangol.catalog.models import Installed
from dangol.codes.custom import custom_form_fields
from dangol.customers.models import Customer
from dangol.helpdesk.setup.models import Channel, Priority, Space, Team
from dangol.helpdesk.setup.queries import (
    Choice,
    agent_names,
    labels,
    request_types,
    steps,
    teams,
    topics,
)
from dangol.helpdesk.tickets.letters import EMAIL, SMS
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.queries import ticket_by_number
from dangol.helpdesk.tickets.services import RECORD
from dangol.kit.forms import Form
from dangol.messaging.inbox.forms import ManyFiles

CUSTOM = "custom_"
NONE = ("", _("고르지 않음"))
_NAMES = (
    "subject", "text", "channel", "priority", "serial", "writer_name", "writer_email", "version",
)  # fmt: skip


def _number(label: Any, required: bool = False) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, required=required, empty_value=None)


def _choices(rows: list[Choice], keep: int | None = None) -> list[tuple[Any, Any]]:
    return [NONE, *((row.id, row.name) for row in rows)]


class TicketForm(Form):
    """A ticket; a new one also says who gets it. Empty team and agent leave it to the rules."""

    other = forms.ModelChoiceField(
        Customer.objects.none(), widget=forms.HiddenInput, label=_("고객"), required=False
    )
    subject = forms.CharField(label=_("제목"), max_length=300)
    text = forms.CharField(
        label=_("내용"), required=False, max_length=1_000_000,
        widget=forms.Textarea({"rows": 5}),
    )  # fmt: skip
    space = forms.ChoiceField(label=_("공간"), choices=Space.choices)
    channel = forms.ChoiceField(label=_("채널"), choices=Channel.choices)
    request_type = _number(_("요청유형"))
    topic = _number(_("상담유형"))
    priority = forms.TypedChoiceField(
        label=_("우선순위"), coerce=int, required=False, empty_value=None,
        choices=[("", _("규칙대로")), *Priority.choices],
    )  # fmt: skip
    team = _number(_("팀"))
    agent = _number(_("담당"))
    writer_name = forms.CharField(label=_("보낸 사람"), max_length=200, required=False)
    writer_email = forms.EmailField(label=_("회신 주소"), required=False)
    installed = _number(_("보유 제품"))
    serial = forms.CharField(label=_("일련번호"), max_length=100, required=False)
    labels = forms.TypedMultipleChoiceField(
        label=_("라벨"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        ticket: Ticket | None = None,
        customer: Customer | None = None,
        **options: Any,
    ) -> None:
        initial = _initial(ticket) if ticket else {}
        super().__init__(data, user=user, initial=initial | options.pop("initial", {}), **options)
        self.ticket = ticket
        self.fields["other"].queryset = Customer.objects.visible_to(user)
        self.fields["request_type"].choices = _choices(request_types(retired=bool(ticket)))
        self.fields["topic"].choices = _choices(topics(retired=bool(ticket)))
        self.fields["labels"].choices = [(row.id, row.name) for row in labels()]
        self._offer_pieces(ticket.customer if ticket else customer)
        if ticket:
            for name in ("other", "space", "team", "agent"):
                del self.fields[name]
        else:
            self.fields["team"].choices = [("", _("규칙대로")), *_choices(teams())[1:]]
            self.fields["agent"].choices = [("", _("규칙대로")), *people_of_desk(user)]
        if not labels():
            del self.fields["labels"]
        before = ticket.custom if ticket else None
        self.own = custom_form_fields(RECORD, before=before)
        self.fields |= {f"{CUSTOM}{key}": field for key, field in self.own.items()}

    def _offer_pieces(self, customer: Customer | None) -> None:
        pieces = list(installed_at(customer)[:100]) if customer else []
        if pieces:
            self.fields["installed"].choices = [NONE, *((row.pk, str(row)) for row in pieces)]
        else:
            del self.fields["installed"]
        self.pieces = {row.pk: row for row in pieces}

    def clean_installed(self) -> Installed | None:
        return self.pieces.get(self.cleaned_data["installed"] or 0)

    def values(self) -> dict[str, Any]:
        """The arguments of the services; own fields together as `custom`."""
        given = dict(self.cleaned_data)
        own = {key: given.pop(f"{CUSTOM}{key}") for key in self.own}
        for name in ("request_type", "topic", "team", "agent"):
            if name in given:
                given[f"{name}_id"] = given.pop(name)
        if given.get("priority") is None:
            given.pop("priority", None)
        if self.ticket is None:
            given.pop("version")
            given = {name: value for name, value in given.items() if value not in (None, "")}
        return {**given, "custom": own} if own else given


def _initial(ticket: Ticket) -> dict[str, Any]:
    found = {name: getattr(ticket, name) for name in _NAMES}
    found |= {
        "request_type": ticket.request_type_id,
        "topic": ticket.topic_id,
        "installed": ticket.installed_id,
        "labels": list(ticket.labels.values_list("pk", flat=True)),
    }
    return found


def people_of_desk(user: User) -> list[tuple[int, str]]:
    """Everybody of a team and oneself, by name."""
    people = agent_names() | {user.pk: user.name}
    return sorted(people.items(), key=lambda one: (one[1], one[0]))


class ReplyForm(Form):
    """An answer to the customer; whom it goes to is always seen."""

    medium = forms.ChoiceField(
        label=_("보내는 길"), choices=[(EMAIL, _("메일")), (SMS, _("문자"))], required=False
    )
    to = forms.CharField(label=_("받는 사람"), max_length=2_000, required=False)
    text = forms.CharField(
        label=_("답장"), max_length=100_000,
        widget=forms.Textarea({"rows": 4, "placeholder": _("고객에게 보낼 말을 적습니다.")}),
    )  # fmt: skip
    uploads = ManyFiles(label=_("파일"), required=False)
    source = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    then = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    macro = forms.CharField(required=False, max_length=20)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("medium") != SMS and not given.get("to", "").strip():
            self.add_error("to", _("받는 사람을 적어 주세요."))
        return given


class WordsForm(Form):
    """A note among ourselves, or what was said by phone."""

    text = forms.CharField(
        label=_("내부 메모"), max_length=100_000, widget=forms.Textarea({"rows": 4})
    )
    source = forms.CharField(widget=forms.HiddenInput, max_length=60)
    macro = forms.CharField(required=False, max_length=20)


class TransferForm(Form):
    """이관: where to and why."""

    team = forms.ModelChoiceField(
        Team.objects.filter(is_active=True).order_by("order", "pk"), label=_("팀")
    )
    agent = _number(_("사람(비워 두면 팀의 규칙대로)"))
    reason = forms.CharField(
        label=_("까닭"), max_length=300, widget=forms.Textarea({"rows": 2}), required=False
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["agent"].choices = [NONE, *people_of_desk(user)]

    def clean_agent(self) -> User | None:
        return User.objects.filter(pk=self.cleaned_data["agent"] or 0).first()


class MoveForm(Form):
    """Another step, with a reason where it needs one."""

    to = forms.TypedChoiceField(label=_("단계"), coerce=int)
    reason = forms.CharField(label=_("까닭"), max_length=300, required=False)
    seen_in = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = [(row.id, row.name) for row in steps()]


class OtherForm(Form):
    """Another ticket by its number."""

    number = forms.CharField(label=_("티켓번호"), max_length=30)

    def clean_number(self) -> Ticket:
        found = ticket_by_number(self.user, self.cleaned_data["number"])
        if found is None:
            raise ValidationError(_t("이 번호의 티켓이 없거나 볼 권한이 없습니다."))
        return found


class SubjectForm(Form):
    """What a part, or what is split off, is called."""

    subject = forms.CharField(label=_("제목"), max_length=300)
