"""What rules of every office can do: set values, tags and owners, tell staff, call out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.api.models import Webhook
from dangol.api.services import call
from dangol.automation.registry import Action, Outcome, actions
from dangol.automation.services import first_time
from dangol.codes.custom import clean_value
from dangol.codes.models import Code
from dangol.codes.queries import choices, custom_fields
from dangol.customers.lifecycle.services import move_stages, set_grades
from dangol.customers.models import Customer, Tag
from dangol.customers.parties.queries import owners_for
from dangol.customers.parties.services import add_tags, change_owner, set_own_field, take_tags
from dangol.kit.forms import Form
from dangol.workspace.services import notify

CHANGE = "customers.change_customer"
RECORD = "customers.customer"
ONE_BY_ONE = 20
Values = Mapping[str, Any]


def _those(ids: list[int]) -> "QuerySet[Customer]":
    return Customer.objects.filter(pk__in=ids)


def _of(ids: list[int], done: int) -> Outcome:
    return Outcome(done, skipped=len(ids) - done)


class StageForm(Form):
    """Where they stand from now on."""

    to = forms.ChoiceField(label=_("단계"), choices=Customer.Stage.choices)


def move(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    done = move_stages(_those(ids), to=values["to"], reason=_t("자동화 규칙"), actor=actor)
    return _of(ids, done)


class GradeForm(Form):
    """Which grade, from today."""

    grade = forms.TypedChoiceField(label=_("등급"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grade"].choices = [("", _t("없음")), *choices("customer_grade")]


def grade(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    code = Code.objects.filter(pk=values["grade"]).first() if values["grade"] else None
    today = timezone.localdate()
    rows = _those(ids).exclude(grade=code) if code else _those(ids).exclude(grade=None)
    done = set_grades(
        rows, code, starts_on=today, today=today, reason=_t("자동화 규칙"), actor=actor
    )
    return _of(ids, done)


class TagForm(Form):
    """Which tags, separated by commas."""

    tags = forms.CharField(label=_("태그"), max_length=300, help_text=_("쉼표로 나눠 적습니다."))


def put_tags(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    names = [name.strip() for name in values["tags"].split(",")]
    marked = Customer.tags.through.objects.filter(customer__in=ids, tag__name__in=names)
    counts: dict[int, int] = {}
    for pk in marked.values_list("customer_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    new = [pk for pk in ids if counts.get(pk, 0) < len(set(filter(None, names)))]
    return _of(ids, add_tags(_those(new), names, actor=actor))


class TakeTagForm(Form):
    """Which of the tags there are."""

    tags = forms.MultipleChoiceField(label=_("태그"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = Tag.objects.order_by("name").values_list("name", flat=True)
        self.fields["tags"].choices = [(name, name) for name in names]


def drop_tags(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    return _of(ids, take_tags(_those(ids), values["tags"], actor=actor))


class OwnerForm(Form):
    """Who looks after them from now on."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("새 담당"), required=False, empty_label=_("미배정")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners_for(self.user)


def own(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    owner = owners_for(actor).get(pk=values["owner"]) if values["owner"] else None
    return _of(ids, change_owner(_those(ids), owner=owner, actor=actor))


class FieldForm(Form):
    """Which field of the office's own, and what it says from now on; nothing empties it."""

    field = forms.ChoiceField(label=_("항목"))
    value = forms.CharField(label=_("값"), required=False, max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = {field.key: field for field in custom_fields(RECORD)}
        self.fields["field"].choices = [(key, field.label) for key, field in self.own.items()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if field := self.own.get(values.get("field", "")):
            try:
                clean_value(field, values.get("value"))
            except ValidationError as error:
                self.add_error("value", error)
        return values


def set_field(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    field = next(row for row in custom_fields(RECORD) if row.key == values["field"])
    value = clean_value(field, values["value"])
    return _of(ids, set_own_field(_those(ids), field.key, value, actor=actor))


class NotifyForm(Form):
    """Who is told what."""

    to = forms.ChoiceField(
        label=_("받는 사람"), choices=[("owner", _("고객의 담당")), ("person", _("한 사람"))]
    )
    person = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        label=_("한 사람"),
        required=False,
    )
    text = forms.CharField(label=_("내용"), max_length=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if (
            values.get("to") == "person"
            and not values.get("person")
            and "person" not in self.errors
        ):
            self.add_error("person", _t("알릴 사람을 골라 주세요."))
        return values


def tell(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    if not first_time(source):
        return Outcome(skipped=len(ids))
    by_person: dict[int, list[int]] = {}
    nobody: list[int] = []
    for pk, owner_id, works in _those(ids).values_list("pk", "owner_id", "owner__is_active"):
        to = values["person"] if values["to"] == "person" else owner_id if works else None
        if to:
            by_person.setdefault(int(to), []).append(pk)
        else:
            nobody.append(pk)
    for person, theirs in by_person.items():
        for pk in theirs[:ONE_BY_ONE]:
            url = reverse("customers:customer_detail", args=[pk])
            notify([person], values["text"], url=url, kind="rule")
        if len(theirs) > ONE_BY_ONE:
            said = _t("%(text)s (그 밖에 %(n)s명)")
            more = {"text": values["text"][:150], "n": f"{len(theirs) - ONE_BY_ONE:,}"}
            notify([person], said % more, kind="rule")
    refused = {_t("알릴 담당이 없습니다."): nobody} if nobody else {}
    return Outcome(len(ids) - len(nobody), refused)


class WebhookForm(Form):
    """Which address is called."""

    webhook = forms.ModelChoiceField(
        Webhook.objects.filter(is_active=True).order_by("name"), label=_("웹훅")
    )


def call_webhook(ids: list[int], values: Values, *, source: str, actor: User) -> Outcome:
    if not first_time(source):
        return Outcome(skipped=len(ids))
    webhook = Webhook.objects.get(pk=values["webhook"])
    call(webhook, "automation.rule", ids, actor_id=actor.pk, source=source)
    return Outcome(len(ids))


MOVES = ("customers.stage_moved",)
actions.add("stage")(Action(_("단계 옮기기"), StageForm, move, CHANGE, "flag", MOVES))
actions.add("grade")(
    Action(_("등급 정하기"), GradeForm, grade, CHANGE, "crown", ("customers.grade_changed",))
)
actions.add("owner")(
    Action(
        _("담당 바꾸기"), OwnerForm, own, CHANGE, "user-round-check", ("customers.owner_changed",)
    )
)
actions.add("tag")(Action(_("태그 붙이기"), TagForm, put_tags, CHANGE, "tag"))
actions.add("untag")(Action(_("태그 떼기"), TakeTagForm, drop_tags, CHANGE, "tag"))
actions.add("field")(Action(_("항목 값 정하기"), FieldForm, set_field, CHANGE, "square-pen"))
actions.add("notify")(Action(_("직원에게 알리기"), NotifyForm, tell, icon="bell"))
actions.add("webhook")(
    Action(_("웹훅 부르기"), WebhookForm, call_webhook, "api.manage_webhooks", "webhook")
)
