"""Pages of options, rules and the configurator."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.catalog.configuring import services
from dangol.catalog.configuring.engine import price_of, problems_of
from dangol.catalog.configuring.forms import GroupForm, RuleForm
from dangol.catalog.configuring.models import ProductGroup, ProductRule
from dangol.catalog.configuring.queries import chosen_of, default_choice, design_of
from dangol.catalog.products.views import product_of
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.pages import render_page

VIEW, CHANGE = "catalog.view_product", "catalog.change_product"


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def group_write(request: UserRequest, pk: int, group_pk: int | None = None) -> HttpResponse:
    product = product_of(request, pk, "change")
    row = get_object_or_404(ProductGroup, product=product, pk=group_pk) if group_pk else None
    form = GroupForm(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and submit(
        form, services.write_group, product, row, actor=request.user
    ):
        return done(request, product.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("선택 항목 고치기") if row else _("선택 항목 더하기"))


@require_POST
@needs(CHANGE)
def group_remove(request: UserRequest, pk: int, group_pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    row = get_object_or_404(ProductGroup, product=product, pk=group_pk)
    return _told(request, product, services.remove_group, row, _("선택 항목을 지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def rule_add(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    labels = design_of(product).labels
    form = RuleForm(request.POST or None, user=request.user, labels=labels)
    if request.method == "POST" and submit(form, services.add_rule, product, actor=request.user):
        return done(request, product.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("규칙 더하기"))


@require_POST
@needs(CHANGE)
def rule_remove(request: UserRequest, pk: int, rule_pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    row = get_object_or_404(ProductRule, product=product, pk=rule_pk)
    return _told(request, product, services.remove_rule, row, _("규칙을 지웠습니다."))


def _told(request: UserRequest, product: Any, act: Any, row: Any, text: str) -> HttpResponse:
    """Do it and say so; a refusal is said instead."""
    url = product.get_absolute_url()
    return acted(request, url, lambda: act(row, actor=request.user), text, to=url)


@require_GET
@needs(VIEW)
def configure(request: UserRequest, pk: int) -> HttpResponse:
    """Try options out: what does not fit is said at once, and the price follows."""
    product = product_of(request, pk)
    design = design_of(product)
    chosen = (
        chosen_of(request.GET)
        if "o" in request.GET or "g" in request.GET
        else default_choice(product)
    )
    problems = problems_of(design, chosen)
    groups = [
        (
            group,
            group.most == 1,
            [(option, chosen.get(option.key, 0)) for option in group.options],
            any(chosen.get(option.key) for option in group.options),
        )
        for group in design.groups
    ]
    context = {
        "product": product,
        "groups": groups,
        "problems": problems,
        "mends": [(problem, design.named(problem.add or problem.drop)) for problem in problems],
        "priced": price_of(design, {key: n for key, n in chosen.items() if key in design.labels}),
    }
    return render_page(request, "catalog/configure.html", context, fragment="result")
