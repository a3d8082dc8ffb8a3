"""Pages of territories: the rules, and what assigning by them would move."""

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.sales.territories import services
from dangol.sales.territories.forms import TerritoryForm
from dangol.sales.territories.models import Territory
from dangol.sales.territories.queries import shifts_of
from dangol.workspace.queries import person_name

MANAGE = "sales.manage_territories"


@require_GET
@needs(MANAGE)
def territory_list(request: UserRequest) -> HttpResponse:
    rows = Territory.objects.select_related("company_type", "segment").prefetch_related("people")
    return render(request, "sales/territory_list.html", {"rows": rows.order_by("order", "pk")})


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def territory_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Territory, pk=pk) if pk else None
    initial = TerritoryForm.initial_of(row) if row else None
    form = TerritoryForm(request.POST or None, user=request.user, initial=initial)

    def write(**values: object) -> Territory:
        return services.write_territory(row, actor=request.user, **values)  # type: ignore[arg-type]  # passed on as they came

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("sales:territory_list"), _("저장했습니다."))
    return side_form(request, form, _("권역"))


@require_POST
@needs(MANAGE)
def territory_remove(request: UserRequest, pk: int) -> HttpResponse:
    services.remove_territory(get_object_or_404(Territory, pk=pk), actor=request.user)
    return done(request, reverse("sales:territory_list"), _("없앴습니다."))


@require_GET
@needs(MANAGE)
def territory_preview(request: UserRequest) -> HttpResponse:
    """How many customers would go from whom to whom; the button beside it begins the job."""
    shifts = shifts_of(Customer.objects.visible_to(request.user, "change"))
    names = dict(Territory.objects.values_list("pk", "name"))
    gains: dict[int | None, int] = defaultdict(int)
    for shift in shifts:
        gains[shift.before] -= shift.number
        gains[shift.after] += shift.number
    context = {
        "rows": [(names[s.territory], _who(s.before), _who(s.after), s.number) for s in shifts],
        "gains": sorted((_who(pk), n) for pk, n in gains.items()),
        "total": sum(shift.number for shift in shifts),
    }
    return render(request, "sales/territory_preview.html", context)


def _who(pk: int | None) -> str:
    return person_name(pk) or _("담당 없음")
