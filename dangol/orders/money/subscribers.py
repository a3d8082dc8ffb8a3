"""Many sales brought in at once teach at once what customers buy after what."""

from dangol.imports.events import ImportFinished
from dangol.kit.events import subscribe
from dangol.orders.money.chances import MANY, count_chances


@subscribe(ImportFinished, later=True)
def count_imported(event: ImportFinished) -> None:
    """Do not wait for the night after a large file."""
    if event.into == "revenue" and event.created + event.updated >= MANY:
        count_chances()
