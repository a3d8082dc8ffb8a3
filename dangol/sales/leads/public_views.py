"""The form strangers see: hosted here, set into any page by one script tag."""

import json

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dangol.kit.forms import submit
from dangol.kit.middleware import POLICY
from dangol.sales.leads import services
from dangol.sales.leads.forms import PublicForm
from dangol.sales.leads.models import Lead, LeadForm
from dangol.sales.leads.queries import form_by, is_flooded, same_lately

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "page")
QUICKEST, LONGEST = 3, 24 * 3_600
signer = TimestampSigner(salt="lead")


@csrf_exempt  # a form in a frame of another site gets no cookie; the ticket takes its place
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@xframe_options_exempt
@login_not_required
def public_form(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form and take what is written in it."""
    row = form_by(key)
    if row is None:
        raise Http404
    given = request.POST if request.method == "POST" else None
    ticket = signer.sign(f"{row.pk}") if given is None else given.get("ticket", "")
    form = PublicForm(given, asks_ads=row.asks_email_consent, initial={"ticket": ticket})
    context = {"row": row, "form": form, "utm": request.GET.urlencode()[:2_000]}
    status = 200
    if given is not None:
        status = _take(request, row, form)
        context |= {"sent": status == 200, "busy": status == 429}
    answer = render(request, "sales/lead_public.html", context, status=status)
    answer["Content-Security-Policy"] = POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    return answer


def _take(request: HttpRequest, row: LeadForm, form: PublicForm) -> int:
    """Robots are thanked and nothing is kept; people are told what is wrong."""
    now = timezone.now()
    if request.POST.get("homepage"):
        return 200
    if not form.is_valid():
        return 422
    if is_flooded(row, now=now):
        return 429
    if problem := _too_quick(request.POST.get("ticket", ""), row):
        form.add_error(None, problem)
        return 422
    values = dict(form.cleaned_data)
    agreed = {"required": row.privacy[:400]} | (
        {"email": str(form.fields["ads"].label)} if values.get("ads") and values["email"] else {}
    )
    for name in ("privacy", "ads", "homepage", "ticket"):
        values.pop(name, None)
    if same_lately(row, email=values["email"], phone=values["phone"], now=now):
        return 200
    utm = {name: request.GET[name][:200] for name in UTM if request.GET.get(name)}

    def take(**written: str) -> Lead:
        return services.take_lead(
            at=now, actor=None, form=row, way=Lead.Way.WEB, source=row.source, utm=utm,
            agreed=agreed, **written,
        )  # fmt: skip

    form.cleaned_data = values
    return 200 if submit(form, take) else 422


def _too_quick(ticket: str, row: LeadForm) -> str:
    """A person needs a few seconds; a page left open for a day is opened anew."""
    try:
        if signer.unsign(ticket, max_age=LONGEST) != str(row.pk):
            raise BadSignature
    except BadSignature:
        return _("열어 둔 지 오래된 화면입니다. 새로 고친 뒤 다시 보내 주세요.")
    try:
        signer.unsign(ticket, max_age=QUICKEST)
    except BadSignature:
        return ""
    return _("너무 빨리 보냈습니다. 잠시 뒤에 다시 눌러 주세요.")


SCRIPT = """(function () {
  var here = document.currentScript, frame = document.createElement("iframe");
  var asked = new URLSearchParams(location.search);
  asked.set("page", location.origin + location.pathname);
  frame.src = %s + "?" + asked.toString();
  frame.title = %s;
  frame.style.cssText = "width:100%%;min-height:44rem;border:0";
  here.parentNode.insertBefore(frame, here);
})();
"""


@require_safe
@login_not_required
def public_script(request: HttpRequest, key: str) -> HttpResponse:
    """What one script tag brings: the form in a frame, with the page's own UTM words."""
    row = form_by(key)
    if row is None:
        raise Http404
    url = request.build_absolute_uri(reverse("sales:public_form", args=[key]))
    text = SCRIPT % (json.dumps(url), json.dumps(row.name))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
