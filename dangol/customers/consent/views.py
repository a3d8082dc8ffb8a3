"""Pages about consent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.consent import services
from dangol.customers.consent.forms import ConsentForm, WordingForm
from dangol.customers.consent.queries import (
    confirmation_due_of,
    ledger_of,
    result_notice_due,
    standings_of,
    wordings,
)
from dangol.customers.pages import done, side_form
from dangol.customers.parties.models import Customer
from dangol.customers.parties.page import customer_of
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen

VIEW, CHANGE = "customers.view_customer", "customers.change_customer"
RULES = "customers.manage_rules"


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def consent_record(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk, "change")
    initial = {name: request.GET[name] for name in ("purpose", "act") if name in request.GET}
    data = request.POST or None
    form = ConsentForm(data, request.FILES or None, user=request.user, initial=initial)
    if data and submit(form, services.record_consent, customer, actor=request.user):
        return done(request, customer.get_absolute_url(), _("동의 기록을 남겼습니다."))
    title = _("%(name)s 동의 기록") % {"name": customer.called}
    return side_form(request, form, title, customer=customer)


@require_GET
@needs(VIEW)
def consent_ledger(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    seen(request, "view", Customer, [pk], reason=_("동의 이력"))
    entries = list(ledger_of(customer).select_related("wording", "recorded_by"))
    context = {
        "customer": customer,
        "may_change": request.user.has_perm(CHANGE),
        "lines": [(entry, result_notice_due(entry)) for entry in entries],
        "standings": [
            (row, confirmation_due_of(entries, row.purpose)) for row in standings_of(customer)
        ],
    }
    return render(request, "customers/consent/consent_ledger.html", context)


@require_http_methods(["GET", "POST"])
@needs(RULES)
def wording_list(request: UserRequest) -> HttpResponse:
    typed = WordingForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(typed, services.publish_wording, actor=request.user):
        messages.success(request, _("새 문구를 저장했습니다. 앞으로 받는 동의에 쓰입니다."))
        return redirect("customers:wording_list")
    rows = [
        (label, wording, _wording_form(request, typed, purpose, wording))
        for purpose, label, wording in wordings()
    ]
    status = 422 if typed.errors and request.method == "POST" else 200
    return render(request, "customers/consent/wording_list.html", {"rows": rows}, status=status)


def _wording_form(
    request: UserRequest, typed: WordingForm, purpose: str, wording: object
) -> WordingForm:
    """The form as typed where it was sent from, fresh elsewhere."""
    if typed.is_bound and request.POST.get("purpose") == purpose:
        return typed
    initial = {"purpose": purpose, "text": getattr(wording, "text", "")}
    return WordingForm(user=request.user, initial=initial, auto_id=f"id_{purpose}_%s")
