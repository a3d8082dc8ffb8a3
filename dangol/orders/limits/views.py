"""The page on which an administrator bounds the discounts of each role."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done
from dangol.kit.access import needs
from dangol.orders.limits.forms import LimitsForm
from dangol.orders.limits.queries import roles_with_limits
from dangol.orders.limits.services import set_limits
from dangol.orders.preferences import quote_preferences

MANAGE = "orders.manage_limits"


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def discount_limits(request: UserRequest) -> HttpResponse:
    settings = quote_preferences()
    form = LimitsForm(
        request.POST or None, user=request.user, roles=roles_with_limits(),
        usual=settings.discount_limit,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        set_limits(form.limits, actor=request.user)
        return done(request, reverse("orders:discount_limits"), _("저장했습니다."))
    context = {"form": form, "settings": settings}
    status = 422 if form.errors else 200
    return render(request, "orders/discount_limits.html", context, status=status)
