"""What the list of customers does to many at once, and how each act is taken back."""

from collections import defaultdict
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.codes.queries import choices
from dangol.customers.lifecycle.services import move_stages, set_grades
from dangol.customers.parties.models import Customer, Tag
from dangol.customers.parties.queries import owners_for, sees_unowned
from dangol.customers.parties.services import add_tags, change_owner, remove_customer, take_tags
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.lists import BulkAction, Outcome

BULK = "customers.bulk_customer"
Rows = "QuerySet[Customer]"


class OwnerForm(Form):
    """Who looks after them from now on."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("새 담당"), required=False, empty_label=_("미배정")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not sees_unowned(self.user):
            self.fields["owner"].required, self.fields["owner"].empty_label = True, None
        self.fields["owner"].queryset = owners_for(self.user)


class StageForm(Form):
    """Where they stand, and why."""

    to = forms.ChoiceField(label=_("단계"), choices=Customer.Stage.choices)
    reason = forms.CharField(label=_("사유"), max_length=200)


class GradeForm(Form):
    """Which grade, from when."""

    grade = forms.TypedChoiceField(label=_("등급"), required=False, coerce=int, empty_value=None)
    starts_on = forms.DateField(
        label=_("적용일"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    reason = forms.CharField(label=_("사유"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["grade"].choices = [("", _("없음")), *choices("customer_grade")]
        self.fields["starts_on"].initial = timezone.localdate


class TagsForm(Form):
    """Tags, separated by commas."""

    tags = forms.CharField(label=_("태그"), max_length=300, help_text=_("쉼표로 나눠 적습니다."))


def _grouped(rows: Any, field: str) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = defaultdict(list)
    for pk, value in rows.values_list("pk", field):
        found[value].append(pk)
    return found


def _those(ids: list[int]) -> "QuerySet[Customer]":
    return Customer.objects.filter(pk__in=ids)


def _before(rows: Any, field: str, after: Any) -> dict[str, Any]:
    pairs = [[value, ids] for value, ids in _grouped(rows, field).items() if value != after]
    return {"after": after, "pairs": pairs}


def _own(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    before = _before(rows, "owner_id", values["owner"])
    owner = owners_for(actor).filter(pk=values["owner"]).first() if values["owner"] else None
    if values["owner"] and owner is None:
        raise Refused(_t("이 담당에게는 넘길 수 없습니다. 다른 담당을 골라 주세요."))
    return Outcome(change_owner(rows, owner=owner, actor=actor), before=before)


def _own_again(before: dict[str, Any], *, actor: User) -> int:
    done = 0
    for owner_id, ids in before["pairs"]:
        still = _those(ids).filter(owner_id=before["after"])
        owner = User.objects.filter(pk=owner_id).first() if owner_id else None
        done += change_owner(still, owner=owner, actor=actor)
    return done


def _move(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    before = _before(rows, "stage", values["to"])
    return Outcome(move_stages(rows, **values, actor=actor), before=before)


def _move_back(before: dict[str, Any], *, actor: User) -> int:
    reason = _t("한꺼번에 바꾼 것을 되돌림")
    return sum(
        move_stages(_those(ids).filter(stage=before["after"]), to=to, reason=reason, actor=actor)
        for to, ids in before["pairs"]
    )


def _grade(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    grade = Code.objects.filter(pk=values["grade"], group="customer_grade").first()
    today, starts_on = timezone.localdate(), forms.DateField().clean(values["starts_on"])
    before = _before(rows, "grade_id", values["grade"]) if starts_on <= today else None
    done = set_grades(
        rows, grade, starts_on=starts_on, today=today, reason=values["reason"], actor=actor
    )
    return Outcome(done, before=before)


def _grade_back(before: dict[str, Any], *, actor: User) -> int:
    today, reason, done = timezone.localdate(), _t("한꺼번에 바꾼 것을 되돌림"), 0
    for grade_id, ids in before["pairs"]:
        grade = Code.objects.filter(pk=grade_id).first()
        still = _those(ids).filter(grade_id=before["after"])
        done += set_grades(still, grade, starts_on=today, today=today, reason=reason, actor=actor)
    return done


def _tag(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    names = values["tags"].split(",")
    had = set(rows.filter(tags__name__in=[n.strip() for n in names]).values_list("pk", flat=True))
    ids = [pk for pk in rows.values_list("pk", flat=True) if pk not in had]
    done = add_tags(rows, names, actor=actor)
    return Outcome(done, before={"ids": ids, "names": names})


def _tag_back(before: dict[str, Any], *, actor: User) -> int:
    return take_tags(_those(before["ids"]), before["names"], actor=actor)


def _untag(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    names = [name.strip() for name in values["tags"].split(",")]
    marked = Customer.tags.through.objects.filter(
        customer__in=rows.values("pk"), tag__in=Tag.objects.filter(name__in=names)
    )
    had = [[name, pk] for name, pk in marked.values_list("tag__name", "customer_id")]
    return Outcome(take_tags(rows, names, actor=actor), before=had)


def _untag_back(before: list[list[Any]], *, actor: User) -> int:
    by_name: dict[str, list[int]] = defaultdict(list)
    for name, pk in before:
        by_name[name].append(pk)
    return sum(add_tags(_those(ids), [name], actor=actor) for name, ids in by_name.items())


def _delete(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    done, refused = 0, []
    for customer in rows:
        try:
            remove_customer(customer, actor=actor)
            done += 1
        except Refused as error:
            refused.append((customer.pk, str(error)))
    return Outcome(done, refused)


set_owner = BulkAction(
    "owner", _("담당 변경"), "user-round-check", BULK, _own, _own_again, OwnerForm
)
set_stage = BulkAction("stage", _("단계"), "flag", BULK, _move, _move_back, StageForm)
set_grade = BulkAction("grade", _("등급"), "crown", BULK, _grade, _grade_back, GradeForm)
tag = BulkAction("tag", _("태그 붙이기"), "tag", BULK, _tag, _tag_back, TagsForm)
untag = BulkAction("untag", _("태그 떼기"), "tag", BULK, _untag, _untag_back, TagsForm)
delete = BulkAction(
    "delete",
    _("삭제"),
    "trash-2",
    BULK,
    _delete,
    verb="delete",
    ask=_("고른 고객을 지웁니다. 연락처와 이력도 함께 지워지고 되돌릴 수 없습니다."),
    danger=True,
)
