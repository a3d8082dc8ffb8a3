"""The first pipeline of an office, made when somebody first needs one."""

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.sales.pipeline.models import Pipeline, Stage
from dangol.sales.pipeline.presets import NAME, STAGES
from dangol.sales.pipeline.queries import forget_pipelines, pipelines


@atomic
def install_pipeline() -> None:
    """Write the preset pipeline down unless the office has one already."""
    if Pipeline.objects.exists():
        return
    row = Pipeline.objects.create(name=str(NAME))
    for order, preset in enumerate(STAGES):
        Stage.objects.create(
            pipeline=row, order=order, **{k: _plain(v) for k, v in preset._asdict().items()}
        )
    forget_pipelines()


def first_pipeline() -> int:
    """The pipeline a board opens with; an office without any gets the preset."""
    if not pipelines():
        install_pipeline()
    return pipelines()[0][0]


def first_stage() -> Stage:
    """Where a deal begins that nobody gave a stage: the first one of the first pipeline."""
    rows = Stage.objects.filter(pipeline_id=first_pipeline(), outcome="open", is_active=True)
    stage = rows.order_by("order", "pk").first()
    if stage is None:
        raise Refused(_("첫 파이프라인에 진행 단계가 없습니다. 파이프라인 설정에서 더해 주세요."))
    return stage


def _plain(value: object) -> object:
    return value if isinstance(value, int) else str(value)
