"""Bring small files in, as tests of importing do."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dangol.imports import running, services
from dangol.imports.importers import importers
from dangol.imports.models import Import


def open_file(text: str | bytes, actor: Any, name: str = "명단.csv") -> Import:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return services.open_import(path, name=name, into="customers", actor=actor)


def ready(text: str | bytes, actor: Any, name: str = "명단.csv", **options: Any) -> Import:
    """A file with its proposed mapping, ready to start."""
    run = open_file(text, actor, name)
    given = importers["customers"].options_for(run, on_duplicate="skip", reason="시험", owner=actor)
    given |= {"collected_on": date(2026, 3, 2).isoformat(), **options}
    return services.set_mapping(run, mapping=run.mapping, options=given)


def bring(text: str | bytes, actor: Any, name: str = "명단.csv", **options: Any) -> Import:
    """Import a file from start to end."""
    run = ready(text, actor, name, **options)
    services.start_import(run, actor=actor)
    return running.work(run.pk, actor=actor)


def actions(action: str) -> dict[str, str]:
    """The same answer for every kind of double but a shared phone."""
    keys = ("number", "business_number", "email", "name_phone")
    return {**dict.fromkeys(keys, action), "phone": "create"}
