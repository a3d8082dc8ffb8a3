"""What rules of every office begin with: a date of the customer, a schedule, a fact."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.automation.days import BIRTHDAY, date_attributes
from dangol.automation.registry import Trigger, triggers
from dangol.codes.queries import choices
from dangol.customers import events
from dangol.customers.models import Consent, Customer
from dangol.kit.forms import Form

DATE, SCHEDULE = "date", "schedule"
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
WEEKDAYS = [
    (0, _("월요일")), (1, _("화요일")), (2, _("수요일")), (3, _("목요일")), (4, _("금요일")),
    (5, _("토요일")), (6, _("일요일")),
]  # fmt: skip
BEFORE, AFTER = "before", "after"


class DateForm(Form):
    """A day before or after a date the customer has."""

    field = forms.ChoiceField(label=_("날짜"))
    days = forms.IntegerField(label=_("며칠"), min_value=0, max_value=3650, initial=0)
    side = forms.ChoiceField(
        label=_("앞뒤"), choices=[(BEFORE, _("일 전")), (AFTER, _("일 뒤"))], initial=BEFORE
    )
    yearly = forms.BooleanField(label=_("해마다"), required=False, initial=True)
    calendar = forms.ChoiceField(
        label=_("달력"),
        choices=[("solar", _("양력")), ("lunar", _("음력"))],
        initial="solar",
        help_text=_("생년월일은 고객마다 적은 달력(음력·윤달)을 따릅니다."),
    )
    hour = forms.TypedChoiceField(label=_("시각"), choices=HOURS, coerce=int, initial=9)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = sorted(date_attributes(), key=lambda item: item.name != BIRTHDAY)
        self.fields["field"].choices = [(item.name, item.label) for item in found]


class ScheduleForm(Form):
    """A day and an hour that come again."""

    every = forms.ChoiceField(
        label=_("얼마나 자주"),
        choices=[("day", _("매일")), ("week", _("매주")), ("month", _("매월"))],
    )
    weekday = forms.TypedChoiceField(
        label=_("요일 (매주)"), choices=WEEKDAYS, coerce=int, initial=0
    )
    day = forms.IntegerField(
        label=_("날 (매월)"),
        min_value=1,
        max_value=31,
        initial=1,
        help_text=_("그날이 없는 달에는 마지막 날에 합니다."),
    )
    hour = forms.TypedChoiceField(label=_("시각"), choices=HOURS, coerce=int, initial=9)


class StageForm(Form):
    """Which move on the ladder."""

    before = forms.ChoiceField(label=_("전 단계"), required=False)
    after = forms.ChoiceField(label=_("새 단계"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.choices = [("", _t("어느 것이든")), *Customer.Stage.choices]


class RecencyForm(StageForm):
    """Which change of recency."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in (("before", _t("전 상태")), ("after", _t("새 상태"))):
            self.fields[name].label = label
            self.fields[name].choices = [("", _t("어느 것이든")), *Customer.Recency.choices]


class GradeForm(Form):
    """Which grade it became."""

    after = forms.ChoiceField(label=_("새 등급"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["after"].choices = [("", _t("어느 것이든")), *choices("customer_grade")]


class ConsentForm(Form):
    """Which line of the ledger."""

    purpose = forms.ChoiceField(label=_("항목"), required=False)
    act = forms.ChoiceField(label=_("내용"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        anything = ("", _t("어느 것이든"))
        self.fields["purpose"].choices = [anything, *Consent.Purpose.choices]
        self.fields["act"].choices = [anything, *Consent.Act.choices]


triggers.add(DATE)(Trigger(_("고객의 날짜 앞뒤"), DateForm, icon="cake"))
triggers.add(SCHEDULE)(Trigger(_("정한 때마다"), ScheduleForm, icon="calendar-clock"))
for name, label, form, event, icon in (
    ("registered", _("고객이 등록될 때"), Form, events.CustomerRegistered, "user-plus"),
    ("stage_moved", _("단계가 바뀔 때"), StageForm, events.StageMoved, "flag"),
    ("grade_changed", _("등급이 바뀔 때"), GradeForm, events.GradeChanged, "crown"),
    ("recency_moved", _("최근성이 바뀔 때"), RecencyForm, events.RecencyMoved, "activity"),
    ("owner_changed", _("담당이 바뀔 때"), Form, events.OwnerChanged, "user-round-check"),
    ("consent", _("동의가 기록될 때"), ConsentForm, events.ConsentRecorded, "shield-check"),
    ("company_moved", _("이직할 때"), Form, events.CompanyMoved, "briefcase"),
    ("household_joined", _("세대에 들어갈 때"), Form, events.HouseholdJoined, "house"),
):
    triggers.add(name)(Trigger(label, form, event, icon))
