"""What the logs cannot know themselves: apps above tell it about the people they keep."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from dangol.kit.registry import Registry


@dataclass(frozen=True)
class Subject:
    """One kind of record that is somebody's personal data, under its label (`app.model`).

    `numbers` are what the log shows instead of names; `find` are the ids that a number, or part of
    one, may mean; `departments` is whose records they are; `needs_two_years` says whether the law
    wants two years of accesses (50,000 people, sensitive data).
    """

    label: str | Promise
    numbers: Callable[[Iterable[int]], Mapping[int, str]]
    find: Callable[[str], list[int]]
    departments: Callable[[Iterable[int]], Mapping[int, int | None]]
    needs_two_years: Callable[[], bool]
    url_name: str = ""


@dataclass(frozen=True)
class Wording:
    """How people read a column of JSON, registered under `app.model.field`.

    `said(value, model, record_id)` answers with a sentence, or with what each part says by its
    name; only parts that changed are shown. `label` is for a column that has none.
    """

    label: str | Promise = ""
    said: Callable[[Any, str, int | None], str | Mapping[str, str]] | None = None


subjects: Registry[Subject] = Registry()
wordings: Registry[Wording] = Registry()
