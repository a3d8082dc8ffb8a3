"""Pages of 개선과제: the list, one with its voices, and telling those who spoke."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.messaging.rights import SEND, SEND_AD
from dangol.voc import improving
from dangol.voc.forms import ImprovementForm, StandForm, TellForm
from dangol.voc.lists import ImprovementList
from dangol.voc.models import Improvement, Voice
from dangol.voc.queries import improvements_seen_by, voices_seen_by
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (
    f"voc.{verb}_improvement" for verb in ("view", "add", "change", "delete")
)
SHOWN = 100


def _improvement(request: UserRequest, pk: int, verb: str = "view") -> Improvement:
    rows = improvements_seen_by(request.user, verb).select_related("owner", "dispatch")
    row: Improvement = get_object_or_404(rows, pk=pk)
    return row


@require_GET
@needs(VIEW)
def improvement_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    return list_page(request, ImprovementList, "voc/improvement_list.html", may_add=may_add)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def improvement_add(request: UserRequest, voice_pk: int | None = None) -> HttpResponse:
    """A new one, for the voice it is made of if there is one."""
    rows = voices_seen_by(request.user, "change")
    voices = [get_object_or_404(rows, pk=voice_pk)] if voice_pk else []
    first: dict[str, Any] = {"owner": request.user.pk}
    if voices:
        first["title"] = voices[0].text.splitlines()[0][:200]
    form = ImprovementForm(request.POST or None, user=request.user, initial=first)

    def plan(**values: Any) -> Improvement:
        return improving.plan_improvement(voices=voices, actor=request.user, **values)

    if request.method == "POST" and (made := submit(form, plan)):
        return done(request, made.get_absolute_url(), _("개선과제를 만들었습니다."))
    return side_form(request, form, _("개선과제 만들기"))


@require_GET
@needs(VIEW)
def improvement_detail(request: UserRequest, pk: int) -> HttpResponse:
    row = _improvement(request, pk)
    user = request.user
    voices = voices_seen_by(user).filter(improvement=row).select_related("customer")
    shown = list(voices.defer("search").order_by("-occurred_at", "-pk")[:SHOWN])
    seen(request, "list", Customer, {voice.customer_id for voice in shown if voice.customer_id})
    said = Voice.objects.filter(improvement=row)
    several = said.values("customer").distinct()[:2].count() > 1
    context = {
        "row": row,
        "voices": shown,
        "total": said.count(),
        "may_change": user.has_perm(CHANGE),
        "may_delete": user.has_perm(DELETE),
        "may_tell": row.state == Improvement.State.DONE and not row.dispatch_id
        and user.has_perm(SEND_AD if several else SEND),
        "is_late": bool(
            row.due_on and row.due_on < timezone.localdate()
            and row.state in (Improvement.State.PLANNED, Improvement.State.DOING)
        ),
    }  # fmt: skip
    return render(request, "voc/improvement_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def improvement_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _improvement(request, pk, "change")
    names = ("title", "text", "due_on", "state", "result", "version")
    first = {name: getattr(row, name) for name in names} | {"owner": row.owner_id}
    form = StandForm(request.POST or None, user=request.user, initial=first)

    def write(**values: Any) -> Improvement:
        return improving.change_improvement(row, at=timezone.now(), actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, row.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("개선과제 고치기"))


@require_POST
@needs(DELETE)
def improvement_remove(request: UserRequest, pk: int) -> HttpResponse:
    row = _improvement(request, pk, "delete")
    try:
        improving.remove_improvement(row, actor=request.user)
    except Refused as refusal:
        return done(request, row.get_absolute_url(), str(refusal))
    return done(request, reverse("voc:improvement_list"), _("지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def improvement_tell(request: UserRequest, pk: int) -> HttpResponse:
    """Closing the loop: who is told and who cannot be, before anything is sent."""
    row = _improvement(request, pk, "change")
    if row.dispatch_id:
        return done(request, row.get_absolute_url(), _("이미 알렸습니다."))
    first = {
        "medium": "email",
        "subject": _("말씀해 주신 일을 고쳤습니다"),
        "text": _("#{고객명}님, 지난번에 들려주신 말씀 덕분에 이렇게 바꾸었습니다.\n\n%(result)s")
        % {"result": row.result},
    }
    form = TellForm(request.POST or None, user=request.user, initial=first)
    medium = form.data.get("medium") if form.is_bound else request.GET.get("medium", "email")
    medium = medium if medium in improving.MEDIA else "email"
    form.initial["medium"] = medium
    audience = _audience(row, medium)
    needed = SEND_AD if len(audience.people) > 1 else SEND
    if not request.user.has_perm(needed):
        raise PermissionDenied
    if request.method == "POST":
        now = timezone.now()
        if submit(form, improving.close_loop, row, at=now, actor=request.user):
            return done(request, row.get_absolute_url(), _("말씀해 주신 고객에게 알렸습니다."))
    seen(request, "list", Customer, [one.customer.pk for one in audience.people[:SHOWN]])
    context = {
        "row": row, "form": form, "audience": audience, "people": audience.people[:SHOWN],
        "more": max(0, len(audience.people) - SHOWN), "medium": medium,
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "voc/improvement_tell.html", context, status=status)


def _audience(row: Improvement, medium: str) -> improving.Audience:
    try:
        return improving.audience_of(row, medium, at=timezone.now())
    except Refused:  # no sender yet: the form says so when it is sent
        return improving.Audience()
