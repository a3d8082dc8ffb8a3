"""The win-back board and what is done on it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.codes.custom import gather_own, own_fields
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import owners_for
from dangol.kit.access import needs
from dangol.kit.forms import Form, submit
from dangol.kit.personal import seen
from dangol.sales.leads.forms import ConvertForm
from dangol.sales.pipeline.models import Stage
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.winback import services
from dangol.sales.winback.lists import WinBackList
from dangol.sales.winback.models import WinBack
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import person_name

VIEW, CHANGE = "sales.view_winback", "sales.change_winback"
MOST = 60


class NoteForm(Form):
    """What was done, or why it ends."""

    note = forms.CharField(label=gettext_lazy("내용"), max_length=300)


class WinBackForm(Form):
    """Who cares for it, how long it rests, what was done last, and the office's own fields."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("담당"), empty_label=None
    )  # fmt: skip
    rests_until = forms.DateField(
        label=gettext_lazy("쉬는 날까지"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("마지막 시도"), max_length=300, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, row: WinBack) -> None:
        names = ("owner", "rests_until", "note", "version")
        super().__init__(data, user=user, initial={name: getattr(row, name) for name in names})
        people = owners_for(user) | User.objects.filter(pk=row.owner_id)
        self.fields["owner"].queryset = people.distinct()
        self.fields |= own_fields(services.RECORD, before=row.custom)

    def clean(self) -> dict[str, Any]:
        return gather_own(super().clean() or self.cleaned_data)


class AgainForm(Form):
    """Where the new deal begins."""

    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=gettext_lazy("거래 단계"),
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["stage"].queryset = ConvertForm(user=user).fields["stage"].queryset


@require_GET
@needs(VIEW)
def win_back_board(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = WinBack.objects.visible_to(request.user).select_related(
        "customer", "deal__lost_reason", "new_deal"
    )
    waiting = rows.filter(status="open").order_by("rests_until", "-pk")
    ended = rows.exclude(status="open").order_by("-ended_on", "-pk")
    columns = [
        (_("쉬는 중"), list(waiting.filter(rests_until__gt=today)[:MOST])),
        (_("다시 시도할 때"), list(waiting.filter(rests_until__lte=today)[:MOST])),
        (_("되찾음"), list(ended.filter(status="won")[:MOST])),
        (_("포기"), list(ended.filter(status="lost")[:MOST])),
    ]
    seen(request, "list", Customer, {row.customer_id for _t, each in columns for row in each})
    won, lost = (rows.filter(status=status).count() for status in ("won", "lost"))
    context = {
        "columns": [(t, [(r, person_name(r.owner_id)) for r in each]) for t, each in columns],
        "today": today,
        "won": won,
        "rate": round(100 * won / (won + lost)) if won + lost else None,
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "sales/winback.html", context)


@require_GET
@needs(VIEW)
def win_back_list(request: UserRequest) -> HttpResponse:
    return list_page(request, WinBackList, "sales/win_back_list.html")


@require_GET
@needs(VIEW)
def win_back_open(request: UserRequest, pk: int) -> HttpResponse:
    """The customer: what to try next stands there."""
    rows = WinBack.objects.visible_to(request.user).select_related("customer")
    return redirect(get_object_or_404(rows, pk=pk).customer)


def _act(request: UserRequest, pk: int, form: Any, title: str, service: Any, **more: Any) -> Any:
    row = get_object_or_404(WinBack.objects.visible_to(request.user, "change"), pk=pk)
    if request.method == "POST" and submit(
        form, service, row, on=timezone.localdate(), actor=request.user, **more
    ):
        return done(request, reverse("sales:win_back_board"), _("저장했습니다."))
    return side_form(request, form, title)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def win_back_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        WinBack.objects.visible_to(request.user, "change").select_related("owner"), pk=pk
    )
    form = WinBackForm(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and submit(form, services.edit_win_back, row, actor=request.user):
        return done(request, reverse("sales:win_back_board"), _("저장했습니다."))
    return side_form(request, form, _("윈백 고치기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def win_back_try(request: UserRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST or None, user=request.user)
    return _act(request, pk, form, _("시도 적기"), services.try_again)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def win_back_end(request: UserRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST or None, user=request.user)
    return _act(request, pk, form, _("그만두기"), services.give_up)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def win_back_won(request: UserRequest, pk: int) -> HttpResponse:
    first_pipeline()
    form = AgainForm(request.POST or None, user=request.user)
    return _act(request, pk, form, _("되찾음"), services.win_back, at=timezone.now())
