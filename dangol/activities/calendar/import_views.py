"""An .ics file: upload, look through, bring in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.activities.calendar import importing, reading
from dangol.activities.calendar.forms import EventImportForm, UploadForm
from dangol.activities.calendar.models import CalendarUpload
from dangol.kit.access import needs
from dangol.kit.errors import Refused

ADD = "activities.add_activity"
SHOWN = 200


@require_http_methods(["GET", "POST"])
@needs(ADD)
def calendar_import(request: UserRequest) -> HttpResponse:
    """Take a file and show what is in it; nothing is made yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(reading.MOST_BYTES + 1)
        try:
            importing.keep_upload(request.user, name=file.name, data=data, at=timezone.now())
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return redirect("activities:calendar_import_look")
    status = 422 if form.is_bound else 200
    return render(request, "activities/calendar/import.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def calendar_import_look(request: UserRequest) -> HttpResponse:
    upload = CalendarUpload.objects.filter(person=request.user).select_related("person").first()
    if upload is None:
        return redirect("activities:calendar_import")
    today = timezone.localdate()
    form = EventImportForm(request.POST or None)
    if form.is_valid():
        done = importing.import_events(
            upload, kind=form.cleaned_data["kind"], today=today, actor=request.user
        )
        text = ngettext("할 일 %(n)d건을 만들었습니다.", "할 일 %(n)d건을 만들었습니다.", done.made)
        messages.success(request, text % {"n": done.made} + _rest(done))
        return redirect("activities:calendar")
    drafts = importing.drafts_of(upload, today=today)
    context = {
        "upload": upload,
        "form": form,
        "drafts": drafts[:SHOWN],
        "more": max(len(drafts) - SHOWN, 0),
        "good": sum(not draft.refused for draft in drafts),
        "bad": sum(bool(draft.refused) for draft in drafts),
    }
    return render(request, "activities/calendar/import_look.html", context)


def _rest(done: importing.Imported) -> str:
    parts = []
    if done.known:
        parts.append(_("이미 가져온 일정 %(n)d건") % {"n": done.known})
    if done.refused:
        parts.append(_("가져오지 않은 일정 %(n)d건") % {"n": done.refused})
    return f" ({', '.join(parts)})" if parts else ""
