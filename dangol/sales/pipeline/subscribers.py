"""What follows when the stages of a pipeline change places."""

from dangol.kit.events import subscribe
from dangol.sales.events import StagesReordered
from dangol.sales.pipeline.stages import recount_furthest


@subscribe(StagesReordered, later=True)
def recount_after_reordering(event: StagesReordered) -> None:
    recount_furthest(event.pipeline_id)
