"""Forms for what a deal is made of: its products, its people, its competitors."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.sales.pipeline import services
from dangol.sales.pipeline.forms import (
    LinesForm,
    PersonForm,
    RivalForm,
)
from dangol.sales.pipeline.models import DealPerson, DealRival
from dangol.sales.pipeline.views import CHANGE, deal_of


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def deal_lines(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    now = "\n".join(
        " | ".join(
            [
                line.product.code,
                f"{line.quantity:g}",
                f"{line.unit_price:,.2f}",
                f"{line.discount:g}",
            ]
        )
        for line in deal.lines.select_related("product").order_by("pk")
    )
    form = LinesForm(request.POST or None, user=request.user, initial={"lines": now})
    if request.method == "POST" and submit(
        form,
        services.set_lines,
        deal,
        on=timezone.localdate(),
        at=timezone.now(),
        actor=request.user,
    ):
        return done(request, deal.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("거래 상품"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def person_write(request: UserRequest, pk: int, person_pk: int | None = None) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    row = get_object_or_404(DealPerson, deal=deal, pk=person_pk) if person_pk else None
    form = PersonForm(request.POST or None, user=request.user, row=row)

    def write(**values: Any) -> DealPerson:
        if "other" in values:
            values["person"] = values.pop("other")
        return services.write_person(deal, row, actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, deal.get_absolute_url(), _("저장했습니다."))
    return _pick(request, form, _("키맨"), "person", row)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def rival_add(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    form = RivalForm(request.POST or None, user=request.user)

    def write(other: Customer, **values: Any) -> DealRival:
        return services.write_rival(deal, None, competitor=other, actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, deal.get_absolute_url(), _("저장했습니다."))
    return _pick(request, form, _("경쟁사 더하기"), "company", None)


def _pick(request: UserRequest, form: Any, title: str, kind: str, row: Any) -> HttpResponse:
    if row:
        return side_form(request, form, title)
    given = request.POST.get("other", "")
    rows = Customer.objects.visible_to(request.user)
    picked = rows.filter(pk=int(given)).first() if given.isdecimal() else None
    body = "customers/relations/with_pick.html"
    return side_form(request, form, title, body=body, kind=kind, picked=picked)


@require_POST
@needs(CHANGE)
def person_remove(request: UserRequest, pk: int, person_pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    services.forget_part(get_object_or_404(DealPerson, deal=deal, pk=person_pk), actor=request.user)
    return done(request, deal.get_absolute_url(), _("뺐습니다."))


@require_POST
@needs(CHANGE)
def rival_remove(request: UserRequest, pk: int, rival_pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    services.forget_part(get_object_or_404(DealRival, deal=deal, pk=rival_pk), actor=request.user)
    return done(request, deal.get_absolute_url(), _("뺐습니다."))
