"""자동영업알림: the sheet of rules, their preview, what they did, and who keeps to them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.alerts import jobs, queries, services
from dangol.activities.alerts.forms import OwnerForm, RulesForm
from dangol.activities.alerts.models import AlertRule
from dangol.activities.alerts.reports import VIEW, compliance, shares_seen_by
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.jobs import enqueue_once
from dangol.kit.personal import seen
from dangol.workspace.queries import person_name

MANAGE = "activities.manage_alerts"
SECTIONS = ("stages", "grades")
LISTED = 200


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def alerts(request: UserRequest) -> HttpResponse:
    form = RulesForm(request.POST or None, user=request.user, rules=queries.rules())
    if request.method == "POST" and form.is_valid():
        services.write_rules(form.lines(), actor=request.user)
        messages.success(request, _("저장했습니다. 새 규칙은 미리 본 뒤 켜 주세요."))
        return redirect("activities:alerts")
    context = {
        "form": form,
        "sections": {name: _section(name, form.rules) for name in SECTIONS},
        "runs": queries.runs(),
        "job": request.GET.get("job", "") if request.GET.get("job", "").isdigit() else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "activities/alerts/alerts.html", context, status=status)


def _section(name: str, rules: list[AlertRule]) -> dict[str, Any]:
    mine = _of_section(name, rules)
    on = [rule for rule in mine if rule.is_active]
    return {"rules": mine, "is_on": bool(mine) and len(on) == len(mine), "some": bool(on)}


def _of_section(name: str, rules: list[AlertRule]) -> list[AlertRule]:
    return [rule for rule in rules if bool(rule.stage) == (name == "stages")]


@require_GET
@needs(MANAGE)
def alert_preview(request: UserRequest, section: str) -> HttpResponse:
    """What the rules of a section would make now, whether they are on or not."""
    if section not in SECTIONS:
        raise Http404
    rules = _of_section(section, queries.rules())
    context = {
        "section": section,
        "rules": rules,
        "is_on": bool(rules) and all(rule.is_active for rule in rules),
    }
    return render(request, "activities/alerts/preview.html", context)


@require_GET
@needs(MANAGE)
def alert_preview_rule(request: UserRequest, pk: int) -> HttpResponse:
    """One rule of the preview; each is counted by itself, as it may take seconds."""
    rule = AlertRule.objects.select_related("grade", "kind").filter(pk=pk).first()
    if rule is None:
        raise Http404
    found = queries.preview_of(rule, today=timezone.localdate(), user=request.user)
    seen(request, "list", Customer, [customer.pk for customer in found.customers])
    return render(request, "activities/alerts/preview_rule.html", {"preview": found})


@require_POST
@needs(MANAGE)
def alert_switch(request: UserRequest, section: str) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    on = request.POST.get("on") == "1"
    services.switch_rules(_of_section(section, queries.rules()), on=on, actor=request.user)
    text = _("켰습니다. 오늘 밤부터 할 일을 만듭니다.") if on else _("껐습니다.")
    messages.success(request, text)
    return redirect("activities:alerts")


@require_POST
@needs(MANAGE)
def alert_run(request: UserRequest) -> HttpResponse:
    """Run the rules now instead of tonight."""
    found = enqueue_once(jobs.run_alerts, "alerts", actor_id=request.user.pk)
    messages.success(request, _("실행을 시작했습니다. 창을 닫아도 계속됩니다."))
    return redirect(f"/activities/alerts/?job={found.id}")


@require_GET
@needs(MANAGE)
def alert_nobody(request: UserRequest) -> HttpResponse:
    """Customers the rules cannot help, because nobody looks after them."""
    found = queries.without_owner(today=timezone.localdate(), user=request.user)
    seen(request, "list", Customer, {row.pk for _rule, rows in found for row in rows})
    return render(request, "activities/alerts/nobody.html", {"found": found})


@require_GET
@needs(VIEW)
def alert_compliance(request: UserRequest) -> HttpResponse:
    rules, lines = compliance(request.user)
    shares = shares_seen_by(request.user).order_by("-counted_at")
    counted_at = shares.values_list("counted_at", flat=True).first()
    context = {"rules": rules, "lines": lines, "counted_at": counted_at}
    return render(request, "activities/alerts/compliance.html", context)


@require_GET
@needs(VIEW)
def alert_overdue(request: UserRequest) -> HttpResponse:
    """The customers behind a cell of the report who were not met in time."""
    form = OwnerForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404
    rule, owner = form.cleaned_data["rule"], form.cleaned_data["owner"]
    if not shares_seen_by(request.user).filter(rule=rule, owner=owner).exists():
        raise Http404
    rows = queries.overdue_of(rule, owner, today=timezone.localdate())
    visible = Customer.objects.visible_to(request.user).values("pk")
    found = list(rows.filter(pk__in=visible)[: LISTED + 1])
    seen(request, "list", Customer, [row.pk for row in found[:LISTED]])
    context = {
        "rule": rule,
        "name": person_name(owner),
        "customers": found[:LISTED],
        "more": len(found) > LISTED,
    }
    return render(request, "activities/alerts/overdue.html", context)
