"""활동 규칙: minutes, medium and what follows, kind by kind; and the timer."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.activities.acts import timer
from dangol.activities.acts.kinds import KINDS, kind_by_key, kind_of, kinds
from dangol.activities.acts.models import KindRule
from dangol.activities.acts.pages import ADD
from dangol.activities.acts.rules import write_kind_rule
from dangol.codes.models import Code
from dangol.codes.queries import choices
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.forms import Form, form_for, submit

RULES = "activities.manage_kinds"
_fields = form_for(KindRule, "minutes", "medium", "is_contact", "chain", "next_days")


class KindRuleForm(_fields):  # type: ignore[valid-type,misc]
    """What a kind brings along."""

    next_kind = forms.TypedChoiceField(
        label=_l("다음 종류"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["next_kind"].choices = [("", "—"), *choices(KINDS)]


@require_GET
@needs(RULES)
def kind_list(request: UserRequest) -> HttpResponse:
    rows = [(kind, kind_of(kind.next_kind_id)) for kind in kinds()]
    labels = {"media": dict(KindRule.Medium.choices), "chains": dict(KindRule.Chain.choices)}
    return render(request, "activities/acts/kind_list.html", {"rows": rows, **labels})


@require_http_methods(["GET", "POST"])
@needs(RULES)
def kind_edit(request: UserRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(Code, pk=pk, group=KINDS)
    kind = kind_of(code.pk)
    names = ("minutes", "medium", "is_contact", "chain", "next_days")
    initial = {name: getattr(kind, name) for name in names}
    initial["next_kind"] = kind.next_kind_id if kind else None
    form: Form = KindRuleForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, write_kind_rule, code, actor=request.user):
        return done(request, reverse("activities:kind_list"), _("규칙을 저장했습니다."))
    return side_form(request, form, code.label)


@require_POST
@needs(ADD)
def timer_start(request: UserRequest) -> HttpResponse:
    kind = kind_by_key(request.POST.get("kind", "")) or kinds()[0]
    asked = request.POST.get("other", "")
    mine = customers_seen_by(request.user)
    customer = mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    timer.start(request.user, kind=kind.id, customer=customer, at=timezone.now())
    return _timer(request)


@require_POST
@needs(ADD)
def timer_stop(request: UserRequest) -> HttpResponse:
    stopped = timer.stop(request.user, at=timezone.now())
    return render(request, "activities/acts/timer.html", {"stopped": stopped})


@require_GET
@needs(ADD)
def timer_shown(request: UserRequest) -> HttpResponse:
    return _timer(request)


def _timer(request: UserRequest) -> HttpResponse:
    return render(request, "activities/acts/timer.html", {"timer": timer.running(request.user)})
