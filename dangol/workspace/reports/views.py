"""The index of reports, one report in its modes, and what was kept."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import Scope, needs, needs_login
from dangol.kit.errors import Refused
from dangol.kit.pages import render_page
from dangol.kit.personal import client_address, seen
from dangol.workspace.models import Snapshot
from dangol.workspace.registry import Report
from dangol.workspace.reports import presenting, queries, services
from dangol.workspace.reports.asks import Asked, Asker
from dangol.workspace.reports.forms import AskForm, FileForm, asked_of
from dangol.workspace.reports.shape import Figures, compared, for_page, from_json

SAVED_SHOWN = 5
SAVED_PAGE = 30


class Answer(NamedTuple):
    """A report with what was asked of it and what it answers."""

    name: str
    report: Report
    asked: Asked
    figures: Figures


@require_GET
@needs_login
def report_list(request: UserRequest) -> HttpResponse:
    sections: dict[str, list[Any]] = {}
    for name, report in queries.reports_for(request.user):
        sections.setdefault(str(report.section), []).append((name, report))
    saved = queries.snapshots_seen_by(request.user)[:SAVED_SHOWN]
    context = {"sections": sections.items(), "saved": saved}
    return render(request, "workspace/reports/report_list.html", context)


@require_GET
@needs_login
def report(request: UserRequest, name: str) -> HttpResponse:
    found = queries.report_named(request.user, name)
    form = _form(request, found)
    context: dict[str, Any] = {"name": name, "report": found, "form": form}
    if not form.is_valid():
        template = "workspace/reports/report.html"
        return render_page(request, template, context, fragment="report", status=422)
    try:
        figures = queries.figures_of(
            found, form.asked, user=request.user, params=request.GET.dict()
        )
    except Refused as error:
        form.add_error(None, str(error))
        template = "workspace/reports/report.html"
        return render_page(request, template, context, fragment="report", status=422)
    figures = for_page(figures)
    _note_sight(request, figures)
    context |= _shown(request, Answer(name, found, form.asked, figures))
    context["presets"] = _presets(found, form.asked)
    form.show_answer()
    return render_page(request, "workspace/reports/report.html", context, fragment="report")


def _form(request: UserRequest, found: Report) -> AskForm:
    return AskForm(found, request.GET, Asker(request.user, timezone.localdate()))


def _note_sight(request: HttpRequest, figures: Figures) -> None:
    if figures.model and figures.subjects:
        seen(request, "list", presenting.model_of(figures), figures.subjects)


def _shown(request: UserRequest, answer: Answer) -> dict[str, Any]:
    name, found, asked, figures = answer
    mode = "list" if request.GET.get("mode") == "list" else ""
    saved = queries.snapshots_seen_by(request.user, [name])[: SAVED_SHOWN + 1]
    return {
        "mode": mode,
        "said": asked.said,
        "figures": figures,
        "tables": presenting.shown_tables(figures, as_list=mode == "list"),
        "chart": presenting.chart_of(figures),
        "address": _address(request, answer),
        "behind": found.behind(request.user, asked) if found.behind else "",
        "may_export": request.user.has_perm(queries.EXPORT),
        "file_form": FileForm(),
        "saved": saved,
    }


def _address(request: HttpRequest, answer: Answer) -> str:
    """What asks for the same again, with days instead of "this month"."""
    if answer.report.asks:
        return urlencode(answer.asked.pairs)
    params = request.GET.copy()
    params.pop("mode", None)
    return params.urlencode()


def _presets(found: Report, asked: Asked) -> list[tuple[str, str, bool]]:
    """One-click periods: their address keeps what else was asked."""
    today = timezone.localdate()
    shown = []
    for ask in found.asks:
        own = {key for key, _value in ask.address(asked[ask.name])}
        others = [pair for pair in asked.pairs if pair[0] not in own]
        shown += [
            (urlencode([("period", key), *others]), label, current)
            for key, label, current in ask.presets(asked[ask.name], today)
        ]
    return shown


def _answer(request: UserRequest, name: str) -> Answer | HttpResponse:
    """The figures a button of the page stands for; the page itself if it asks nonsense."""
    found = queries.report_named(request.user, name)
    form = _form(request, found)
    if not form.is_valid():
        return redirect(f"{reverse('workspace:report', args=[name])}?{request.GET.urlencode()}")
    figures = queries.figures_of(found, form.asked, user=request.user, params=request.GET.dict())
    return Answer(name, found, form.asked, figures)


@require_POST
@needs_login
def report_save(request: UserRequest, name: str) -> HttpResponse:
    answer = _answer(request, name)
    if isinstance(answer, HttpResponse):
        return answer
    snapshot = services.keep_snapshot(
        name,
        answer.report,
        answer.figures,
        asked=answer.asked,
        address=_address(request, answer),
        at=timezone.now(),
        actor=request.user,
    )
    messages.success(request, _("지금 숫자를 저장했습니다."))
    return redirect(snapshot)


@require_http_methods(["GET", "POST"])
@needs(queries.EXPORT)
def report_file(request: UserRequest, name: str) -> HttpResponse:
    """Download after a reason was given; the form alone where it is missing."""
    answer = _answer(request, name)
    if isinstance(answer, HttpResponse):
        return answer
    form = FileForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"name": name, "report": answer.report, "file_form": form}
        context["address"] = request.GET.urlencode()
        status = 422 if form.errors else 200
        return render(request, "workspace/reports/report_file.html", context, status=status)
    paper = services.Paper(str(answer.report.label), answer.asked.said, answer.figures)
    return _file(request, paper, form)


def _file(request: UserRequest, paper: services.Paper, form: FileForm) -> HttpResponse:
    body = services.export_figures(
        paper,
        address=client_address(request),
        at=timezone.now(),
        actor=request.user,
        **form.cleaned_data,
    )
    kind = form.cleaned_data["format"]
    return presenting.download(body, f"{paper.title} {timezone.localdate():%Y-%m-%d}.{kind}", kind)


@require_GET
@needs_login
def snapshot_list(request: UserRequest) -> HttpResponse:
    name = request.GET.get("report", "")
    found = queries.snapshots_seen_by(request.user, [name] if name else None)
    page = Paginator(found, SAVED_PAGE).get_page(request.GET.get("page"))
    names = {key: str(report.label) for key, report in queries.reports_for(request.user)}
    context = {"page": page, "report_name": names.get(name, ""), "key": name, "names": names}
    return render(request, "workspace/reports/snapshot_list.html", context)


def _snapshot(request: UserRequest, pk: int) -> Snapshot:
    return get_object_or_404(queries.snapshots_seen_by(request.user), pk=pk)


@require_GET
@needs_login
def snapshot(request: UserRequest, pk: int) -> HttpResponse:
    """The figures as they were; with `compare=1`, beside those of now."""
    found = _snapshot(request, pk)
    about = queries.report_named(request.user, found.report)
    figures = queries.without_strangers(from_json(found.figures), request.user)
    shown = for_page(figures)
    _note_sight(request, shown)
    context = {
        "snapshot": found,
        "report": about,
        "said": found.said,
        "figures": figures,
        "tables": presenting.shown_tables(shown, as_list=False),
        "chart": presenting.chart_of(figures),
        "may_export": request.user.has_perm(queries.EXPORT),
        "file_form": FileForm(),
        "is_mine": found.maker_id == request.user.pk,
    }
    if request.GET.get("compare") == "1":
        try:
            now = _figures_now(found, about)
        except (Refused, ValidationError) as error:
            context["problem"] = " ".join(getattr(error, "messages", [str(error)]))
        else:
            pairs = compared(figures, queries.without_strangers(now, request.user))
            context["comparisons"] = [presenting.shown_comparison(each) for each in pairs]
    return render(request, "workspace/reports/snapshot.html", context)


def _figures_now(found: Snapshot, about: Report) -> Figures:
    """What its maker would see now; refused when the maker sees further than then."""
    maker = found.maker
    scope = (about.permission and maker.scope_of(about.permission)) or Scope.OWN
    if scope != found.scope or maker.department_id != found.department_id:
        raise Refused(_("저장한 사람의 부서나 권한이 바뀌어 지금 숫자와 견줄 수 없습니다."))
    params = QueryDict(found.address).dict()
    asked = asked_of(about, params, user=maker, today=timezone.localdate())
    return queries.figures_of(about, asked, user=maker, params=params)


@require_http_methods(["GET", "POST"])
@needs(queries.EXPORT)
def snapshot_file(request: UserRequest, pk: int) -> HttpResponse:
    found = _snapshot(request, pk)
    form = FileForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"snapshot": found, "file_form": form}
        status = 422 if form.errors else 200
        return render(request, "workspace/reports/report_file.html", context, status=status)
    figures = queries.without_strangers(from_json(found.figures), request.user)
    said = [(label, words) for label, words in found.said]
    return _file(request, services.Paper(found.name, said, figures), form)


@require_POST
@needs_login
def snapshot_drop(request: UserRequest, pk: int) -> HttpResponse:
    found = _snapshot(request, pk)
    try:
        services.drop_snapshot(found, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, _("저장한 보고서를 지웠습니다."))
    return redirect("workspace:snapshot_list")
