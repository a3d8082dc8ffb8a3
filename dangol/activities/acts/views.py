"""Pages of activities: writing down, completing, correcting."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.acts import composing
from dangol.activities.acts.forms import ComposerForm, QuickForm
from dangol.activities.acts.kinds import kind_by_key
from dangol.activities.acts.oneline.reading import read_line
from dangol.activities.acts.pages import ADD, act, activity_of, refresh, said_of, toast
from dangol.activities.acts.signals import signals_in
from dangol.activities.plugs import timeline_context
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import seen
from dangol.workspace.queries import recent_hits


@require_POST
@needs(ADD)
def compose(request: UserRequest, pk: int) -> HttpResponse:
    """Write down what was done with a customer; the timeline comes back with it."""
    customer = get_object_or_404(customers_seen_by(request.user), pk=pk)
    form = ComposerForm(request.POST, user=request.user, customer=customer)
    written = _written(request, form, customer)
    if written and not request.htmx:
        return redirect(customer)
    context = timeline_context(request, customer, form=None if written else form)
    if written:
        customer.refresh_from_db(fields=["last_contact_at"])
    context |= {"customer": customer, "is_written": bool(written)}
    response = render(request, "activities/timeline.html", context, status=200 if written else 422)
    if written:
        text, undo = said_of(written)
        response["HX-Trigger"] = toast(text, undo=undo)["HX-Trigger"]
    return response


def _written(
    request: UserRequest, form: ComposerForm, customer: Customer | None
) -> composing.Written | None:
    """What came of a valid form; None with its errors in place."""
    if not form.is_valid():
        return None
    now = timezone.now()
    try:
        draft = form.draft(now)
        return composing.write_down(draft, customer=customer, at=now, actor=request.user)
    except ValidationError as error:
        for name, errors in getattr(error, "error_dict", {None: [error]}).items():
            form.add_error(name if name in form.fields else None, errors)
    except Refused as error:
        form.add_error(None, str(error))
    return None


@require_POST
@needs(ADD)
def line_read(request: UserRequest) -> HttpResponse:
    """Say what one line would be taken for, while it is being typed."""
    text = request.POST.get("text", "")
    line = read_line(text, now=timezone.now())
    context = {
        "line": line,
        "kind": kind_by_key(line.kind),
        "plan_kind": kind_by_key(line.plan.kind) if line.plan else None,
        "signals": signals_in(text),
        "is_done": bool(line.occurred_at or line.minutes or (line.kind and line.text)),
    }
    return render(request, "activities/acts/line_read.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def quick(request: UserRequest) -> HttpResponse:
    """전화 기록: from anywhere, for a customer to be found first; a page for one thumb."""
    mine = customers_seen_by(request.user)
    asked = request.POST.get("other") or request.GET.get("customer") or ""
    picked = mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    initial = {"kind": request.GET.get("kind", "call")}
    form = QuickForm(request.POST or None, user=request.user, customer=picked, initial=initial)
    if request.method == "POST" and (written := _written(request, form, picked)):
        text, undo = said_of(written)
        if request.POST.get("panel"):
            return refresh(text, undo=undo)
        done = written.activity or written.plan or picked
        return redirect(f"{request.path}?done={done.pk if done else ''}")
    if picked:
        seen(request, "view", Customer, [picked.pk])
    context = {
        "form": form,
        "picked": picked,
        "recent": [hit for hit in recent_hits(request.user) if hit.avatar][:6],
        "undo": _undoable(request),
    }
    part = "#panel" if request.htmx and not request.htmx.boosted else ""
    status = 422 if form.errors else 200
    return render(request, f"activities/acts/quick.html{part}", context, status=status)


def _undoable(request: UserRequest) -> int | None:
    done = request.GET.get("done", "")
    return int(done) if done.isdecimal() and len(done) < 19 else None


@require_POST
@needs(ADD)
def activity_undo(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk)
    customer = activity.customer
    url = customer.get_absolute_url() if customer else reverse("activities:todo_list")
    return act(
        request,
        lambda: composing.take_back(activity, at=timezone.now(), actor=request.user),
        url=url,
        text=_("되돌렸습니다."),
    )
