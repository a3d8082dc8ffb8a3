"""What people type about a customer, kept as typed until it is right."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.company import company
from dangol.codes.custom import custom_form_fields
from dangol.codes.models import Code
from dangol.codes.queries import choices
from dangol.customers.parties.birthdays import written_day
from dangol.customers.parties.models import Address, ContactPoint, Customer
from dangol.customers.parties.queries import owners_for, places_of, points_of, sees_unowned
from dangol.customers.parties.rows import RowsField
from dangol.kit.errors import Conflict, Refused
from dangol.kit.forms import Form
from dangol.kit.korean.emails import parse_email
from dangol.kit.korean.phones import format_phone, parse_phone

RECORD = "customers.customer"
CUSTOM = "custom_"
PHONE_USES = [*ContactPoint.Use.choices, (ContactPoint.Medium.FAX, _("팩스"))]
OF_COMPANIES = (
    "representative", "business_number", "corporate_number", "industry", "line", "homepage",
    "company_types", "decision_process",
)  # fmt: skip
OF_PEOPLE = (
    "honorific", "birth_on", "birth_calendar", "sex", "guardian", "guardian_confirmed",
)  # fmt: skip
EMAIL_USES = [
    (use, label) for use, label in ContactPoint.Use.choices if use != ContactPoint.Use.MOBILE
]


def _code_choices(group: str, keep: int | None) -> list[tuple[Any, Any]]:
    return [("", _("고르지 않음")), *choices(group, keep=keep)]


class CustomerForm(Form):
    """Register or edit a customer. `customer` is the stored one when editing."""

    kind = forms.ChoiceField(
        label=_("구분"), choices=Customer.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("이름"), max_length=200)
    honorific = forms.CharField(label=_("직함·호칭"), max_length=50, required=False)
    representative = forms.CharField(label=_("대표자"), max_length=100, required=False)
    phones = RowsField(("use", "value", "extension"), PHONE_USES, parse_phone, label=_("전화"))
    emails = RowsField(("use", "value"), EMAIL_USES, parse_email, label=_("이메일"))
    addresses = RowsField(
        ("use", "text", "detail", "postcode"), Address.Use.choices, label=_("주소")
    )
    business_number = forms.CharField(label=_("사업자등록번호"), max_length=20, required=False)
    corporate_number = forms.CharField(label=_("법인등록번호"), max_length=20, required=False)
    industry = forms.CharField(label=_("업태"), max_length=100, required=False)
    line = forms.CharField(label=_("종목"), max_length=200, required=False)
    homepage = forms.CharField(label=_("홈페이지"), max_length=300, required=False)
    decision_process = forms.CharField(
        label=_("의사결정 과정"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("한 줄에 한 단계씩 적습니다. 예: 기안 → 팀장 → 구매팀 → 대표"),
    )
    company_types = forms.MultipleChoiceField(
        label=_("거래처 구분"), required=False, widget=forms.CheckboxSelectMultiple
    )
    birth_on = forms.CharField(
        label=_("생년월일"), max_length=20, required=False, help_text=_("예: 1990-02-28")
    )
    birth_calendar = forms.ChoiceField(
        label=_("양력·음력"), choices=Customer.Calendar.choices, required=False
    )
    sex = forms.ChoiceField(
        label=_("성별"), choices=[("", _("고르지 않음")), *Customer.Sex.choices], required=False
    )
    guardian = forms.CharField(
        label=_("법정대리인"),
        max_length=100,
        required=False,
        help_text=_("만 14세 미만일 때만 적습니다."),
    )
    guardian_confirmed = forms.BooleanField(
        label=_("법정대리인의 동의를 확인했습니다."), required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("담당"), required=False, empty_label=_("미배정")
    )
    stage = forms.ChoiceField(label=_("단계"), choices=Customer.Stage.choices)
    interest = forms.TypedChoiceField(
        label=_("관심도"),
        choices=Customer.Interest.choices,
        coerce=int,
        required=False,
        empty_value=None,
    )
    loyalty = forms.TypedChoiceField(
        label=_("로열티"),
        choices=Customer.Loyalty.choices,
        coerce=int,
        required=False,
        empty_value=None,
    )
    contact = forms.TypedChoiceField(
        label=_("접촉"),
        choices=Customer.Contact.choices,
        coerce=int,
        required=False,
        empty_value=None,
    )
    source = forms.TypedChoiceField(
        label=_("처음 알게 된 경로"), coerce=int, required=False, empty_value=None
    )
    last_source = forms.TypedChoiceField(
        label=_("최근 유입 경로"), coerce=int, required=False, empty_value=None
    )
    source_note = forms.CharField(
        label=_("수집 출처"),
        max_length=200,
        required=False,
        help_text=_("개인정보를 어디서 받았는지 적습니다. 물어보면 알려 드려야 합니다."),
    )
    collected_on = forms.DateField(
        label=_("수집일"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    tags = forms.Field(label=_("태그"), required=False, widget=forms.SelectMultiple)
    memo = forms.CharField(
        label=_("메모"), max_length=10_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, user: User, customer: Customer | None = None, **options: Any
    ) -> None:
        self.customer = customer
        initial = _initial(customer) if customer else _first_values(user)
        super().__init__(data, user=user, initial=initial | options.pop("initial", {}), **options)
        keep = customer or Customer()
        if not sees_unowned(user):
            self.fields["owner"].empty_label = None
        self.fields["owner"].queryset = owners_for(user, keep=keep.owner_id)
        for name in ("source", "last_source"):
            self.fields[name].choices = _code_choices("source", getattr(keep, f"{name}_id"))
        self.fields["company_types"].choices = choices("company_type")
        self.own = custom_form_fields(RECORD, before=customer.custom if customer else None)
        self.fields |= {f"{CUSTOM}{key}": field for key, field in self.own.items()}
        if customer:
            del self.fields["stage"]
        self._leave_out_the_other_kind()
        self.hides = bool(customer) and not user.has_perm("customers.reveal_customer")
        if self.hides:
            for name in ("phones", "emails", "addresses", "birth_on", "birth_calendar"):
                self.fields.pop(name, None)

    def clean_owner(self) -> User | None:
        """Left empty by somebody who would lose sight of the customer, it stays or is their own."""
        owner: User | None = self.cleaned_data["owner"]
        if owner or sees_unowned(self.user):
            return owner
        return self.customer.owner if self.customer else self.user

    def _leave_out_the_other_kind(self) -> None:
        """People have no representative, companies no birthday; what is stored stays editable."""
        is_company = self["kind"].value() == Customer.Kind.COMPANY
        others = OF_PEOPLE if is_company else OF_COMPANIES
        stored = {**self.initial, "birth_calendar": self.initial.get("birth_on")}
        for name in others:
            if not stored.get(name):
                del self.fields[name]

    @property
    def company_fields(self) -> list[forms.BoundField]:
        """What only companies have, but the representative."""
        return [self[name] for name in OF_COMPANIES[1:] if name in self.fields]

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """What only people have, but what they are called."""
        return [self[name] for name in OF_PEOPLE[1:] if name in self.fields]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The office's own fields."""
        return [self[f"{CUSTOM}{key}"] for key in self.own]

    def clean_tags(self) -> list[str]:
        return [str(name) for name in self.cleaned_data["tags"] or []]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        values = dict(self.cleaned_data)
        values["custom"] = {key: values.pop(f"{CUSTOM}{key}", None) for key in self.own}
        codes = Code.objects.in_bulk({values["source"], values["last_source"]} - {None})
        values |= {name: codes.get(values[name]) for name in ("source", "last_source")}
        types = values.get("company_types", ())
        values["company_types"] = Code.objects.filter(pk__in=types)
        kept = self.customer.guardian_confirmed_at if self.customer else None
        confirmed = values.pop("guardian_confirmed", False)
        values["guardian_confirmed_at"] = (kept or timezone.now()) if confirmed else None
        if "birth_on" in values:
            values["birth_calendar"] = values["birth_calendar"] or Customer.Calendar.SOLAR
        values |= {name: values[name] or 0 for name in ("interest", "loyalty", "contact")}
        if values["kind"] == Customer.Kind.PERSON:
            values["company_types"] = []
        if not self.customer:
            values.pop("version")
        return values

    def refuse(self, error: Exception) -> None:
        """Show what a service said beside the fields."""
        if isinstance(error, Conflict) and self.customer:
            self._show_theirs()
        if isinstance(error, Refused):
            self.add_error(None, str(error))
        elif isinstance(error, ValidationError):
            for name, messages in error.message_dict.items():
                own = f"{CUSTOM}{name}"
                at = name if name in self.fields else own if own in self.fields else None
                self.add_error(at, messages)

    def _show_theirs(self) -> None:
        """After a conflict: beside each field that differs, what is stored now."""
        assert self.customer  # noqa: S101
        self.customer.refresh_from_db()
        stored = _initial(self.customer)
        for name, field in self.fields.items():
            now, typed = stored.get(name), self.cleaned_data.get(name)
            if name in stored and name != "version" and not _same(now, typed):
                shown = _shown(field, now)
                self[name].help_text = _("다른 사람이 저장한 값: %(value)s") % {"value": shown}
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.customer.version)


class TagsForm(Form):
    """The tags of one customer; none sent takes all of them off."""

    tags = forms.Field(required=False, widget=forms.SelectMultiple)

    def clean_tags(self) -> list[str]:
        return [str(name) for name in self.cleaned_data["tags"] or []]


def _first_values(user: User) -> dict[str, Any]:
    profile = company().profile
    kind = Customer.Kind.COMPANY if profile == "b2b" else Customer.Kind.PERSON
    return {
        "kind": kind,
        "owner": user.pk,
        "stage": Customer.Stage.TARGET,
        "birth_calendar": Customer.Calendar.SOLAR,
    }


_PLAIN = (
    "kind", "name", "honorific", "representative", "business_number", "corporate_number",
    "industry", "line", "homepage", "decision_process", "birth_calendar", "sex", "guardian",
    "interest", "loyalty", "contact", "source_note", "collected_on", "memo", "version",
)  # fmt: skip


def _initial(customer: Customer) -> dict[str, Any]:
    """The stored values in the form's words."""
    points, places = points_of(customer), places_of(customer)
    fax = ContactPoint.Medium.FAX
    values = {name: getattr(customer, name) for name in _PLAIN}
    values["birth_on"] = written_day(customer.birth_on, customer.birth_calendar)
    values["guardian_confirmed"] = customer.guardian_confirmed_at is not None
    values["owner"] = customer.owner_id
    values["source"], values["last_source"] = customer.source_id, customer.last_source_id
    values["company_types"] = [str(row.type_id) for row in customer.company_types.all()]
    values["tags"] = [tag.name for tag in customer.tags.all()]
    values["phones"] = [
        {
            "value": format_phone(point.value),
            "use": fax if point.medium == fax else point.use,
            "extension": point.extension,
            "is_main": point.is_main,
        }
        for point in points
        if point.medium != ContactPoint.Medium.EMAIL
    ]
    values["emails"] = [
        {"value": point.value, "use": point.use, "is_main": point.is_main}
        for point in points
        if point.medium == ContactPoint.Medium.EMAIL
    ]
    values["addresses"] = [
        {
            "text": place.place,
            "detail": place.detail,
            "postcode": place.postcode,
            "use": place.use,
            "is_main": place.is_main,
        }
        for place in places
    ]
    return values


def _same(now: Any, typed: Any) -> bool:
    return _flat(now) == _flat(typed)


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return [_flat(item) for item in value]
    if isinstance(value, Mapping):
        return {k: str(v) for k, v in value.items() if k not in ("row",) and v not in ("", False)}
    return str(getattr(value, "pk", value) or "")


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, list):
        parts = (
            item.get("value") or item.get("text") if isinstance(item, dict) else item
            for item in value
        )
        return ", ".join(str(part) for part in parts) or "—"
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(labels.get(str(value), value) or "—")
