"""What an administrator writes about the desk."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.quality.models import Criterion, Scorecard
from dangol.helpdesk.setup.models import (
    Label,
    Macro,
    Member,
    RequestType,
    Route,
    Step,
    Team,
    Topic,
)
from dangol.helpdesk.sla.models import Policy
from dangol.kit.forms import Form, form_for
from dangol.messaging.models import MailAccount


class Kind:
    """One kind of setting: its table, its form's fields, and what stands under it."""

    def __init__(self, model: type[models.Model], icon: str, note: Any, *fields: str) -> None:
        self.model, self.icon, self.note, self.fields = model, icon, note, fields
        self.label = model._meta.verbose_name

    def form(self, data: Any, *, user: User, row: models.Model | None) -> Form:
        """The form, filled in from a row; a new one starts with the model's defaults."""
        initial = {name: _value(row, name) for name in self.fields} if row else {}
        form = form_for(self.model, *self.fields)(data, user=user, initial=initial)
        for name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = _offered(name, field.queryset)
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple(choices=list(field.choices))  # type: ignore[arg-type]
        return form


def _value(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return list(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)  # type: ignore[union-attr]


def _offered(name: str, rows: Any) -> Any:
    """Only what can be meant: colleagues at work, grades, shared mailboxes, first-level topics."""
    if name in ("user", "agent", "owner"):
        return rows.filter(is_active=True).order_by("name", "pk")
    if name == "grade":
        return Code.objects.filter(group="customer_grade", is_active=True).order_by("order")
    if name == "account":
        return MailAccount.objects.filter(owner=None).order_by("name")
    if name == "parent":
        return rows.filter(parent=None).order_by("order", "pk")
    return rows


KINDS: dict[str, Kind] = {
    "steps": Kind(
        Step, "list-tree", _("모든 티켓이 거치는 길입니다. 이름과 수를 바꿀 수 있습니다."),
        "name", "kind", "color", "stops_clock", "order",
    ),
    "teams": Kind(
        Team, "users", _("누가 무엇에 답하는지, 새 티켓이 어떻게 담당을 찾는지 정합니다."),
        "name", "assign", "is_closed", "order", "is_active",
    ),
    "members": Kind(
        Member, "user-round-check", _("팀마다 누가 있는지 적습니다."),
        "team", "user", "skills", "is_open",
    ),
    "requests": Kind(
        RequestType, "tag", _("무엇을 청하는지에 따라 기본 팀과 우선순위가 정해집니다."),
        "name", "team", "priority", "is_complaint", "order", "is_active",
    ),
    "topics": Kind(
        Topic, "list-tree", _("두 단계의 상담유형입니다. 보고서를 이것으로 나눕니다."),
        "name", "parent", "order", "is_active",
    ),
    "policies": Kind(
        Policy, "timer", _("위에서부터 처음 맞는 약속을 씁니다. 비운 조건은 묻지 않습니다."),
        "name", "space", "channel", "request_type", "grade", "priority", "first_minutes",
        "next_minutes", "solve_minutes", "warn_minutes", "is_round_the_clock", "order",
        "is_active",
    ),
    "routes": Kind(
        Route, "split", _("새 티켓을 팀이나 전담 직원에게 보냅니다. 처음 맞는 규칙을 씁니다."),
        "name", "space", "channel", "request_type", "grade", "team", "agent", "priority",
        "order", "is_active",
    ),
    "labels": Kind(
        Label, "tag", _("살피는 사람은 월요일마다, 또는 날마다 그 라벨의 수를 듣습니다."),
        "name", "color", "owner", "is_daily",
    ),
    "macros": Kind(
        Macro, "message-square-quote", _("자주 쓰는 답장과, 함께 할 일입니다."),
        "name", "text", "is_note", "step", "priority", "labels", "order", "is_active",
    ),
    "scorecards": Kind(
        Scorecard, "badge-check", _("상담을 무엇으로 평가하는지 정합니다. 항목은 옆에서 더합니다."),
        "name", "use", "order", "is_active",
    ),
    "criteria": Kind(
        Criterion, "list-checks", _("평가표의 항목과 가중치입니다. 한 항목을 0–5점으로 매깁니다."),
        "card", "name", "hint", "weight", "order",
    ),
    "mailboxes": Kind(
        DeskMailbox, "mailbox", _("공용 메일 계정에 온 메일이 티켓이 됩니다."),
        "account", "space", "team", "request_type", "sends_receipt", "is_active",
    ),
}  # fmt: skip
