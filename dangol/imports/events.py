"""What the import engine announces."""

from dataclasses import dataclass

from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Event):
    """A whole file was worked through, or an import was undone; counts are rows of the file."""

    import_id: int
    into: str
    created: int
    updated: int
    skipped: int
    refused: int
    is_undo: bool = False
