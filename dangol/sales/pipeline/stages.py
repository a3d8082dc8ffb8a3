"""Acts of shaping pipelines: add and change them and their stages, take stages away."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove
from dangol.sales.events import StagesReordered
from dangol.sales.pipeline.furthest import write_furthest
from dangol.sales.pipeline.models import Deal, DealState, Pipeline, Stage
from dangol.sales.pipeline.queries import forget_pipelines
from dangol.sales.pipeline.services import move_deal

AT_ONCE = 20_000


@atomic
def write_pipeline(
    row: Pipeline | None, *, name: str, actor: User | None, **values: Any
) -> Pipeline:
    """Add a pipeline with its two ends, or change one."""
    forget_pipelines()
    values["name"] = clean(name)
    if row is not None:
        return change(row, actor=actor, **values)
    row = create(Pipeline, actor=actor, **values)
    ends = [(Stage.Outcome.WON, _("수주"), 100, "green"), (Stage.Outcome.LOST, _("실주"), 0, "red")]
    for order, (outcome, label, percent, color) in enumerate(ends, 90):
        create(
            Stage, actor=actor, pipeline=row, name=label, outcome=outcome, order=order,
            percent=percent, color=color, stuck_days=0,
        )  # fmt: skip
    return row


@atomic
def write_stage(
    pipeline: Pipeline, row: Stage | None, *, actor: User | None, **values: Any
) -> Stage:
    """Add an open stage, or change any stage of a pipeline."""
    forget_pipelines()
    values["name"] = clean(values["name"])
    if row is None:
        return create(Stage, actor=actor, pipeline=pipeline, **values)
    before = row.order
    row = change(row, actor=actor, **values)
    if row.order != before:
        publish(StagesReordered(pipeline_id=pipeline.pk, actor_id=actor.pk if actor else None))
    return row


def recount_furthest(pipeline_id: int) -> None:
    """Say anew how far every deal of a pipeline had come, by the order its stages have now.

    Some thousand deals at a time, each for itself: what is cut short is done again.
    """
    last = Deal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for first in range(1, last + 1, AT_ONCE):
        write_furthest(connection, first, first + AT_ONCE - 1, pipeline_id)


@atomic
def remove_stage(stage: Stage, *, move_to: Stage | None, at: datetime, actor: User | None) -> int:
    """Take an open stage away; its deals go to another one. Returns how many moved.

    One that deals once stood in is retired: boards leave it out, their history keeps its name.
    """
    if stage.outcome != Stage.Outcome.OPEN:
        raise Refused(_("수주와 실주 단계는 없앨 수 없습니다. 이름은 바꿀 수 있습니다."))
    forget_pipelines()
    deals = list(stage.deals.all())
    if deals and (move_to is None or move_to.pk == stage.pk):
        raise Refused(_("이 단계에 거래가 있습니다. 옮길 단계를 골라 주세요."))
    for deal in deals:
        if move_to:
            move_deal(deal, to=move_to, at=at, actor=actor)
    if DealState.objects.filter(stage=stage).exists():
        change(stage, actor=actor, is_active=False)
    else:
        remove(stage, actor=actor)
    return len(deals)
