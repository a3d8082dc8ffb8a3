"""How the report of minutes (F104) follows deals that bring their past along."""

from dangol.activities.reports.services import rebuild_efforts, recount
from dangol.imports.events import ImportFinished
from dangol.imports.models import Before
from dangol.kit.events import subscribe
from dangol.sales.pipeline.models import Deal


@subscribe(ImportFinished)
def count_minutes_anew(event: ImportFinished) -> None:
    """Activities of before the file stood in the stages it brought; undone, in none of them.

    Whose the deals were is gone with them, so everything is counted anew then.
    """
    if event.into != "deals":
        return
    if event.is_undo:
        rebuild_efforts()
    else:
        brought = Before.objects.filter(run=event.import_id).values("record_id")
        recount(Deal.objects.filter(pk__in=brought).order_by().values("customer"))
