"""Reading imports: whose, of which file, what came before."""

from typing import Any

from django.db.models import QuerySet

from dangol.imports.importers import importers
from dangol.imports.mapping import Proposal, propose, signature
from dangol.imports.models import Import, RememberedMapping
from dangol.imports.reading import head


def imports_seen_by(user: Any) -> "QuerySet[Import]":
    """Imports the user may follow, newest first: the own ones, an administrator everybody's."""
    return Import.objects.visible_to(user).select_related("owner").order_by("-pk")


def earlier_import(run: Import) -> Import | None:
    """The last time the very same file was imported (and not undone)."""
    same = Import.objects.filter(into=run.into, digest=run.digest).exclude(pk=run.pk)
    done = same.exclude(status__in=(Import.Status.DRAFT, Import.Status.UNDONE))
    return done.select_related("owner").order_by("-pk").first()


def proposal_of(run: Import) -> Proposal:
    """Where the columns would go, with samples of their values."""
    importer = importers[run.into]
    with run.source.open("rb") as file:
        rows = head(file, run.layout, 200)
    memory = RememberedMapping.objects.filter(
        into=run.into, signature=signature(run.columns)
    ).first()
    proposal = propose(
        run.columns,
        rows[run.layout.first_data_row - 1 :],
        importer.fields(),
        importer.presets(),
        memory.columns if memory else None,
    )
    if memory is None:
        importer.arrange(proposal, run.columns)
    return proposal


def first_rows(run: Import, count: int = 12) -> list[list[str]]:
    """The top of the file as it is, to choose the header row in."""
    with run.source.open("rb") as file:
        return head(file, run.layout, count)
