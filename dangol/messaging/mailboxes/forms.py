from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department
from dangol.kit.forms import Form
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.mailboxes.services import check_host, default_since
from dangol.messaging.rights import ACCOUNTS


class AccountForm(Form):
    """One account; without the right to run shared ones it is always one's own."""

    name = forms.CharField(label=_("이름"), max_length=60, help_text=_("메일함에 보이는 이름"))
    email = forms.EmailField(label=_("메일 주소"))
    host = forms.CharField(label=_("IMAP 서버"), max_length=200)
    port = forms.IntegerField(label=_("포트"), min_value=1, max_value=65_535, initial=993)
    security = forms.ChoiceField(label=_("보안 연결"), choices=MailAccount.Security)
    username = forms.CharField(
        label=_("아이디"), max_length=200, help_text=_("대개 메일 주소 전체이거나 @ 앞부분입니다.")
    )
    password = forms.CharField(
        label=_("비밀번호"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("암호화해 저장합니다. env:이름으로 적으면 서버의 환경 변수에서 읽습니다."),
    )
    since_on = forms.DateField(
        label=_("이날 온 메일부터"), widget=forms.DateInput(attrs={"type": "date"})
    )
    shares_with_team = forms.BooleanField(
        label=_("팀에도 보이기"),
        required=False,
        help_text=_(
            "내 메일을 볼 권한이 있는 팀장과 동료가 함께 봅니다. 대화마다 바꿀 수 있습니다."
        ),
    )
    is_shared = forms.BooleanField(
        label=_("공용 메일함"),
        required=False,
        help_text=_("대표 메일처럼 여러 사람이 함께 읽고 답합니다."),
    )
    departments = forms.ModelMultipleChoiceField(
        label=_("볼 수 있는 부서"),
        queryset=Department.objects.order_by("order", "name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("고르지 않으면 메일함 권한이 있는 모두가 봅니다."),
    )
    takes_copies = forms.BooleanField(
        label=_("숨은참조 주소로 쓰기"),
        required=False,
        help_text=_("직원마다 숨은참조 주소가 생깁니다. 밖에서 보낸 메일도 고객에게 쌓입니다."),
    )

    def __init__(self, *args: Any, account: MailAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["since_on"].initial = default_since(timezone.localdate())
        self.fields["password"].required = account is None
        if account:
            self.fields["password"].help_text = _("비워 두면 저장된 비밀번호를 그대로 씁니다.")
        may_share = self.user.has_perm(ACCOUNTS)
        is_personal = account is not None and not account.is_shared
        if not may_share or is_personal:
            for name in ("is_shared", "departments", "takes_copies"):
                del self.fields[name]
        elif account:
            del self.fields["is_shared"]
            del self.fields["shares_with_team"]

    def clean_host(self) -> str:
        return check_host(self.cleaned_data["host"])

    def clean_since_on(self) -> Any:
        day = self.cleaned_data["since_on"]
        if day > timezone.localdate():
            raise ValidationError(_t("오늘이나 그 이전 날짜를 적어 주세요."))
        return day


class FoldersForm(forms.Form):
    folders = forms.MultipleChoiceField(
        label=_("읽을 폴더"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, account: MailAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(account.folders.order_by("pk"))
        field: Any = self.fields["folders"]
        field.choices = [(one.name, one.name) for one in rows]
        field.initial = [one.name for one in rows if one.is_chosen]
