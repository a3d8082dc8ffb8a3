from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, Role, User
from dangol.accounts.people.queries import department_choices
from dangol.codes.forms import CleanCharField
from dangol.kit.korean.phones import parse_phone

username_rule = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,49}$",
    _("아이디는 영문 소문자와 숫자, . _ - 로 2~50자로 적어 주세요."),
)


class DepartmentField(forms.TypedChoiceField):
    """A department, chosen from the indented tree."""

    def __init__(self, **said: Any) -> None:
        said.setdefault("required", False)
        super().__init__(coerce=int, empty_value=None, **said)

    def offer(self, choices: list[tuple[int, str]]) -> None:
        self.choices = [("", _("고르지 않음")), *choices]

    def clean(self, value: Any) -> Department | None:
        pk = super().clean(value)
        return Department.objects.filter(pk=pk).first() if pk else None


class _ContactForm(forms.Form):
    name = CleanCharField(label=_("이름"), max_length=100)
    email = forms.EmailField(label=_("이메일"), required=False)
    phone = CleanCharField(label=_("휴대전화"), max_length=30, required=False)
    person: User | None = None

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.person.pk if self.person else 0)
        if email and others.filter(email__iexact=email).exists():
            raise ValidationError(_t("이 이메일을 쓰는 직원이 이미 있습니다."))
        return email

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if not text:
            return ""
        number = parse_phone(text)
        if number is None:
            raise ValidationError(_t("전화번호가 아닙니다. 예: 010-1234-5678"))
        return number.digits


class PersonForm(_ContactForm):
    """An account as an administrator edits it."""

    username = CleanCharField(label=_("아이디"), validators=[username_rule])
    department = DepartmentField(label=_("부서"))
    position = CleanCharField(
        label=_("직위"), max_length=50, required=False, help_text=_("예: 대리, 과장")
    )
    title = CleanCharField(
        label=_("직책"), max_length=50, required=False, help_text=_("예: 팀장, 센터장")
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.order_by("order", "name"),
        label=_("역할"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("여러 역할을 맡으면 가장 넓은 범위가 됩니다."),
    )
    field_order = ["username", "name", "department", "position", "title", "email", "phone", "roles"]

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["department"].offer(department_choices())  # type: ignore[attr-defined]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        others = User.objects.exclude(pk=self.person.pk if self.person else 0)
        if others.filter(username__iexact=username).exists():
            raise ValidationError(_t("이미 쓰고 있는 아이디입니다. 다른 아이디를 적어 주세요."))
        return username


class DepartmentForm(forms.Form):
    name = CleanCharField(label=_("부서명"), max_length=100)
    parent = DepartmentField(label=_("상위 부서"))

    def __init__(self, *args: Any, department: Department | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(department_choices(without=department))  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("넘겨받을 직원"), empty_label=_("고르지 않음")
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.filter(is_active=True).exclude(pk=person.pk)
        self.fields["to"].queryset = others.order_by("name")  # type: ignore[attr-defined]


class ProfileForm(_ContactForm):
    """What people may change of their own account."""

    language = forms.ChoiceField(label=_("언어"), choices=User.Language.choices)
    theme = forms.ChoiceField(label=_("화면 밝기"), choices=User.Theme.choices, required=False)
    density = forms.ChoiceField(label=_("줄 간격"), choices=User.Density.choices, required=False)
    has_letter_keys = forms.BooleanField(
        label=_("한 글자 단축키"),
        required=False,
        help_text=_("목록에서 j k로 움직이고 x로 고르는 것 따위입니다."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
