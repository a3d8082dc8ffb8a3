"""Reading codes and own fields; both are kept in the process, so a list cell costs no query."""

from typing import NamedTuple

from dangol.codes.memory import remembered
from dangol.codes.models import Code, CustomField


class CodeRow(NamedTuple):
    """A code as lists and badges show it."""

    id: int
    group: str
    key: str
    label: str
    color: str
    is_active: bool


@remembered
def _codes() -> dict[int, CodeRow]:
    rows = Code.objects.order_by("group", "order", "pk")
    return {row[0]: CodeRow(*row) for row in rows.values_list(*CodeRow._fields)}


@remembered
def _fields() -> dict[str, list[CustomField]]:
    found: dict[str, list[CustomField]] = {}
    for row in CustomField.objects.order_by("order", "pk"):
        found.setdefault(row.record, []).append(row)
    return found


def codes_of(group: str, *, retired: bool = False) -> list[CodeRow]:
    """The group's codes in their order; with `retired`, those no longer offered too."""
    rows = _codes().values()
    return [row for row in rows if row.group == group and (retired or row.is_active)]


def choices(group: str, *, keep: int | None = None) -> list[tuple[int, str]]:
    """Choices of a form field; a retired code stays choosable where it is set (`keep`)."""
    rows = codes_of(group, retired=True)
    return [(row.id, row.label) for row in rows if row.is_active or row.id == keep]


def code_of(code_id: int | None) -> CodeRow | None:
    """The code with this id, retired or not; None if there is none."""
    return _codes().get(code_id) if code_id else None


def label_of(code_id: int | None) -> str:
    """What to show for a code; empty without one."""
    row = code_of(code_id)
    return row.label if row else ""


def code_by_key(group: str, key: str) -> CodeRow | None:
    """The code a rule or import names by its key."""
    return next((row for row in codes_of(group, retired=True) if row.key == key), None)


def code_by_label(group: str, text: str) -> CodeRow | None:
    """The code a file names by its label or key, whatever the capitals and spaces."""
    wanted = "".join(text.split()).casefold()
    for row in codes_of(group, retired=True):
        if wanted in ("".join(row.label.split()).casefold(), row.key.casefold()):
            return row
    return None


def custom_fields(record: str, *, retired: bool = False) -> list[CustomField]:
    """The office's own fields of a kind of record, in their order."""
    return [row for row in _fields().get(record, []) if retired or row.is_active]


def forget_codes() -> None:
    """Read codes again: somebody changed them."""
    _codes.forget()


def forget_fields() -> None:
    """Read the own fields again: somebody changed them."""
    _fields.forget()
