"""Pages of printings: ask how, watch, take the files."""

import tempfile
import zipfile
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import side_form
from dangol.customers.parties.queries import names_of
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.printing import services
from dangol.messaging.printing.forms import LabelsForm, LettersForm
from dangol.messaging.printing.jobs import print_dispatch
from dangol.messaging.printing.models import PrintRun

PRINT = "messaging.export_message"
FORMS = {"labels": LabelsForm, "letters": LettersForm}


@require_http_methods(["GET", "POST"])
@needs(PRINT)
def print_start(request: UserRequest, pk: int, what: str) -> HttpResponse:
    """Ask for sheet or window and purpose; the customers whose data is printed are logged."""
    if what not in FORMS:
        raise Http404
    rows = Dispatch.objects.visible_to(request.user).filter(medium="post")
    dispatch = get_object_or_404(rows, pk=pk)
    form = FORMS[what](request.POST or None, user=request.user)

    def start(**said: Any) -> PrintRun:
        return services.start_printing(
            dispatch, what=what, layout=form.layout(), reason=said["reason"],
            actor=request.user, at=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and (run := submit(form, start)):
        _log(request, run)
        task = print_dispatch.enqueue(run_id=run.pk, actor_id=request.user.pk)
        services.note_job(run, job_id=int(task.id) if str(task.id).isdecimal() else None)
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": run.get_absolute_url()})
        return redirect(run)
    title = _("라벨 인쇄") if what == "labels" else _("편지 인쇄")
    return side_form(request, form, title)


def _log(request: UserRequest, run: PrintRun) -> None:
    rows = Message.objects.filter(pk__in=run.message_ids)
    customers = list(rows.values_list("customer_id", flat=True))
    for start in range(0, len(customers), 10_000):
        seen(request, "print", Customer, customers[start : start + 10_000], reason=run.reason)


def _run(request: UserRequest, pk: int) -> PrintRun:
    rows = PrintRun.objects.visible_to(request.user).select_related("dispatch")
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(PRINT)
def print_run(request: UserRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    left = {int(key): why for key, why in run.left_out.items()}
    names = names_of(list(left)[:50])
    context = {
        "run": run,
        "parts": list(run.parts.order_by("number")),
        "left_out": [(pk, name, *left[pk].partition(":")[::2]) for pk, name in names.items()],
        "left_count": len(left),
        "total": len(run.message_ids),
    }
    return render(request, "messaging/printing/print_run.html", context)


@require_GET
@needs(PRINT)
def print_file(request: UserRequest, pk: int) -> HttpResponseBase:
    """The PDF, or all of them in one ZIP."""
    run = _run(request, pk)
    parts = list(run.parts.order_by("number"))
    if not parts or run.status != PrintRun.Status.DONE:
        raise Http404
    name = f"{run.get_what_display()}-{run.pk}"
    if len(parts) == 1:
        return FileResponse(parts[0].file.open("rb"), as_attachment=True, filename=f"{name}.pdf")
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for part in parts:
            with (
                part.file.open("rb") as file,
                archive.open(f"{name}-{part.number:03}.pdf", "w") as out,
            ):
                while chunk := file.read(1 << 20):
                    out.write(chunk)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename=f"{name}.zip")
