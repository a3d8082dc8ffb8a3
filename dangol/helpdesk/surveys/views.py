"""The page behind the link in the mail: no sign-in, one click. And the list of all answers."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.helpdesk.surveys.lists import SurveyList
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.surveys.services import answer_survey, survey_of
from dangol.kit.access import needs
from dangol.messaging.tracking.robots import is_robot
from dangol.workspace.lists.views import list_page


class AnswerForm(forms.Form):
    """The score again, and what else the customer wants to say."""

    score = forms.TypedChoiceField(
        label=_("만족도"), coerce=int, choices=Survey.Score.choices, widget=forms.RadioSelect
    )
    nps = forms.TypedChoiceField(
        label=_("주위에 추천하시겠어요? (0 아니요 – 10 꼭)"), coerce=int, required=False,
        empty_value=None, choices=[("", "—"), *((n, str(n)) for n in range(11))],
    )  # fmt: skip
    comment = forms.CharField(
        label=_("하고 싶은 말"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


@require_GET
@needs("helpdesk.view_ticket")
def survey_list(request: UserRequest) -> HttpResponse:
    return list_page(request, SurveyList, "workspace/list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail is the answer, unless a machine looks at links; the page adds to it.

    A link that was used before shows what was answered and changes it only by the button.
    """
    with override("ko"):
        found = survey_of(token)
        if found is None:
            return render(request, "helpdesk/survey_unknown.html", status=404)
        return _answer(request, found)


def _answer(request: HttpRequest, found: Survey) -> HttpResponse:
    first: dict[str, Any] = {"score": found.score, "nps": found.nps, "comment": found.comment}
    was_answered, done = found.score is not None, False
    form = AnswerForm(request.POST or None, initial=first)
    if request.method == "POST":
        done = form.is_valid() and _take(found, form)
    elif (given := request.GET.get("score", "")) in ("1", "2", "3", "4", "5"):
        if not is_robot(request.headers, request.method or "", timezone.now() - found.asked_at):
            found = answer_survey(found, at=timezone.now(), score=int(given), is_changed=False)
        form = AnswerForm(initial=first | {"score": found.score or int(given)})
    context = {"survey": found, "form": form, "done": done, "was_answered": was_answered}
    return render(request, "helpdesk/survey.html", context, status=422 if form.errors else 200)


def _take(found: Survey, form: AnswerForm) -> bool:
    try:
        answer_survey(found, at=timezone.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error("comment", error.messages)
        return False
    return True
