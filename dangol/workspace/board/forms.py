from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department
from dangol.accounts.people.queries import department_choices
from dangol.kit.forms import Form


class PostForm(Form):
    """A post and whom it is for."""

    title = forms.CharField(label=_("제목"), max_length=200)
    text = forms.CharField(
        label=_("내용"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("빈 줄로 문단을 나눕니다. # 제목, - 목록, **굵게**, 주소는 링크가 됩니다."),
    )
    departments = forms.MultipleChoiceField(
        label=_("받는 부서"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("고르지 않으면 모두에게 보입니다. 하위 부서도 받습니다."),
    )
    is_pinned = forms.BooleanField(label=_("위에 고정"), required=False)
    must_read = forms.BooleanField(label=_("꼭 읽어야 함"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["departments"].choices = department_choices()

    def clean_departments(self) -> list[Department]:
        return list(Department.objects.filter(pk__in=self.cleaned_data["departments"]))


class BoardForm(Form):
    """One board."""

    name = forms.CharField(label=_("게시판"), max_length=50)
    note = forms.CharField(label=_("설명"), max_length=200, required=False)
    is_official = forms.BooleanField(label=_("공지 쓰기 권한이 있는 사람만 쓰기"), required=False)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=999, initial=10)
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)
