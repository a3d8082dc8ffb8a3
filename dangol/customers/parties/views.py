"""Pages about who the customers are."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.consent.queries import standings_of
from dangol.customers.lifecycle.queries import (
    coming_grades_of,
    ladder_of,
    playbook_of,
    stage_changes_of,
    suggestion_for,
)
from dangol.customers.lists import CustomerList
from dangol.customers.pages import done, side_form
from dangol.customers.parties import services
from dangol.customers.parties.files import saved_file
from dangol.customers.parties.forms import CustomerForm, TagsForm
from dangol.customers.parties.models import Customer
from dangol.customers.parties.page import (
    REVEAL,
    customer_of,
    facts_of,
    panels_for,
    staff_name,
    tabs_for,
)
from dangol.customers.parties.queries import (
    files_of,
    tags_by_name,
    tags_of,
    twins_of,
    types_of,
)
from dangol.customers.parties.rows import rows_shown
from dangol.customers.registry import forgettings
from dangol.customers.relations.queries import (
    ancestors_of,
    family_of,
    jobs_of,
    people_of,
    subsidiaries_of,
    visible_ids,
)
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import seen
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (
    f"customers.{verb}_customer" for verb in ("view", "add", "change", "delete")
)


@require_GET
@needs(VIEW)
def customer_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    template = "customers/parties/customer_list.html"
    return list_page(request, CustomerList, template, may_add=may_add)


@require_GET
@needs(VIEW)
def customer_detail(request: UserRequest, pk: int, tab: str = "") -> HttpResponse:
    customer = customer_of(request, pk)
    allowed = tabs_for(request)
    current = next((name for name, _tab in allowed if name == tab), allowed[0][0])
    chosen = dict(allowed)[current]
    part = bool(request.htmx) and not request.htmx.boosted
    context = {
        "customer": customer,
        "tabs": allowed,
        "tab": current,
        "tab_template": chosen.template,
        **(chosen.context(request, customer) or {}),
    }
    if part and not request.htmx.history_restore_request:
        return render(request, "customers/parties/customer_detail.html#tab", context)
    seen(request, "view", Customer, [customer.pk])
    context |= _record(request, customer) | {
        "panels": panels_for(request, customer, at_once=True),
        "neighbours": neighbours(request, CustomerList, customer),
    }
    return render(request, "customers/parties/customer_detail.html", context)


@require_GET
@needs(VIEW)
def customer_panels(request: UserRequest, pk: int) -> HttpResponse:
    """The cards the page left for later; opening the page was logged, this is the rest of it."""
    cards = panels_for(request, customer_of(request, pk), at_once=False)
    return HttpResponse("\n".join(cards))


def _record(request: UserRequest, customer: Customer) -> dict[str, object]:
    """What stands beside the tabs."""
    changes = stage_changes_of(customer)
    jobs = people_of(customer) if customer.is_company else jobs_of(customer)
    relatives = [job.person_id if customer.is_company else job.company_id for job in jobs]
    members = family_of(customer)
    relatives += [member.pk for member in members]
    return {
        "facts": facts_of(customer, reveal=False),
        "owner_name": staff_name(customer.owner_id),
        "tags": tags_of(customer),
        "types": types_of(customer),
        "ladder": ladder_of(customer, changes),
        "grades": coming_grades_of(customer, today=timezone.localdate())[:3],
        "suggestion": suggestion_for(customer),
        "steps": playbook_of(customer.stage),
        "standings": standings_of(customer),
        "jobs": jobs,
        "members": members,
        "visible": visible_ids(request.user, relatives),
        "ancestors": ancestors_of(customer),
        "subsidiaries": subsidiaries_of(customer)[:20] if customer.is_company else [],
        "may_change": request.user.has_perm(CHANGE),
        "may_delete": request.user.has_perm(DELETE),
        "may_reveal": request.user.has_perm(REVEAL),
    }


@require_POST
@needs(REVEAL)
def customer_reveal(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    reason = request.POST.get("reason", "").strip()[:200]
    seen(request, "reveal", Customer, [customer.pk], reason=reason or _("고객 화면에서 보기"))
    context = {"customer": customer, "facts": facts_of(customer, reveal=True)}
    return render(request, "customers/parties/facts.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def customer_register(request: UserRequest) -> HttpResponse:
    initial = {name: request.GET[name] for name in ("name", "kind") if name in request.GET}
    form = CustomerForm(request.POST or None, user=request.user, initial=initial)
    if request.GET.get("part") == "kind":
        return _of_kind(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            customer = services.register_customer(**form.values(), actor=request.user)
        except (Refused, ValidationError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s 등록을 마쳤습니다.") % {"name": customer.called})
            return _to(request, customer)
    return _form(request, form, reverse("customers:customer_register"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def customer_edit(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    if request.method == "GET":
        seen(request, "reveal", Customer, [customer.pk], reason=_("고치려고 열어 봄"))
    form = CustomerForm(request.POST or None, user=request.user, customer=customer)
    if request.GET.get("part") == "kind":
        return _of_kind(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_customer(customer, **form.values(), actor=request.user)
        except (Refused, ValidationError) as error:
            form.refuse(error)
        else:
            messages.success(request, _("저장했습니다."))
            return _to(request, customer)
    return _form(request, form, reverse("customers:customer_edit", args=[pk]))


def _of_kind(request: UserRequest, form: CustomerForm) -> HttpResponse:
    """The fields of people or of companies, as the kind is chosen; what was typed is kept."""
    return render(request, "customers/parties/customer_form.html#of_kind", {"form": form})


def _form(request: UserRequest, form: CustomerForm, action: str) -> HttpResponse:
    context = {
        "form": form,
        "customer": form.customer,
        "action": action,
        "rows": [
            (form[name], rows_shown(form[name]))
            for name in ("phones", "emails", "addresses")
            if name in form.fields
        ],
        "tags": form["tags"].value() or [],
        "known_tags": tags_by_name(),
    }
    template = "customers/parties/customer_form.html"
    if request.htmx:
        template += "#panel"
    return render(request, template, context, status=422 if form.errors else 200)


def _to(request: UserRequest, customer: Customer) -> HttpResponse:
    """On to the customer's page; from the side panel the whole page follows."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": customer.get_absolute_url()})
    return redirect(customer)


@require_GET
@needs(VIEW)
def customer_twins(request: UserRequest) -> HttpResponse:
    but = request.GET.get("but", "")
    twins = twins_of(
        request.user,
        phones=request.GET.getlist("phones-value")[:10],
        business_number="".join(filter(str.isdigit, request.GET.get("business_number", ""))),
        but=int(but) if but.isdecimal() else None,
    )
    if twins:
        seen(request, "search", Customer, [twin.customer.pk for twin in twins])
    return render(request, "customers/parties/twins.html", {"twins": twins})


@require_http_methods(["GET", "POST"])
@needs(DELETE)
def customer_remove(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "delete")
    if request.method == "POST":
        try:
            services.remove_customer(customer, actor=request.user)
        except Refused as error:
            messages.error(request, str(error))
            return redirect(customer)
        messages.success(request, _("%(name)s 삭제를 마쳤습니다.") % {"name": customer.called})
        return redirect("customers:customer_list")
    context = {"customer": customer, "forgettings": forgettings}
    return render(request, "customers/parties/customer_remove.html", context)


@require_GET
@needs(VIEW)
def customer_print(request: UserRequest, pk: int) -> HttpResponse:
    """고객카드 on paper; whole numbers only for those who may see them."""
    customer = customer_of(request, pk)
    reveal = request.user.has_perm(REVEAL)
    seen(request, "print", Customer, [customer.pk])
    context = _record(request, customer) | {
        "customer": customer,
        "facts": facts_of(customer, reveal=reveal),
        "printed_at": timezone.now(),
    }
    return render(request, "customers/parties/customer_print.html", context)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def customer_tags(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    now = list(customer.tags.order_by("name").values_list("name", flat=True))
    sent = request.POST if request.method == "POST" else None
    form = TagsForm(sent, user=request.user, initial={"tags": now})
    if sent is not None and form.is_valid():
        try:
            services.set_tags(customer, form.cleaned_data["tags"], actor=request.user)
        except ValidationError as error:
            form.add_error("tags", error.messages)
        else:
            return done(request, customer.get_absolute_url(), _("저장했습니다."))
    body = "customers/parties/tags.html"
    tags, known = form["tags"].value() or [], tags_by_name()
    return side_form(
        request, form, _("태그 고치기"), body=body, customer=customer, tags=tags, known_tags=known
    )


@require_POST
@needs(CHANGE)
def file_attach(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    try:
        for file in request.FILES.getlist("file")[:20]:
            services.attach_file(customer, file=file, actor=request.user)
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        messages.error(request, text)
    return redirect("customers:customer_tab", pk, "files")


@require_GET
@needs(VIEW)
def file_download(request: UserRequest, pk: int, file_pk: int) -> FileResponse:
    file = get_object_or_404(files_of(customer_of(request, pk)), pk=file_pk)
    seen(request, "view", Customer, [pk], reason=_("파일: %(name)s") % {"name": file.name})
    return saved_file(file)


@require_POST
@needs(CHANGE)
def file_remove(request: UserRequest, pk: int, file_pk: int) -> HttpResponse:
    file = get_object_or_404(files_of(customer_of(request, pk, "change")), pk=file_pk)
    services.detach_file(file, actor=request.user)
    messages.success(request, _("파일을 지웠습니다."))
    return redirect("customers:customer_tab", pk, "files")
