"""An import of deals writes a row of sums for each of them; they are gathered at its end."""

from dangol.imports.events import ImportFinished
from dangol.kit.events import subscribe
from dangol.sales.sums.services import MANY, gather_history, gather_open


@subscribe(ImportFinished, later=True)
def gather_imported(event: ImportFinished) -> None:
    """Do not wait for the night, or whoever looks at a report until then reads them all."""
    if event.into == "deals" and event.created >= MANY:
        gather_open()
        gather_history()
