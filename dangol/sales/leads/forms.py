"""What is written about leads: by strangers on the public form, by us inside."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.custom import gather_own, own_fields
from dangol.codes.queries import choices
from dangol.customers.models import Customer
from dangol.kit.forms import Form, WonField
from dangol.messaging.models import MailAccount
from dangol.sales.finding import NameInput, customer_called
from dangol.sales.leads.models import Lead, LeadForm, LeadRule
from dangol.sales.pipeline.models import Stage
from dangol.sales.pipeline.queries import every_stage

RECORD = "sales.lead"
_TEXT = forms.Textarea({"rows": 4})


class PublicForm(forms.Form):
    """What a stranger writes; `homepage` is a trap no person sees."""

    name = forms.CharField(label=_("이름"), max_length=100)
    company = forms.CharField(label=_("회사"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("전화"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    email = forms.EmailField(label=_("이메일"), required=False)
    text = forms.CharField(label=_("문의 내용"), max_length=5_000, required=False, widget=_TEXT)
    privacy = forms.BooleanField(label=_("개인정보 수집·이용에 동의합니다(필수)"))
    ads = forms.BooleanField(label=_("이메일로 광고를 받겠습니다(선택)"), required=False)
    homepage = forms.CharField(required=False)
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_ads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_ads:
            del self.fields["ads"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("phone") and not values.get("email") and "email" not in self.errors:
            self.add_error("phone", _t("답을 드릴 전화나 이메일을 적어 주세요."))
        return values


class _SourceForm(Form):
    source = forms.TypedChoiceField(
        label=_("유입 경로"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["source"].choices = [("", _("고르지 않음")), *choices("source")]


class TakeForm(_SourceForm):
    """A lead written down by us: a call, a referral, a partner's list; or one to be corrected."""

    name = forms.CharField(label=_("이름"), max_length=100)
    company = forms.CharField(label=_("회사"), max_length=200, required=False)
    phone = forms.CharField(label=_("전화"), max_length=30, required=False)
    email = forms.EmailField(label=_("이메일"), required=False)
    region = forms.CharField(label=_("지역"), max_length=40, required=False)
    way = forms.ChoiceField(label=_("접수 방법"), choices=Lead.Way, initial=Lead.Way.CALL)
    partner = forms.CharField(label=_("제휴처"), max_length=100, required=False)
    referrer = forms.CharField(
        label=_("소개한 고객"), max_length=200, required=False, widget=NameInput("referrer"),
        help_text=_("고객번호나 이름. 소개로 온 사람이면 적습니다."),
    )  # fmt: skip
    text = forms.CharField(label=_("문의 내용"), max_length=5_000, required=False, widget=_TEXT)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = (
        "name", "company", "phone", "email", "region", "way", "source", "referrer", "partner",
        "text",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, lead: Lead | None = None, **kwargs: Any) -> None:
        if lead:
            names = [name for name in self.base_fields if name != "source"]
            held = {name: getattr(lead, name) for name in names}
            number = lead.referrer.number if lead.referrer else ""
            kwargs["initial"] = held | {"source": lead.source_id, "referrer": number}
        super().__init__(*args, user=user, **kwargs)
        if lead is None:
            del self.fields["version"]
        else:
            self.kept = lead.referrer
            kept = choices("source", keep=lead.source_id)
            self.fields["source"].choices = [("", _("고르지 않음")), *kept]
        self.fields |= own_fields(RECORD, before=lead.custom if lead else None)

    kept: Customer | None = None

    def clean_referrer(self) -> Customer | None:
        """Who it was, by number or name; one that is written already need not be visible."""
        word = self.cleaned_data["referrer"].strip()
        if not word or (self.kept and self.kept.number == word):
            return self.kept if word else None
        return customer_called(self.user, word)

    def clean(self) -> dict[str, Any]:
        """The office's own fields together as `custom`, as the services take them."""
        return gather_own(super().clean() or self.cleaned_data)


class GiveForm(Form):
    """Who takes care from now on, and what they should know."""

    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"), label=_("담당"), empty_label=None
    )
    brief = forms.CharField(
        label=_("전달 사항"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("사유"), max_length=300)


class ConvertForm(Form):
    """Whether a deal begins at once, and where."""

    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=_("거래 단계"), required=False,
        empty_label=_("거래 없이 고객으로만"),
    )  # fmt: skip
    title = forms.CharField(label=_("거래명"), max_length=200, required=False)
    amount = WonField(label=_("예상 금액"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        ids = [row.id for row in every_stage() if row.outcome == "open" and row.is_active]
        rows = Stage.objects.filter(pk__in=ids).order_by("pipeline__order", "order")
        self.fields["stage"].queryset = rows
        self.fields["stage"].initial = ids[0] if ids else None

    def clean_amount(self) -> int:
        return self.cleaned_data["amount"] or 0


class WebForm(_SourceForm):
    """A public form as it is set up."""

    name = forms.CharField(label=_("이름"), max_length=100)
    intro = forms.CharField(label=_("안내 문구"), max_length=300, required=False)
    thanks = forms.CharField(label=_("보낸 뒤 문구"), max_length=300, required=False)
    privacy = forms.CharField(
        label=_("개인정보 수집·이용 안내"), max_length=5_000, widget=_TEXT,
        help_text=_("항목, 목적, 보유 기간을 적습니다(개인정보 보호법 제15조)."),
    )  # fmt: skip
    asks_email_consent = forms.BooleanField(label=_("이메일 광고 수신 동의도 묻기"), required=False)
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    @staticmethod
    def initial_of(row: LeadForm) -> dict[str, Any]:
        names = ("name", "intro", "thanks", "privacy", "asks_email_consent", "is_active")
        return {name: getattr(row, name) for name in names} | {"source": row.source_id}


class RuleForm(_SourceForm):
    """Who gets which leads."""

    name = forms.CharField(label=_("이름"), max_length=100)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=9_999, initial=0)
    region = forms.CharField(
        label=_("지역"), max_length=40, required=False, help_text=_("예: 부산. 비우면 어디든.")
    )
    way = forms.ChoiceField(
        label=_("접수 방법"), choices=[("", _("모두")), *Lead.Way.choices], required=False
    )
    least_score = forms.IntegerField(
        label=_("최소 점수"), min_value=0, max_value=100, required=False
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        label=_("받는 사람"),
        required=False,
    )
    by_territory = forms.BooleanField(
        label=_("권역대로: 가망고객의 지역을 맡은 권역의 사람이 받음"), required=False
    )
    most_open = forms.IntegerField(
        label=_("한 사람이 쥘 수 있는 수"), min_value=1, max_value=10_000, initial=20
    )
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)

    @staticmethod
    def initial_of(row: LeadRule) -> dict[str, Any]:
        names = (
            "name",
            "order",
            "region",
            "way",
            "least_score",
            "by_territory",
            "most_open",
            "is_active",
        )
        found = {name: getattr(row, name) for name in names} | {"source": row.source_id}
        return found | {"people": list(row.people.values_list("pk", flat=True))}


class MailboxForm(_SourceForm):
    """Which shared account brings leads."""

    account = forms.ModelChoiceField(
        MailAccount.objects.filter(owner=None, removed_at=None).order_by("name"),
        label=_("함께 쓰는 메일 계정"), empty_label=None,
        help_text=_("고객이 아닌 사람이 처음 보낸 메일이 가망고객이 됩니다."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("사용"), required=False, initial=True)
    field_order = ("account", "source", "is_active")
