"""Pages of the catalogue."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.catalog.lists import ProductList
from dangol.catalog.products import services
from dangol.catalog.products.forms import (
    CategoryForm,
    PartsForm,
    ProductForm,
    RelationForm,
    StopForm,
)
from dangol.catalog.products.models import Category, Product, ProductFile, ProductRelation
from dangol.catalog.products.queries import (
    categories,
    find_products,
    parts_of,
    products_seen_by,
    related_to,
)
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.services import remember_record

VIEW, ADD, CHANGE, DELETE = (
    f"catalog.{verb}_product" for verb in ("view", "add", "change", "delete")
)
FOUND = 8


def product_of(request: UserRequest, pk: int, verb: str = "view") -> Product:
    """The product, 404 without the right."""
    return get_object_or_404(products_seen_by(request.user, verb), pk=pk)


@require_GET
@needs(VIEW)
def product_list(request: UserRequest) -> HttpResponse:
    return list_page(
        request,
        ProductList,
        "catalog/product_list.html",
        may_add=request.user.has_perm(ADD),
        may_see_prices=request.user.has_perm("catalog.view_pricelist"),
    )


@require_GET
@needs(VIEW)
def product_detail(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk)
    remember_record(request.user, product)
    groups = product.groups.order_by("order", "pk").prefetch_related("options")
    context = {
        "product": product,
        "related": related_to(product),
        "parts": list(parts_of(product)),
        "groups": list(groups),
        "rules": _rules(product, groups),
        "prices": list(product.prices.select_related("price_list").order_by("price_list__name")),
        "files": list(product.files.order_by("-pk")),
        "installed_count": product.installed.count(),
        "neighbours": neighbours(request, ProductList, product),
        "may_change": request.user.has_perm(CHANGE),
        "may_delete": request.user.has_perm(DELETE),
    }
    return render(request, "catalog/product_detail.html", context)


def _rules(product: Product, groups: Any) -> list[tuple[Any, str, str]]:
    labels = {option.key: option.name for group in groups for option in group.options.all()}
    return [
        (
            rule,
            ", ".join(labels.get(key, key) for key in rule.when),
            ", ".join(labels.get(key, key) for key in rule.then),
        )
        for rule in product.rules.order_by("pk")
    ]


@require_http_methods(["GET", "POST"])
@needs(ADD)
def product_add(request: UserRequest) -> HttpResponse:
    form = ProductForm(request.POST or None, user=request.user)
    return _write(request, form, _("상품 등록"), services.add_product)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def product_edit(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    form = ProductForm(request.POST or None, user=request.user, product=product)
    title = _("%(name)s 고치기") % {"name": product.name}
    return _write(request, form, title, lambda **values: services.edit_product(product, **values))


def _write(
    request: UserRequest, form: ProductForm, title: str, write: Callable[..., Product]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            product = write(**form.values(), actor=request.user)
        except ValidationError as error:
            _put(form, error)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return done(request, product.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, title)


def _put(form: ProductForm, error: ValidationError) -> None:
    for name, errors in error.message_dict.items():
        field = name if name in form.fields else f"custom_{name}"
        form.add_error(field if field in form.fields else None, errors)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def product_stop(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    form = StopForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(form, services.stop_sale, product, actor=request.user):
        return done(request, product.get_absolute_url(), _("판매를 중지했습니다."))
    return side_form(request, form, _("판매 중지"))


@require_POST
@needs(CHANGE)
def product_resume(request: UserRequest, pk: int) -> HttpResponse:
    product = services.resume_sale(product_of(request, pk, "change"), actor=request.user)
    return done(request, product.get_absolute_url(), _("다시 판매합니다."))


@require_POST
@needs(DELETE)
def product_remove(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "delete")
    return acted(
        request, product, lambda: services.remove_product(product, actor=request.user),
        _("상품을 지웠습니다."), to=reverse("catalog:product_list"),
    )  # fmt: skip


@require_GET
@needs(VIEW)
def product_pick(request: UserRequest) -> HttpResponse:
    """The products a search names, to choose one of."""
    q = request.GET.get("q", "")[:100].strip()
    found = find_products(request.user, q, limit=FOUND) if q else []
    return render(request, "catalog/picks.html", {"found": found, "q": q})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def relation_add(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    form = RelationForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(form, services.relate, product, actor=request.user):
        return done(request, product.get_absolute_url(), _("저장했습니다."))
    return pick_form(request, form, _("관련 상품 더하기"))


def pick_form(request: UserRequest, form: Any, title: str) -> HttpResponse:
    """A side form that begins with the search for a product; what was picked stays picked."""
    picked = request.POST.get("other", "")
    rows = products_seen_by(request.user)
    row = rows.filter(pk=picked).first() if picked.isdecimal() else None
    return side_form(request, form, title, body="catalog/with_pick.html", picked=row)


@require_POST
@needs(CHANGE)
def relation_remove(request: UserRequest, pk: int, relation_pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    row = get_object_or_404(ProductRelation, pk=relation_pk, product=product)
    services.unrelate(row, actor=request.user)
    return done(request, product.get_absolute_url(), _("관계를 지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def parts_edit(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    now = "\n".join(f"{row.product.code} | {row.quantity:g}" for row in parts_of(product))
    form = PartsForm(request.POST or None, user=request.user, initial={"parts": now})
    if request.method == "POST" and form.is_valid():
        submit(form, services.set_parts, product, actor=request.user)
        if not form.errors:
            return done(request, product.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("묶음 구성품"))


@require_POST
@needs(CHANGE)
def file_attach(request: UserRequest, pk: int) -> HttpResponse:
    product = product_of(request, pk, "change")
    try:
        for file in request.FILES.getlist("file")[:20]:
            services.attach_file(product, file=file, actor=request.user)
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        messages.error(request, text)
    return redirect(product)


def _file(request: UserRequest, pk: int, file_pk: int, verb: str = "view") -> ProductFile:
    return get_object_or_404(ProductFile, product=product_of(request, pk, verb), pk=file_pk)


@require_GET
@needs(VIEW)
def file_download(request: UserRequest, pk: int, file_pk: int) -> FileResponse:
    file = _file(request, pk, file_pk)
    return FileResponse(
        file.file.open(),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )


@require_POST
@needs(CHANGE)
def file_remove(request: UserRequest, pk: int, file_pk: int) -> HttpResponse:
    file = _file(request, pk, file_pk, "change")
    services.detach_file(file, actor=request.user)
    return done(request, file.product.get_absolute_url(), _("파일을 지웠습니다."))


@require_GET
@needs(CHANGE)
def category_list(request: UserRequest) -> HttpResponse:
    return render(request, "catalog/category_list.html", {"rows": categories()})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def category_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Category, pk=pk) if pk else None
    initial = {"name": row.name, "parent": row.parent_id, "order": row.order} if row else {}
    form = CategoryForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.write_category, row, actor=request.user):
        return done(request, reverse("catalog:category_list"), _("저장했습니다."))
    return side_form(request, form, _("분류 고치기") if row else _("분류 더하기"))


@require_POST
@needs(CHANGE)
def category_remove(request: UserRequest, pk: int) -> HttpResponse:
    try:
        services.remove_category(get_object_or_404(Category, pk=pk), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("catalog:category_list")
