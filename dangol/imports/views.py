"""The pages of an import: file, columns, preview, run, result."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.imports import jobs, queries, refusals, running, services
from dangol.imports.errors import FileProblem
from dangol.imports.forms import FileForm, ReadingForm, step_names
from dangol.imports.importers import Importer, importers
from dangol.imports.mapping import NEW_FIELD, WHY_LABELS, Why
from dangol.imports.models import Import
from dangol.imports.tables import MAX_BYTES
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.jobs import enqueue_once
from dangol.kit.pages import render_page
from dangol.kit.personal import seen

ADD = "imports.add_import"
HUES = {Why.FORBIDDEN: "red", Why.UNKNOWN: "slate", Why.VALUES: "blue"}


@require_GET
@needs(ADD)
def import_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.imports_seen_by(request.user), 30).get_page(request.GET.get("page"))
    context = {"page": page, "importers": _allowed(request)}
    return render_page(request, "imports/import_list.html", context, fragment="results")


def _allowed(request: HttpRequest) -> list[tuple[str, Importer]]:
    may = [(key, one) for key, one in importers if request.user.has_perm(one.permission)]
    return sorted(may, key=lambda item: item[1].order)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def import_open(request: HttpRequest) -> HttpResponse:
    """Too large a file is refused by its announced length, before a byte of it is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + 1_000_000:
        form = FileForm({})
        form.errors.clear()
        form.add_error("file", services.too_large())
        return _upload_page(request, form, status=413)
    return _import_open(request)


@csrf_protect
def _import_open(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _upload_page(request, form, status=422 if form.is_bound else 200)
    upload = form.cleaned_data["file"]
    into = request.POST.get("into", "customers")
    if into not in dict(_allowed(request)):
        raise Http404
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"upload{Path(upload.name).suffix.lower()[:8]}"
            with path.open("wb") as target:
                for block in upload.chunks():
                    target.write(block)
            run = services.open_import(path, name=upload.name, into=into, actor=request.user)
    except FileProblem as problem:
        form.add_error("file", str(problem))
        return _upload_page(request, form, status=422)
    return redirect("imports:import_columns", run.pk)


# the length must be looked at before anything reads the body, as looking for the token does
import_open = csrf_exempt(import_open)


def _upload_page(request: HttpRequest, form: FileForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "steps": step_names(),
        "importers": _allowed(request),
        "into": form.data.get("into") or request.GET.get("into"),
        "limit": MAX_BYTES // 1024**2,
    }
    return render(request, "imports/import_open.html", context, status=status)


def _run_of(request: HttpRequest, import_id: int) -> Import:
    return get_object_or_404(queries.imports_seen_by(request.user), pk=import_id)


def _draft_of(request: HttpRequest, import_id: int) -> Import:
    run = _run_of(request, import_id)
    if run.status != Import.Status.DRAFT:
        raise Http404
    return run


@require_http_methods(["GET", "POST"])
@needs(ADD)
def import_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _draft_of(request, import_id)
    importer = importers[run.into]
    initial = importer.initial_of(run, request.user)
    form = importer.form(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST":
        run.mapping = [request.POST.get(f"column-{n}", "") for n in range(len(run.columns))]
        if "add_unknown" in request.POST:
            services.add_unknown(run)
            return redirect("imports:import_columns", run.pk)
        if form.is_valid() and _set_mapping(request, run, form):
            return redirect("imports:import_preview", run.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "imports/import_columns.html", _columns_context(request, run, form), status=status
    )


def _set_mapping(request: HttpRequest, run: Import, form: Any) -> bool:
    try:
        with atomic():
            services.set_mapping(run, mapping=run.mapping, options=form.as_options())
            jobs.check_import.enqueue(
                import_id=run.pk, revision=run.revision, actor_id=request.user.pk
            )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _columns_context(request: HttpRequest, run: Import, form: Any) -> dict[str, Any]:
    importer = importers[run.into]
    proposal = queries.proposal_of(run)
    fields = {field.key: field for field in importer.fields()}
    rows = []
    for n, name in enumerate(run.columns):
        match, chosen = proposal.matches[n], run.mapping[n]
        why = match.why if match.key == chosen else Why.NAME if chosen in fields else Why.UNKNOWN
        rows.append(
            {
                "n": n,
                "name": name,
                "sample": next(iter(proposal.samples[n]), ""),
                "chosen": chosen,
                "why": WHY_LABELS[why] if chosen or match.key == chosen else "",
                "is_unknown": not chosen and match.why == Why.UNKNOWN and proposal.samples[n],
                "hue": HUES.get(why, "green"),
                "is_forbidden": match.why == Why.FORBIDDEN,
            }
        )
    return {
        "run": run,
        "form": form,
        "steps": step_names(),
        "rows": rows,
        "known": sum(1 for key in run.mapping if key in fields),
        "fields": fields.values(),
        "can_add": bool(importer.can_add_fields and request.user.has_perm(importer.can_add_fields)),
        "new_field": NEW_FIELD,
        "unknown": sum(1 for row in rows if row["is_unknown"]),
        "preset": proposal.preset,
        "reading": ReadingForm(run=run),
        "top": list(enumerate(queries.first_rows(run), start=1)),
        "earlier": queries.earlier_import(run),
        "consents": any(key.startswith("permit_") for key in run.mapping),
    }


@require_POST
@needs(ADD)
def import_reading(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _draft_of(request, import_id)
    form = ReadingForm(request.POST, run=run)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
    else:
        try:
            services.set_reading(run, **form.cleaned_data)
        except FileProblem as problem:
            messages.error(request, str(problem))
    return redirect("imports:import_columns", run.pk)


@require_GET
@needs(ADD)
def import_preview(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _draft_of(request, import_id)
    show = request.GET.get("show", "")
    try:
        rows = run.checked.get(show, []) if show else running.preview(run, actor=request.user)
    except FileProblem as problem:
        messages.error(request, str(problem))
        return redirect("imports:import_columns", run.pk)
    permits = any(key.startswith("permit_") for key in run.mapping)
    context = {
        "run": run,
        "steps": step_names(),
        "rows": rows,
        "show": show,
        "shown": importers[run.into].shown_labels,
        "checked": run.checked,
        "earlier": queries.earlier_import(run),
        "no_basis": permits and not run.options.get("consent_basis"),
        "new_fields": run.mapping.count(NEW_FIELD),
    }
    return render(request, "imports/import_preview.html", context)


@require_GET
@needs(ADD)
def import_check(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _run_of(request, import_id)
    context = {"run": run, "checked": run.checked}
    return render(request, "imports/import_preview.html#counts", context)


@require_POST
@needs(ADD)
def import_start(request: HttpRequest, import_id: int) -> HttpResponse:
    def start(run: Import) -> None:
        services.start_import(run, actor=request.user)
        _enqueue(run, request)

    return _act(request, import_id, start)


def _enqueue(run: Import, request: HttpRequest) -> None:
    enqueue_once(jobs.work_import, f"import:{run.pk}", import_id=run.pk, actor_id=request.user.pk)


def _act(
    request: HttpRequest, import_id: int, act: Callable[[Import], Any], done: str = ""
) -> HttpResponse:
    run = _run_of(request, import_id)
    try:
        with atomic():
            act(run)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect("imports:import_detail", run.pk)


@require_GET
@needs(ADD)
def import_detail(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _run_of(request, import_id)
    if run.status == Import.Status.DRAFT:
        return redirect("imports:import_columns", run.pk)
    context = {
        "run": run,
        "steps": step_names(),
        "importer": importers[run.into],
        "refusals": refusals.first(run),
        "step": 5 if run.status == Import.Status.DONE else 4,
    }
    return render(request, "imports/import_detail.html", context)


@require_GET
@needs(ADD)
def import_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    run = _run_of(request, import_id)
    response = render(request, "imports/import_detail.html#progress", {"run": run})
    if not run.is_busy:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@needs(ADD)
def import_stop(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(
        request, import_id, services.stop_import, _("멈췄습니다. 들어간 줄은 그대로 있습니다.")
    )


@require_POST
@needs(ADD)
def import_resume(request: HttpRequest, import_id: int) -> HttpResponse:
    def resume(run: Import) -> None:
        services.resume_import(run)
        _enqueue(run, request)

    return _act(request, import_id, resume)


@require_POST
@needs(ADD)
def import_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    def undo(run: Import) -> None:
        services.begin_undo(run)
        jobs.undo_import.enqueue(import_id=run.pk, actor_id=request.user.pk)

    return _act(request, import_id, undo)


@require_POST
@needs(ADD)
def import_discard(request: HttpRequest, import_id: int) -> HttpResponse:
    services.discard_import(_draft_of(request, import_id))
    messages.success(request, _("올린 파일을 지웠습니다."))
    return redirect("imports:import_list")


@require_GET
@needs(ADD)
def import_refused(request: HttpRequest, import_id: int, kind: str) -> HttpResponse:
    run = _run_of(request, import_id)
    if kind not in ("csv", "xlsx") or not run.refused:
        raise Http404
    seen(request, "export", Import, [run.pk], reason=_("거절된 줄 내려받기"))
    name = f"{Path(run.name).stem}-refused.{kind}"
    if kind == "csv":
        response: Any = StreamingHttpResponse(refusals.csv_lines(run), content_type="text/csv")
    else:
        response = HttpResponse(
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        refusals.write_xlsx(run, response)
    response["Content-Disposition"] = refusals.disposition(name)
    return response
