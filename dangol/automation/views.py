"""Pages of automation rules."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.automation import queries, services
from dangol.automation.editor import (
    RuleDraft,
    draft_of_form,
    draft_of_preset,
    draft_of_rule,
    offered_actions,
)
from dangol.automation.models import Rule, RuleRun, Touch
from dangol.automation.registry import triggers
from dangol.automation.rehearsal import rehearse
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.logs import log_page
from dangol.kit.pages import render_page
from dangol.kit.personal import seen
from dangol.segments.language import vocabulary
from dangol.workspace.builder import builder_context

MANAGE = "automation.manage_rules"
FIGURES = timedelta(days=30)


@require_GET
@needs(MANAGE)
def rule_list(request: UserRequest) -> HttpResponse:
    rows = queries.rules_with_figures(since=timezone.now() - FIGURES)
    context = {
        "rows": [(rule, figures, _icon(rule), _said(rule, request)) for rule, figures in rows],
        "presets": list(queries.offered_presets()),
    }
    return render(request, "automation/rule_list.html", context)


def _icon(rule: Rule) -> str:
    return triggers[rule.trigger].icon if rule.trigger in triggers else "zap"


def _said(rule: Rule, request: UserRequest) -> str:
    """The rule in one line: what sets it off → what it does."""
    if rule.trigger not in triggers:
        return ""
    trigger = triggers[rule.trigger]
    parts = (str(trigger.label), queries.said(trigger.form, rule.trigger_values, request.user))
    begins = " · ".join(filter(None, parts))
    does = ", ".join(str(step.action.label) for step in queries.steps_of(rule))
    return f"{begins} → {does}"


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def rule_add(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        return _save(request, None)
    preset = dict(queries.offered_presets()).get(request.GET.get("preset", ""))
    return _page(request, None, draft_of_preset(preset, request.user))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def rule_detail(request: UserRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.select_related("owner"), pk=pk)
    if request.method == "POST":
        return _save(request, rule)
    return _page(request, rule, draft_of_rule(rule, request.user))


def _save(request: UserRequest, rule: Rule | None) -> HttpResponse:
    draft = draft_of_form(request.POST, request.user)
    if request.POST.get("do", "save") != "save":
        return _page(request, rule, draft)
    values = draft.values()
    if values is None:
        return _page(request, rule, draft, status=422)
    try:
        saved = services.save_rule(rule, actor=request.user, **values)
    except ValidationError as error:
        draft.problems = list(error.messages)
        return _page(request, rule, draft, status=422)
    messages.success(
        request,
        _("규칙을 저장했습니다.") if rule else _("규칙을 만들었습니다. 시험해 본 뒤 켜 주세요."),
    )
    return redirect(saved)


@require_POST
@needs(MANAGE)
def rule_draft(request: UserRequest) -> HttpResponse:
    """The form again after a menu or button that saves nothing."""
    return _page(request, None, draft_of_form(request.POST, request.user))


def _page(
    request: UserRequest, rule: Rule | None, draft: RuleDraft, *, status: int = 200
) -> HttpResponse:
    url = reverse("automation:rule_draft")
    context = {
        "rule": rule,
        "draft": draft,
        "triggers": [(name, trigger.label) for name, trigger in triggers],
        "actions": offered_actions(request.user),
        "builder": builder_context(draft.rows, vocabulary(), url=url, target="#draft"),
        "url": url,
        "runs": list(queries.runs_of(rule).order_by("-pk")[:10]) if rule else [],
    }
    template = "automation/rule_detail.html"
    return render_page(request, template, context, fragment="draft", status=status)


@require_POST
@needs(MANAGE)
def rule_switch(request: UserRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.select_related("owner"), pk=pk)
    is_on = request.POST.get("on") == "1"
    try:
        services.switch_rule(rule, is_on=is_on, actor=request.user, at=timezone.now())
        messages.success(request, _("규칙을 켰습니다.") if is_on else _("규칙을 껐습니다."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(rule)


@require_POST
@needs(MANAGE)
def rule_drop(request: UserRequest, pk: int) -> HttpResponse:
    services.drop_rule(get_object_or_404(Rule, pk=pk), actor=request.user)
    messages.success(request, _("규칙을 지웠습니다."))
    return redirect("automation:rule_list")


@require_POST
@needs(MANAGE)
def rule_try(request: UserRequest) -> HttpResponse:
    """A dry run of what the page holds, saved or not."""
    draft = draft_of_form(request.POST, request.user)
    if (values := draft.values()) is None:
        text = _("빨간 곳을 먼저 고쳐 주세요.")
        return render(request, "automation/rehearsal.html", {"problem": text}, status=422)
    rule = Rule(owner=request.user, **values)
    found = rehearse(rule, at=timezone.now())
    seen(request, "list", Customer, [row.pk for row in found.people])
    return render(request, "automation/rehearsal.html", {"found": found, "problem": found.problem})


@require_GET
@needs(MANAGE)
def run_detail(request: UserRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(RuleRun.objects.select_related("rule"), pk=pk)
    state = request.GET.get("state", "")
    touches = queries.touches_of(run, seen_by=request.user)
    if state in Touch.State.values:
        touches = touches.filter(state=state)
    page = log_page(request, touches)
    seen(request, "list", Customer, [touch.customer_id for touch in page.rows])
    context = {"run": run, "page": page, "state": state, "states": Touch.State.choices}
    return render_page(request, "automation/run_detail.html", context, fragment="results")
