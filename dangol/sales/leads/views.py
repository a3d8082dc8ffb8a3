"""Pages of leads: the inbox, one lead and what is done with it, forms and rules."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import ScopedQuerySet, needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.sales.leads import mailing, services
from dangol.sales.leads.forms import (
    ConvertForm,
    GiveForm,
    MailboxForm,
    ReasonForm,
    RuleForm,
    TakeForm,
    WebForm,
)
from dangol.sales.leads.handoff_lists import HandoffList, answer_badge, taken_after
from dangol.sales.leads.lists import LeadList, span
from dangol.sales.leads.models import Lead, LeadForm, LeadHandoff, LeadMailbox, LeadRule
from dangol.sales.leads.queries import handoffs_seen_by, leads_seen_by
from dangol.sales.leads.scoring import score_of
from dangol.sales.pipeline.setup import first_pipeline
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import person_name

VIEW, ADD, CHANGE = "sales.view_lead", "sales.add_lead", "sales.change_lead"
MANAGE = "sales.manage_leads"


def lead_of(request: UserRequest, pk: int, verb: str = "view") -> Lead:
    """The lead, 404 when this person may not see (or change) it."""
    rows = leads_seen_by(request.user, verb).select_related(
        "customer", "deal", "form", "source", "referrer"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(VIEW)
def lead_list(request: UserRequest) -> HttpResponse:
    user = request.user
    may = {"may_add": user.has_perm(ADD), "may_manage": user.has_perm(MANAGE)}
    return list_page(request, LeadList, "sales/lead_list.html", **may)


@require_GET
@needs(VIEW)
def handoff_list(request: UserRequest) -> HttpResponse:
    return list_page(request, HandoffList, "workspace/list.html")


@require_GET
@needs(VIEW)
def handoff_open(request: UserRequest, pk: int) -> HttpResponse:
    """The lead; whoever sent it back may not see it any more, and goes back to the list."""
    row = get_object_or_404(handoffs_seen_by(request.user), pk=pk)
    if lead := leads_seen_by(request.user).filter(pk=row.lead_id).first():
        return redirect(lead)
    messages.info(request, _("이 가망고객은 이제 다른 사람이 맡고 있어 열 수 없습니다."))
    return redirect("sales:handoff_list")


@require_GET
@needs(VIEW)
def lead_detail(request: UserRequest, pk: int) -> HttpResponse:
    lead = lead_of(request, pk)
    seen(request, "view", Lead, [lead.pk])
    context = {
        "lead": lead,
        "score": score_of(lead),
        "owner_name": person_name(lead.owner_id),
        "waited": span(lead.waited(timezone.now())),
        "handoffs": _handoffs(lead),
        "is_mine": lead.owner_id == request.user.pk,
        "may_change": request.user.has_perm(CHANGE) and lead.is_open,
        "may_see_referrer": _may_see(request, lead.referrer),
    }
    return render(request, "sales/lead_detail.html", context)


def _handoffs(lead: Lead) -> list[tuple[LeadHandoff, str, Any, Any]]:
    """Each hand-off, to whom, the answer and how long it took, the last first."""
    rows = LeadHandoff.objects.filter(lead=lead).order_by("-pk")
    return [
        (row, person_name(row.owner_id), answer_badge(row.answer), taken_after(row))
        for row in rows
    ]  # fmt: skip


def _may_see(request: UserRequest, customer: Customer | None) -> bool:
    return customer is not None and ScopedQuerySet.reaches(request.user, customer)


def _source(values: dict[str, Any]) -> dict[str, Any]:
    pk = values.pop("source", None)
    return values | {"source": Code.objects.filter(pk=pk, group="source").first() if pk else None}


@require_http_methods(["GET", "POST"])
@needs(ADD)
def lead_take(request: UserRequest) -> HttpResponse:
    form = TakeForm(request.POST or None, user=request.user)

    def take(**values: Any) -> Lead:
        return services.take_lead(at=timezone.now(), actor=request.user, **_source(values))

    if request.method == "POST" and (lead := submit(form, take)):
        url = lead.get_absolute_url() if leads_seen_by(request.user).filter(pk=lead.pk) else ""
        return done(request, url or reverse("sales:lead_list"), _("적었습니다."))
    return side_form(request, form, _("가망고객 적기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lead_edit(request: UserRequest, pk: int) -> HttpResponse:
    lead = lead_of(request, pk, "change")
    form = TakeForm(request.POST or None, user=request.user, lead=lead)

    def edit(**values: Any) -> Lead:
        return services.edit_lead(lead, actor=request.user, **_source(values))

    if request.method == "POST" and submit(form, edit):
        return done(request, lead.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("가망고객 고치기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lead_give(request: UserRequest, pk: int) -> HttpResponse:
    lead = lead_of(request, pk, "change")
    form = GiveForm(request.POST or None, user=request.user, initial={"brief": lead.brief})
    if request.method == "POST" and submit(
        form, services.give_lead, lead, at=timezone.now(), actor=request.user
    ):
        return done(request, reverse("sales:lead_list"), _("배정했습니다."))
    return side_form(request, form, _("담당 배정"))


@require_POST
@needs(CHANGE)
def lead_accept(request: UserRequest, pk: int) -> HttpResponse:
    lead = lead_of(request, pk, "change")
    return _act(request, lead, _("수락했습니다."), services.accept_lead, at=timezone.now())


@require_POST
@needs(CHANGE)
def lead_touch(request: UserRequest, pk: int) -> HttpResponse:
    lead = lead_of(request, pk, "change")
    return _act(request, lead, _("첫 응대를 적었습니다."), services.touch_lead, at=timezone.now())


def _act(request: UserRequest, lead: Lead, said: str, service: Any, **values: Any) -> HttpResponse:
    act = partial(service, lead, actor=request.user, **values)
    return acted(request, lead, act, said, to=lead.get_absolute_url())


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lead_return(request: UserRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.return_lead, _("반려"), _("반려했습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lead_drop(request: UserRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, services.drop_lead, _("종료"), _("종료했습니다."))


def _with_reason(
    request: UserRequest, pk: int, service: Any, title: str, said: str
) -> HttpResponse:
    lead = lead_of(request, pk, "change")
    form = ReasonForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(
        form, service, lead, at=timezone.now(), actor=request.user
    ):
        return done(request, reverse("sales:lead_list"), said)
    return side_form(request, form, title)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lead_convert(request: UserRequest, pk: int) -> HttpResponse:
    first_pipeline()
    lead = lead_of(request, pk, "change")
    form = ConvertForm(request.POST or None, user=request.user)
    if request.method == "POST" and (
        got := submit(form, services.convert_lead, lead, at=timezone.now(), actor=request.user)
    ):
        url = (got.deal or got.customer).get_absolute_url()
        return done(request, url, _("고객으로 바꾸었습니다."))
    return side_form(request, form, _("고객·거래로 바꾸기"))


@require_GET
@needs(MANAGE)
def lead_settings(request: UserRequest) -> HttpResponse:
    context = {
        "forms": LeadForm.objects.order_by("name"),
        "mailboxes": LeadMailbox.objects.select_related("account").order_by("pk"),
        "rules": LeadRule.objects.order_by("order", "pk").prefetch_related("people"),
        "host": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "sales/lead_settings.html", context)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def form_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(LeadForm, pk=pk) if pk else None
    initial = WebForm.initial_of(row) if row else None
    form = WebForm(request.POST or None, user=request.user, initial=initial)

    def write(**values: Any) -> LeadForm:
        return services.write_form(row, actor=request.user, **_source(values))

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("sales:lead_settings"), _("저장했습니다."))
    return side_form(request, form, _("웹 양식"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def rule_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(LeadRule, pk=pk) if pk else None
    initial = RuleForm.initial_of(row) if row else None
    form = RuleForm(request.POST or None, user=request.user, initial=initial)

    def write(people: Any, **values: Any) -> LeadRule:
        return services.write_rule(row, people=list(people), actor=request.user, **_source(values))

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("sales:lead_settings"), _("저장했습니다."))
    return side_form(request, form, _("배정 규칙"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def mailbox_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(LeadMailbox, pk=pk) if pk else None
    names = ("account", "source", "is_active")
    initial = (
        {name: getattr(row, f"{name}_id", getattr(row, name)) for name in names} if row else {}
    )
    form = MailboxForm(request.POST or None, user=request.user, initial=initial)

    def write(**values: Any) -> LeadMailbox:
        return mailing.write_mailbox(row, actor=request.user, **_source(values))

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("sales:lead_settings"), _("저장했습니다."))
    return side_form(request, form, _("가망고객 메일함"))


@require_POST
@needs(MANAGE)
def mailbox_remove(request: UserRequest, pk: int) -> HttpResponse:
    mailing.remove_mailbox(get_object_or_404(LeadMailbox, pk=pk), actor=request.user)
    return done(request, reverse("sales:lead_settings"), _("없앴습니다."))
