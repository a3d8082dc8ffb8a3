"""The seal of the company, and a look at the papers it is on."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.codes.company import company
from dangol.customers.pages import done
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.orders.papers import services
from dangol.orders.papers.forms import SealForm
from dangol.orders.papers.paper import supplier
from dangol.orders.papers.queries import seal_bytes

MANAGE = "orders.manage_papers"


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def seal(request: UserRequest) -> HttpResponse:
    form = SealForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and submit(form, services.set_seal, actor=request.user):
        return done(request, reverse("orders:seal"), _("직인을 올렸습니다."))
    context = {
        "form": form, "has_seal": bool(seal_bytes()), "own": company(),
        "supplier": supplier(),
    }  # fmt: skip
    return render(request, "orders/seal.html", context, status=422 if form.errors else 200)


@require_GET
@needs(MANAGE)
def seal_image(request: UserRequest) -> HttpResponse:
    image = seal_bytes()
    if not image:
        raise Http404
    kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(image, content_type=kind)


@require_POST
@needs(MANAGE)
def seal_remove(request: UserRequest) -> HttpResponse:
    services.drop_seal(actor=request.user)
    return redirect("orders:seal")
