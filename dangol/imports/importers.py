"""What an app declares so that files can be brought into its records."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.functional import Promise

from dangol.imports.mapping import ImportField, Preset, Proposal
from dangol.imports.models import Import
from dangol.imports.reading import Row
from dangol.kit.forms import Form
from dangol.kit.korean.text import fit_particles
from dangol.kit.registry import Registry

# how many records a batch had (0: nothing is left to do), and what stays as it is and why
Undone = tuple[int, list[dict[str, Any]]]

CREATE, UPDATE, SKIP, REFUSE = "create", "update", "skip", "refuse"


@dataclass(slots=True)
class Verdict:
    """What is to become of one row.

    `reasons` says by column (-1: the row as a whole) why it is refused; `remarks` what was put in
    order or left out; `shown` what each field will hold. `draft` is the importer's own.
    """

    row: Row
    act: str = CREATE
    reasons: dict[int, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    draft: Any = None

    def __post_init__(self) -> None:
        if self.draft is not None:
            self.draft.verdict = self

    def __reduce__(self) -> tuple[Any, ...]:
        """Rows come from another process by the thousand: plain arguments travel fastest."""
        return Verdict, (self.row, self.act, self.reasons, self.remarks, self.draft)

    def refuse(self, column: int, reason: Any) -> None:
        self.act = REFUSE
        self.reasons.setdefault(column, fit_particles(str(reason)))


class Session(ABC):
    """One run through a file: looks things up once, then judges and writes chunk by chunk."""

    @abstractmethod
    def clean(self, rows: Sequence[Row]) -> list[Verdict]:
        """Put the cells in order; asks the database nothing, so it holds up nobody."""

    @abstractmethod
    def match(self, verdicts: Sequence[Verdict]) -> None:
        """Compare with what is there and say what becomes of each row; writes nothing."""

    @abstractmethod
    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Create and update, in the caller's transaction."""

    def withdrawn(self) -> list[Verdict]:
        """Rows of earlier chunks, told as created, that this chunk has refused after all; once."""
        return []

    @abstractmethod
    def shown(self, verdict: Verdict) -> dict[str, str]:
        """What the record will hold, by field, for the preview."""


class Importer(ABC):
    """How files come into one kind of record."""

    label: ClassVar[str | Promise]
    permission: ClassVar[str]
    list_url: ClassVar[str]
    form: ClassVar[type[Form]]
    shown_labels: ClassVar[dict[str, str | Promise]]
    can_add_fields: ClassVar[str] = ""
    order: ClassVar[int] = 50  # the first one is what a new import starts with

    @abstractmethod
    def fields(self) -> list[ImportField]: ...

    def presets(self) -> list[Preset]:
        return []

    def arrange(self, proposal: Proposal, names: Sequence[str]) -> None:
        """Correct a proposal where columns only make sense together."""
        return

    @abstractmethod
    def initial_of(self, run: Import, user: Any) -> dict[str, Any]:
        """What the form of options starts with."""

    @abstractmethod
    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Any:
        """The options a command gives in one word each, as the form would."""

    @abstractmethod
    def add_fields(self, run: Import, *, actor: Any) -> list[str]:
        """Make own fields of the columns that ask for one; the mapping with their keys."""

    @abstractmethod
    def session(self, run: Import, *, actor: Any, is_dry: bool) -> Session: ...

    @abstractmethod
    def undo_updated(self, run: Import, *, actor: Any) -> Undone:
        """Put back the values of a batch of records that were there before the run."""

    @abstractmethod
    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        """Delete a batch of what the run made, as far as nobody has built on it since."""


importers: Registry[Importer] = Registry()
