"""The page of what the law wants told by when."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.messaging.duties import queries, services
from dangol.messaging.duties.models import Duty
from dangol.messaging.rights import DUTIES
from dangol.messaging.senders.forms import DoNotCallForm
from dangol.messaging.senders.models import DoNotCallCheck
from dangol.messaging.senders.services import check_do_not_call

SHOWN = 100


@require_GET
@needs(DUTIES)
def duty_list(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    late = request.GET.get("late") == "1"
    rows = list(queries.open_duties(today=today, late=late)[:SHOWN])
    seen(request, "list", Customer, [row.customer_id for row in rows], reason=_("통지 의무"))
    context = {
        "today": today,
        "late": late,
        "rows": rows,
        "tally": queries.tally(today=today),
        "check": queries.last_check(),
        "may_call": queries.may_call(today=today),
    }
    return render(request, "messaging/duties/duty_list.html", context)


@require_POST
@needs(DUTIES)
def duty_told(request: UserRequest) -> HttpResponse:
    """They were told by letter or at the counter."""
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal()][:SHOWN]
    rows = Duty.objects.filter(pk__in=ids).select_related("customer")
    number = services.mark_told(rows, at=timezone.now())
    messages.success(request, _("%(n)d건을 알린 것으로 적었습니다.") % {"n": number})
    return redirect("messaging:duty_list")


@require_http_methods(["GET", "POST"])
@needs(DUTIES)
def do_not_call(request: UserRequest) -> HttpResponse:
    """The monthly comparison with donotcall.go.kr."""
    initial = {"checked_on": timezone.localdate()}
    form = DoNotCallForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, _check, actor=request.user):
        return done(request, "/messages/duties/", _("대조 결과를 적었습니다."))
    return side_form(request, form, _("두낫콜 대조"))


def _check(*, numbers: str, checked_on: date, note: str, actor: User) -> DoNotCallCheck:
    return check_do_not_call(
        numbers.split("\n"), checked_on=checked_on, note=note, at=timezone.now(), actor=actor
    )
