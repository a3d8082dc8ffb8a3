"""Settings: the days the office is closed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.codes.calendar import queries, services
from dangol.codes.calendar.forms import SpecialDayForm
from dangol.codes.calendar.models import SpecialDay
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.korean.dates import parse_date

YEARS = range(1950, 2051)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_settings")
def holidays(request: HttpRequest) -> HttpResponse:
    year = _year(request.GET.get("year", ""))
    form = SpecialDayForm(request.POST or None, initial={"kind": SpecialDay.Kind.PUBLIC})
    if days := submit(form, services.set_days, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect(f"{reverse('codes:holidays')}?year={days[0].on.year}")
    context: dict[str, Any] = {
        "form": form,
        "year": str(year),
        "before": str(year - 1) if year - 1 in YEARS else "",
        "after": str(year + 1) if year + 1 in YEARS else "",
        "days": queries.days_of_year(year),
    }
    status = 422 if form.is_bound else 200
    return render(request, "codes/holidays.html", context, status=status)


@require_POST
@needs("codes.manage_settings")
def holiday_act(request: HttpRequest) -> HttpResponse:
    """Work on a public holiday, or take back what was set for a day."""
    day = parse_date(request.POST.get("on", ""))
    note = queries.day_note(day) if day else None
    if day is None or note is None:
        raise Http404
    if request.POST.get("act") == "work":
        kind = SpecialDay.Kind.WORK
        services.set_days(starts_on=day, kind=kind, name=note.name, actor=request.user)
    else:
        services.clear_day(get_object_or_404(SpecialDay, on=day), actor=request.user)
    messages.success(request, _("저장했습니다."))
    return redirect(f"{reverse('codes:holidays')}?year={day.year}")


def _year(text: str) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if year in YEARS else timezone.localdate().year
