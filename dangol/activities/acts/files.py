"""Files kept with an activity, checked as those of customers are."""

from collections.abc import Iterable

from django.core.files.base import File
from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity, ActivityFile
from dangol.customers.parties.files import checked_file
from dangol.kit.records import create, remove


@atomic
def attach(activity: Activity, *, file: File, actor: User | None) -> ActivityFile:
    """Keep a file with an activity; refuses large ones, empty ones and kinds that can run."""
    name, stored = checked_file(file, stem=str(activity.pk))
    return create(
        ActivityFile,
        actor=actor,
        activity=activity,
        file=stored,
        name=name,
        size=file.size,
        added_by=actor,
    )


@atomic
def attach_all(activity: Activity, *, files: Iterable[File], actor: User | None) -> int:
    """Keep several files, or none of them when one is refused; says how many."""
    return len([attach(activity, file=file, actor=actor) for file in files])


@atomic
def detach(file: ActivityFile, *, actor: User | None) -> None:
    """Delete a file."""
    remove(file, actor=actor)
