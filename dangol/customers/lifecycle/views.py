"""Pages about where customers stand, and the rules of it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.lifecycle import services
from dangol.customers.lifecycle.forms import (
    GradeForm,
    MoveForm,
    PlaybookForm,
    RecencyRuleForm,
    StageRuleForm,
)
from dangol.customers.lifecycle.presets import LADDER
from dangol.customers.lifecycle.queries import playbook_of, recency_rules, stage_rules
from dangol.customers.pages import done, side_form
from dangol.customers.parties.page import customer_of
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit

CHANGE, RULES = "customers.change_customer", "customers.manage_rules"
_SPARE = 2


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def stage_move(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    initial = {"to": request.GET.get("to", customer.stage)}
    form = MoveForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.move_stage, customer, actor=request.user):
        return done(request, customer.get_absolute_url(), _("단계를 옮겼습니다."))
    title = _("%(name)s 단계 옮기기") % {"name": customer.called}
    return side_form(request, form, title, customer=customer)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def grade_set(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    initial = {"grade": customer.grade_id}
    form = GradeForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_grade(
            customer, **form.values(), today=timezone.localdate(), actor=request.user
        )
        return done(request, customer.get_absolute_url(), _("등급을 정했습니다."))
    title = _("%(name)s 등급 정하기") % {"name": customer.called}
    return side_form(request, form, title, customer=customer)


@require_GET
@needs(RULES)
def rules(request: UserRequest) -> HttpResponse:
    return _rules(request)


def _rules(
    request: UserRequest,
    recency: Sequence[RecencyRuleForm] = (),
    problem: str = "",
) -> HttpResponse:
    context = {
        "stage_forms": [(rule, _stage_form(request, rule)) for rule in stage_rules()],
        "recency_forms": recency or _recency_forms(request),
        "playbooks": [_playbook_form(request, stage) for stage in LADDER],
        "problem": problem,
    }
    return render(
        request, "customers/lifecycle/rules.html", context, status=422 if problem else 200
    )


def _stage_form(request: UserRequest, rule: Any) -> StageRuleForm:
    initial = {"fact": rule.fact, "stage": rule.stage, "is_active": rule.is_active}
    return StageRuleForm(user=request.user, initial=initial, auto_id=f"id_{rule.fact}_%s")


def _recency_forms(request: UserRequest) -> list[RecencyRuleForm]:
    rows = [
        {
            "stage": rule.stage,
            "grade": rule.grade_id,
            "since": rule.since,
            "watch_days": rule.watch_days,
            "dormant_days": rule.dormant_days,
            "left_days": rule.left_days,
        }
        for rule in recency_rules()
    ]
    return [
        RecencyRuleForm(user=request.user, initial=row, prefix=str(n))
        for n, row in enumerate([*rows, *[{}] * _SPARE])
    ]


def _playbook_form(request: UserRequest, stage: str) -> tuple[str, PlaybookForm]:
    lines = [f"{step.title} | {step.text}".rstrip(" |") for step in playbook_of(stage)]
    initial = {"stage": stage, "steps": "\n".join(lines)}
    form = PlaybookForm(user=request.user, initial=initial, auto_id=f"id_{stage}_%s")
    return stage, form


@require_POST
@needs(RULES)
def stage_rule_write(request: UserRequest) -> HttpResponse:
    form = StageRuleForm(request.POST, user=request.user)
    facts = {rule.fact for rule in stage_rules()}
    if not form.is_valid() or form.cleaned_data["fact"] not in facts:
        return _rules(request, problem=_("규칙을 다시 골라 주세요."))
    services.write_stage_rule(**form.cleaned_data, actor=request.user)
    return done(request, request.path.removesuffix("stage/"), _("저장했습니다."))


@require_POST
@needs(RULES)
def recency_rules_write(request: UserRequest) -> HttpResponse:
    prefixes = [name.split("-")[0] for name in request.POST if name.endswith("-since")][:50]
    forms = [RecencyRuleForm(request.POST, user=request.user, prefix=prefix) for prefix in prefixes]
    filled = [form for form in forms if request.POST.get(f"{form.prefix}-watch_days")]
    if len([form for form in filled if form.is_valid()]) < len(filled):
        return _rules(request, forms, _("일수를 다시 확인해 주세요."))
    try:
        services.write_recency_rules([form.values() for form in filled], actor=request.user)
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        return _rules(request, forms, text)
    return done(
        request,
        request.path.removesuffix("recency/"),
        _("저장했습니다. 오늘 밤 0시 30분부터 이 규칙으로 다시 계산합니다."),
    )


@require_POST
@needs(RULES)
def playbook_write(request: UserRequest) -> HttpResponse:
    form = PlaybookForm(request.POST, user=request.user)
    if not form.is_valid():
        return _rules(request, problem=_("할 일은 5,000자 안으로 적어 주세요."))
    services.write_playbook(**form.values(), actor=request.user)
    return done(request, request.path.removesuffix("playbook/"), _("저장했습니다."))
