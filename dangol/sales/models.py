from dangol.sales.pipeline.models import (
    Deal,
    DealLine,
    DealPerson,
    DealRival,
    DealState,
    Pipeline,
    Stage,
)

__all__ = ["Deal", "DealLine", "DealPerson", "DealRival", "DealState", "Pipeline", "Stage"]
