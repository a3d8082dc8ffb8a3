"""Pages about how customers belong together."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.customers.parties.models import Customer
from dangol.customers.parties.page import customer_of
from dangol.customers.parties.queries import customers_seen_by
from dangol.customers.relations import services
from dangol.customers.relations.forms import AffiliationForm, EndForm, MoveForm, ParentForm
from dangol.customers.relations.households import confirm_household, split_household
from dangol.customers.relations.models import Affiliation, Household
from dangol.customers.relations.queries import (
    household_figures,
    households_seen_by,
    visible_ids,
)
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.personal import seen

VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
PERSON, COMPANY = Customer.Kind.PERSON, Customer.Kind.COMPANY
_FOUND = 8
_PAGE = 30


def _affiliation(request: UserRequest, pk: int) -> tuple[Affiliation, Customer]:
    """The affiliation, and the end of it the user may change; 404 when neither."""
    rows = Affiliation.objects.select_related("person", "company")
    row = get_object_or_404(rows, pk=pk)
    ends = (row.person_id, row.company_id)
    mine = customers_seen_by(request.user, "change").filter(pk__in=ends).order_by("-kind").first()
    if mine is None:
        raise Http404
    return row, mine


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def affiliation_add(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    kind = PERSON if customer.is_company else COMPANY
    form = AffiliationForm(request.POST or None, user=request.user, kind=kind)

    def add(other: Customer, **values: Any) -> Affiliation:
        ends = (other, customer) if customer.is_company else (customer, other)
        return services.affiliate(*ends, **values, actor=request.user)

    title = _("사람 더하기") if customer.is_company else _("소속 더하기")
    return _answer(request, title, customer, form, add, kind)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def affiliation_edit(request: UserRequest, pk: int) -> HttpResponse:
    row, customer = _affiliation(request, pk)
    names = ("title", "department", "decision_role", "influence", "starts_on", "is_main")
    initial = {name: getattr(row, name) for name in names}
    form = AffiliationForm(request.POST or None, user=request.user, initial=initial)

    def edit(**values: Any) -> Affiliation:
        return services.edit_affiliation(row, **values, actor=request.user)

    return _answer(request, _("소속 고치기"), customer, form, edit)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def affiliation_end(request: UserRequest, pk: int) -> HttpResponse:
    row, customer = _affiliation(request, pk)
    form = EndForm(request.POST or None, user=request.user)

    def end(**values: Any) -> Affiliation:
        return services.end_affiliation(row, **values, actor=request.user)

    return _answer(request, _("소속 끝내기"), customer, form, end)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def affiliation_move(request: UserRequest, pk: int) -> HttpResponse:
    row, customer = _affiliation(request, pk)
    form = MoveForm(request.POST or None, user=request.user, kind=COMPANY)

    def move(other: Customer, **values: Any) -> Affiliation:
        return services.move_company(row, to=other, **values, actor=request.user)

    return _answer(request, _("이직 기록"), customer, form, move, COMPANY)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def parent_set(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    form = ParentForm(request.POST or None, user=request.user)

    def put(other: Customer | None) -> Customer:
        return services.set_parent(customer, parent=other, actor=request.user)

    return _answer(request, _("상위 회사 정하기"), customer, form, put, COMPANY)


def _answer(
    request: UserRequest, title: str, customer: Customer, form: Form, act: Any, kind: str = ""
) -> HttpResponse:
    """The form until it is right, then the customer's page."""
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return done(request, customer.get_absolute_url(), _("저장했습니다."))
    body = "customers/relations/with_pick.html" if kind else "customers/side_fields.html"
    picked = _picked(form)
    return side_form(request, form, title, body=body, kind=kind, customer=customer, picked=picked)


def _picked(form: Form) -> Customer | None:
    """Who was picked already, when the form comes back."""
    if "other" not in form.fields or not form.is_bound:
        return None
    value = str(form["other"].value() or "")
    rows = form.fields["other"].queryset
    return rows.filter(pk=value).first() if value.isdecimal() else None


@require_GET
@needs(VIEW)
def customer_pick(request: UserRequest) -> HttpResponse:
    """Customers to choose from, by any part of a name, initials or phone digits."""
    q, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    found = []
    if q:
        rows = customers_seen_by(request.user).filter(search__matches=q)
        rows = rows.filter(kind=kind) if kind in (PERSON, COMPANY) else rows
        found = list(rows.order_by("-pk")[:_FOUND])
        seen(request, "search", Customer, [row.pk for row in found])
    return render(request, "customers/relations/picks.html", {"found": found, "q": q})


@require_GET
@needs(VIEW)
def household_list(request: UserRequest) -> HttpResponse:
    status = request.GET.get("status", Household.Status.PROPOSED)
    rows = households_seen_by(request.user)
    if status in Household.Status.values:
        rows = rows.filter(status=status)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    members = Customer.objects.filter(household__in=[row.pk for row in page]).order_by("birth_on")
    by_home: dict[int | None, list[Customer]] = {}
    for member in members:
        by_home.setdefault(member.household_id, []).append(member)
    ids = [member.pk for member in members]
    visible, mine = visible_ids(request.user, ids), visible_ids(request.user, ids, "change")
    seen(request, "list", Customer, visible)
    context = {
        "page": page,
        "homes": [
            (row, home, all(member.pk in mine for member in home))
            for row in page
            for home in [by_home.get(row.pk, [])]
        ],
        "visible": visible,
        "may_change": request.user.has_perm(CHANGE),
        "status": status,
        "statuses": Household.Status.choices,
    }
    return render(request, "customers/relations/household_list.html", context)


@require_GET
@needs(VIEW)
def household_detail(request: UserRequest, pk: int) -> HttpResponse:
    household = get_object_or_404(households_seen_by(request.user), pk=pk)
    members = list(household.members.select_related("owner").order_by("birth_on", "pk"))
    ids = [member.pk for member in members]
    visible = visible_ids(request.user, ids)
    seen(request, "list", Customer, visible)
    context = {
        "household": household,
        "members": members,
        "visible": visible,
        "figures": household_figures(household),
        "may_change": request.user.has_perm(CHANGE),
        "may_settle": visible_ids(request.user, ids, "change") == set(ids),
    }
    return render(request, "customers/relations/household_detail.html", context)


@require_POST
@needs(CHANGE)
def household_confirm(request: UserRequest, pk: int) -> HttpResponse:
    household = get_object_or_404(households_seen_by(request.user), pk=pk)
    name = request.POST.get("name", "").strip()[:100]
    try:
        household = confirm_household(
            household, name=name, actor=request.user, seen_by=request.user
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("세대로 확인했습니다."))
    return redirect("customers:household_list")


@require_POST
@needs(CHANGE)
def household_split(request: UserRequest, pk: int) -> HttpResponse:
    household = get_object_or_404(households_seen_by(request.user), pk=pk)
    members = [int(item) for item in request.POST.getlist("member") if item.isdecimal()]
    if "all" in request.POST:
        members = list(household.members.values_list("pk", flat=True))
    try:
        left = split_household(household, members=members, actor=request.user, seen_by=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("customers:household_list")
    messages.success(request, _("세대를 나눴습니다. 다시 제안하지 않습니다."))
    return (
        redirect("customers:household_detail", pk) if left else redirect("customers:household_list")
    )
