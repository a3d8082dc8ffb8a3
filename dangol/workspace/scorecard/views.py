"""Where an administrator sets thresholds."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.workspace.models import Threshold
from dangol.workspace.scorecard import services
from dangol.workspace.scorecard.forms import ThresholdForm
from dangol.workspace.scorecard.queries import Thresholds, measures
from dangol.workspace.scorecard.registry import scores

MANAGE = "workspace.manage_scores"


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def thresholds(request: UserRequest) -> HttpResponse:
    """Every measure with the threshold of now, those to come, and a form to set one."""
    name = request.POST.get("measure", "")
    form = ThresholdForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if name not in scores:
            raise Http404
        if submit(form, services.set_threshold, name, actor=request.user):
            messages.success(request, _("달성기준을 저장했습니다."))
            return redirect("workspace:thresholds")
    month, now = timezone.localdate().replace(day=1), Thresholds()
    lines = [
        {
            "name": key,
            "score": score,
            "now": now.at(key, month),
            "rows": Threshold.objects.filter(measure=key).order_by("-starts_on")[:6],
            "form": form
            if key == name
            else ThresholdForm(initial={"value": now.at(key, month), "starts_on": month}),
        }
        for key, score in measures()
    ]
    status = 422 if form.errors else 200
    template = "workspace/scorecard/thresholds.html"
    return render(request, template, {"lines": lines}, status=status)
