"""What people write about activities."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.checks import LIMITS
from dangol.activities.acts.composing import Draft, filled, moment_of
from dangol.activities.acts.kinds import KINDS, PURPOSES, kinds
from dangol.activities.acts.models import DAY_MINUTES, Activity
from dangol.activities.acts.oneline.reading import Plan, read_line
from dangol.activities.acts.queries import counterparts_of, owners_of_work
from dangol.activities.acts.signals import SIGNALS, signals_of
from dangol.activities.queries import touch_points
from dangol.codes.queries import choices
from dangol.customers.models import Customer
from dangol.kit.forms import Form

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
HOUR = forms.TimeInput({"type": "time"}, "%H:%M")


def _choice(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None)


def minutes_field(**options: Any) -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric"})
    return forms.IntegerField(
        label=_("시간(분)"),
        min_value=0,
        max_value=DAY_MINUTES,
        required=False,
        widget=widget,
        error_messages={
            "min_value": _("시간은 0분에서 1,440분(24시간) 사이로 적어 주세요."),
            "max_value": _("시간은 0분에서 1,440분(24시간) 사이로 적어 주세요."),
        },
        **options,
    )


def signals_field() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=_("시장 신호"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class ComposerForm(Form):
    """What was done, or what is to do: one line is enough, the rest may be chosen."""

    mode = forms.ChoiceField(
        choices=[("done", _("한 일")), ("todo", _("할 일"))], required=False, initial="done"
    )
    kind = forms.ChoiceField(label=_("종류"), required=False)
    text = forms.CharField(
        label=_("내용"), max_length=LIMITS["text"], widget=forms.Textarea({"rows": 3}), strip=False
    )
    day = forms.DateField(label=_("날짜"), required=False, widget=DAY)
    hour = forms.TimeField(label=_("시각"), required=False, widget=HOUR)
    purpose = _choice(_("접촉목적"))
    counterpart = _choice(_("상대"))
    minutes = minutes_field()
    direction = forms.ChoiceField(
        label=_("방향"), required=False, choices=[("", _("방향")), *Activity.Direction.choices]
    )
    touch_point = _choice(_("접점"))
    signals = signals_field()
    next_kind = forms.ChoiceField(label=_("다음 종류"), required=False)
    next_day = forms.DateField(label=_("다음 활동"), required=False, widget=DAY)
    with_plan = forms.BooleanField(required=False)
    was_read = forms.BooleanField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    key = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)

    ids = "composer_%s"  # a form in the side panel may have fields of the same names

    def __init__(self, *args: Any, customer: Customer | None, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids, **options})
        self.customer = customer
        self.kinds = kinds()
        pairs = [(kind.key, kind.label) for kind in self.kinds]
        self.fields["kind"].choices = [("", ""), *pairs]
        self.fields["next_kind"].choices = pairs
        self.fields["purpose"].choices = [("", _("접촉목적")), *choices(PURPOSES)]
        self.people = counterparts_of(customer, self.user) if customer else []
        self.fields["counterpart"].choices = [("", _("상대")), *self.people]
        self.fields["signals"].choices = choices(SIGNALS)
        points = touch_points()
        self.has_touch_points = bool(points)
        self.fields["touch_point"].choices = [("", _("접점 없음")), *points]
        self.fields["key"].initial = uuid4

    def draft(self, now: datetime) -> Draft:
        """What to write, once the form is valid."""
        data, today = self.cleaned_data, timezone.localdate(now)
        is_todo = data["mode"] == "todo"
        is_now = data["day"] == today and not data["hour"]
        moment = None if is_now else moment_of(data["day"], data["hour"], today=today)
        due = data["day"] if data["day"] and not data["hour"] else moment
        chosen = {"purpose": data["purpose"], "minutes": data["minutes"]}
        chosen |= {"direction": data["direction"], "touch_point_id": data["touch_point"]}
        chosen |= {"place": self._place(), "signals": data["signals"]}
        if data["counterpart"]:
            chosen["counterpart"] = Customer.objects.get(pk=data["counterpart"])
        draft = Draft(
            kind=data["kind"],
            text=data["text"],
            is_todo=is_todo,
            occurred_at=None if is_todo else moment,
            due=due if is_todo else None,
            plan=self._plan(),
            source=f"form:{self.user.pk}:{data['key']}" if data["key"] else "",
            values={name: value for name, value in chosen.items() if value not in (None, "", [])},
        )
        with_plan = data["with_plan"] or not data["was_read"]
        return filled(draft, read_line(data["text"], now=now), with_plan=with_plan)

    def _plan(self) -> Plan | None:
        day: date | None = self.cleaned_data["next_day"]
        kind = self.cleaned_data["next_kind"] or "call"
        return Plan(kind, day, "") if day else None

    def _place(self) -> dict[str, float] | None:
        at = (self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude"))
        if None in at:
            return None
        return {"latitude": round(at[0] or 0, 5), "longitude": round(at[1] or 0, 5)}


class QuickForm(ComposerForm):
    """The same with the customer to be found first; without one it is internal work."""

    ids = "quick_%s"
    other = forms.ModelChoiceField(Customer.objects.all(), label=_("고객"), required=False)


class CompleteForm(Form):
    """What came of a to-do, and what follows."""

    result = forms.CharField(
        label=_("결과"),
        max_length=LIMITS["result"],
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    minutes = minutes_field()
    purpose = _choice(_("접촉목적"))
    signals = signals_field()
    day = forms.DateField(label=_("한 날"), required=False, widget=DAY)
    hour = forms.TimeField(label=_("시각"), required=False, widget=HOUR)
    with_next = forms.BooleanField(label=_("다음 활동 만들기"), required=False)
    next_kind = forms.ChoiceField(label=_("다음 종류"), required=False)
    next_day = forms.DateField(label=_("다음 활동일"), required=False, widget=DAY)
    next_title = forms.CharField(label=_("다음 할 일"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_kind"].choices = [(kind.key, kind.label) for kind in kinds()]
        self.fields["purpose"].choices = [("", _("접촉목적")), *choices(PURPOSES)]
        self.fields["signals"].choices = choices(SIGNALS)


class ActivityForm(Form):
    """Everything of an activity that may be corrected."""

    kind = forms.TypedChoiceField(label=_("종류"), coerce=int)
    title = forms.CharField(label=_("제목"), max_length=LIMITS["title"], required=False)
    text = forms.CharField(
        label=_("내용"), max_length=LIMITS["text"], required=False,
        widget=forms.Textarea({"rows": 4}), strip=False,
    )  # fmt: skip
    purpose = _choice(_("접촉목적"))
    counterpart = _choice(_("상대"))
    day = forms.DateField(label=_("날짜"), widget=DAY)
    hour = forms.TimeField(label=_("시각"), required=False, widget=HOUR)
    end_hour = forms.TimeField(label=_("끝나는 시각"), required=False, widget=HOUR)
    minutes = minutes_field()
    direction = forms.ChoiceField(
        label=_("방향"), required=False, choices=[("", "—"), *Activity.Direction.choices]
    )
    priority = forms.TypedChoiceField(
        label=_("우선순위"), coerce=int, choices=Activity.Priority.choices,
        initial=Activity.Priority.NORMAL, required=False,
        empty_value=int(Activity.Priority.NORMAL),  # type: ignore[arg-type]
    )  # fmt: skip
    result = forms.CharField(
        label=_("결과"), max_length=LIMITS["result"], required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    next_step = forms.CharField(
        label=_("다음 단계"), max_length=LIMITS["next_step"], required=False
    )
    signals = signals_field()
    owner = forms.ModelChoiceField(User.objects.none(), label=_("담당"))
    reminder = forms.TypedChoiceField(
        label=_("미리 알림"), required=False, coerce=int, empty_value=None,
        choices=[
            ("", _("알리지 않음")), (0, _("제시각에")), (10, _("10분 전")), (30, _("30분 전")),
            (60, _("1시간 전")), (1440, _("하루 전")),
        ],
    )  # fmt: skip
    repeat = forms.CharField(
        label=_("반복"), max_length=300, required=False,
        help_text=_("예: 매주, 매월, 평일, FREQ=WEEKLY;BYDAY=MO"),
    )  # fmt: skip

    def __init__(self, *args: Any, activity: Activity | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        code = activity.kind_id if activity else None
        self.fields["kind"].choices = choices(KINDS, keep=code)
        purpose = activity.purpose_id if activity else None
        self.fields["purpose"].choices = [("", _("없음")), *choices(PURPOSES, keep=purpose)]
        self.fields["owner"].queryset = owners_of_work(
            self.user, keep=activity.owner_id if activity else None
        )
        customer = activity.customer if activity else None
        people = counterparts_of(customer, self.user) if customer else []
        self.fields["counterpart"].choices = [("", "—"), *people]
        if activity and not activity.is_open:
            for name in ("reminder", "repeat", "priority", "end_hour"):
                del self.fields[name]
        if activity and activity.is_done:
            kept = signals_of([activity.pk]).get(activity.pk, [])
            more = [(row.id, row.label) for row in kept if not row.is_active]
            self.fields["signals"].choices = [*choices(SIGNALS), *more]
        else:
            del self.fields["signals"]
