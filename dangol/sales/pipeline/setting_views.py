"""Pages where an administrator writes pipelines and stages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.sales.pipeline import stages
from dangol.sales.pipeline.models import Pipeline, Stage
from dangol.sales.pipeline.setting_forms import PipelineForm, StageForm, StageRemoveForm
from dangol.sales.pipeline.setup import first_pipeline

MANAGE = "sales.manage_pipelines"


def _home() -> str:
    return reverse("sales:pipeline_list")


@require_GET
@needs(MANAGE)
def pipeline_list(request: UserRequest) -> HttpResponse:
    first_pipeline()
    rows = [
        (row, list(row.stages.filter(is_active=True).order_by("order", "pk")))
        for row in Pipeline.objects.order_by("order", "pk")
    ]
    return render(request, "sales/pipeline_list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def pipeline_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Pipeline, pk=pk) if pk else None
    names = ("name", "order", "is_active")
    initial = {name: getattr(row, name) for name in names} if row else {}
    form = PipelineForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, stages.write_pipeline, row, actor=request.user):
        return done(request, _home(), _("저장했습니다."))
    return side_form(request, form, _("파이프라인"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def stage_write(request: UserRequest, pk: int, stage_pk: int | None = None) -> HttpResponse:
    pipeline = get_object_or_404(Pipeline, pk=pk)
    row = get_object_or_404(Stage, pipeline=pipeline, pk=stage_pk) if stage_pk else None
    form = StageForm(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and submit(
        form, stages.write_stage, pipeline, row, actor=request.user
    ):
        return done(request, _home(), _("저장했습니다."))
    return side_form(request, form, _("영업단계"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def stage_remove(request: UserRequest, pk: int, stage_pk: int) -> HttpResponse:
    stage = get_object_or_404(Stage, pipeline_id=pk, pk=stage_pk)
    form = StageRemoveForm(request.POST or None, user=request.user, stage=stage)
    if request.method == "POST" and form.is_valid():
        submit(form, stages.remove_stage, stage, at=timezone.now(), actor=request.user)
        if not form.errors:
            return done(request, _home(), _("단계를 없앴습니다."))
    return side_form(request, form, _("‘%(name)s’ 단계 없애기") % {"name": stage.name})
