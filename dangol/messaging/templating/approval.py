"""Pages of the approval of 알림톡 templates."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.messaging.templating import services
from dangol.messaging.templating.forms import CodeForm, ReviewForm
from dangol.messaging.templating.models import Alimtalk
from dangol.messaging.templating.views import CHANGE, template_or_404


def _review(request: UserRequest, pk: int) -> Alimtalk:
    template = template_or_404(request, pk, "change")
    return get_object_or_404(Alimtalk.objects.select_related("template"), template=template)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def alimtalk_code(request: UserRequest, pk: int) -> HttpResponse:
    review = _review(request, pk)
    form = CodeForm(request.POST or None, user=request.user, initial={"code": review.code})
    if request.method == "POST" and submit(form, services.set_code, review, actor=request.user):
        return done(request, review.template.get_absolute_url(), _("템플릿 코드를 적었습니다."))
    return side_form(request, form, _("템플릿 코드"))


@require_POST
@needs(CHANGE)
def alimtalk_submit(request: UserRequest, pk: int) -> HttpResponse:
    template = _review(request, pk).template
    try:
        services.submit_for_review(template, actor=request.user)
        messages.success(request, _("검수 중으로 표시했습니다."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(template)


@require_POST
@needs(CHANGE)
def alimtalk_refresh(request: UserRequest, pk: int) -> HttpResponse:
    template = _review(request, pk).template
    try:
        review = services.ask_provider(template, at=timezone.now(), actor=request.user)
        messages.success(request, _("검수 상태: %(state)s") % {"state": review.get_state_display()})
    except Refused as error:
        messages.error(request, str(error))
    return redirect(template)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def alimtalk_mark(request: UserRequest, pk: int) -> HttpResponse:
    """For providers that cannot be asked: what a person read on their page."""
    review = _review(request, pk)
    initial = {"state": review.state, "reason": review.reason}
    form = ReviewForm(request.POST or None, user=request.user, initial=initial)

    def mark(**values: str) -> Alimtalk:
        return services.take_review(
            review.template, **values, at=timezone.now(), actor=request.user
        )

    if request.method == "POST" and (taken := submit(form, mark)):
        text = _("검수 상태: %(state)s") % {"state": taken.get_state_display()}
        return done(request, review.template.get_absolute_url(), text)
    return side_form(request, form, _("검수 결과 적기"))
