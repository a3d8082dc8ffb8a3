"""What targets reads anew when many deals come at once."""

from django.utils import timezone

from dangol.imports.events import ImportFinished
from dangol.kit.events import subscribe
from dangol.sales.sums.services import MANY
from dangol.targets.services import keep_rates


@subscribe(ImportFinished, later=True)
def keep_rates_of_imported_deals(event: ImportFinished) -> None:
    """Do not wait for the night: the forecast weighs open deals by the closed ones that came."""
    if event.into == "deals" and event.created >= MANY:
        keep_rates(on=timezone.localdate())
