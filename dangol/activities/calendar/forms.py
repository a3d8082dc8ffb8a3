from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.activities.acts.kinds import kinds
from dangol.activities.calendar.models import CalendarPreference
from dangol.codes.calendar.forms import DayField
from dangol.kit.forms import Form

_CLOCK = forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M")


class MoveForm(Form):
    """Where a to-do goes. Without `hour` at all it keeps its hour; an empty one means all day."""

    day = DayField(label=_("날짜"))
    hour = forms.TimeField(
        label=_("시작"), required=False, widget=_CLOCK, help_text=_("비우면 하루 종일입니다.")
    )
    end_hour = forms.TimeField(label=_("끝"), required=False, widget=_CLOCK)
    end_day = DayField(label=_("끝나는 날"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        end_day, day = values.get("end_day"), values.get("day")
        if end_day and day and end_day < day:
            raise ValidationError({"end_day": _t("끝나는 날이 시작보다 앞섭니다.")})
        return values

    def times(self, before: datetime, *, is_all_day: bool) -> dict[str, Any]:
        """What `move_activity` takes: a day or a moment, and where it ends if that was said."""
        values = self.cleaned_data
        day: date = values["day"]
        hour = values["hour"]
        if "hour" not in self.data and not is_all_day:
            hour = timezone.localtime(before).time()
        if hour is None:
            return {"due": day, "ends": values["end_day"]}
        due = timezone.make_aware(datetime.combine(day, hour))
        end_day, end_hour = values["end_day"] or day, values["end_hour"]
        ends = timezone.make_aware(datetime.combine(end_day, end_hour)) if end_hour else None
        return {"due": due, "ends": ends}


class PreferenceForm(forms.Form):
    first_day = forms.ChoiceField(
        label=_("한 주의 첫날"), choices=CalendarPreference.FirstDay.choices
    )
    view = forms.ChoiceField(label=_("처음 보기"), choices=CalendarPreference.View.choices)
    has_lunar = forms.BooleanField(label=_("음력 보이기"), required=False)


class FeedForm(forms.Form):
    has_team = forms.BooleanField(
        label=_("팀 일정도"),
        required=False,
        help_text=_("내가 볼 수 있는 사람의 일정을 함께 넣습니다."),
    )
    is_busy_only = forms.BooleanField(
        label=_("바쁨만 알리기"),
        required=False,
        help_text=_("제목과 고객 이름 없이 시간만 내보냅니다."),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("달력 파일(.ics)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        help_text=_("구글 캘린더나 아웃룩에서 내보낸 파일입니다. 5MB, 2,000건까지 됩니다."),
    )


class EventImportForm(forms.Form):
    kind = forms.ChoiceField(label=_("할 일의 종류"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]  # type: ignore[attr-defined]
        self.initial.setdefault("kind", "meeting")
