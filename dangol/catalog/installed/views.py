"""Pages of what customers have."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.catalog.installed import services
from dangol.catalog.installed.forms import InstalledForm
from dangol.catalog.installed.models import Installed
from dangol.catalog.lists import InstalledList
from dangol.catalog.products.views import pick_form
from dangol.customers.pages import done, side_form
from dangol.customers.parties.page import customer_of
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.workspace.lists.views import list_page

VIEW, CHANGE = "catalog.view_installed", "customers.change_customer"


@require_GET
@needs(VIEW)
def installed_list(request: UserRequest) -> HttpResponse:
    return list_page(request, InstalledList, "workspace/list.html")


@require_GET
@needs(VIEW)
def installed_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A piece is shown on its customer's page."""
    piece = get_object_or_404(Installed.objects.visible_to(request.user), pk=pk)
    return redirect("customers:customer_tab", piece.customer_id, "installed")


def _page(customer_pk: int) -> str:
    return reverse("customers:customer_tab", args=[customer_pk, "installed"])


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def installed_add(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    form = InstalledForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(form, services.install, customer, actor=request.user):
        return done(request, _page(pk), _("저장했습니다."))
    return pick_form(request, form, _("보유 제품 더하기"))


def _piece(request: UserRequest, pk: int, piece_pk: int) -> Installed:
    customer = customer_of(request, pk, "change")
    return get_object_or_404(customer.installed.select_related("product"), pk=piece_pk)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def installed_edit(request: UserRequest, pk: int, piece_pk: int) -> HttpResponse:
    piece = _piece(request, pk, piece_pk)
    form = InstalledForm(request.POST or None, user=request.user, piece=piece)
    if request.method == "POST" and submit(
        form, services.edit_installed, piece, actor=request.user
    ):
        return done(request, _page(pk), _("저장했습니다."))
    return side_form(request, form, piece.product.name)


@require_POST
@needs(CHANGE)
def installed_remove(request: UserRequest, pk: int, piece_pk: int) -> HttpResponse:
    services.remove_installed(_piece(request, pk, piece_pk), actor=request.user)
    return done(request, _page(pk), _("보유 제품을 지웠습니다."))
