"""Where `kit/app.css` comes from: it is made of its sources, and no second copy of them is kept."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import BaseStorageFinder
from django.core.files.storage import FileSystemStorage

from dangol.kit.bundle import sheet

NAME = "kit/app.css"


class SheetFinder(BaseStorageFinder):
    """Writes the sheet into the data folder when its sources have changed."""

    def __init__(self) -> None:
        folder = Path(settings.DATA_DIR, "made")
        self._sheet = folder / NAME
        self._make()
        super().__init__(storage=FileSystemStorage(folder))

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        """As any finder; asked for the sheet, with what its sources say now."""
        if path == NAME:
            self._make()
        return super().find(path, *args, **kwargs)

    def _make(self) -> None:
        text = sheet()
        if self._sheet.exists() and self._sheet.read_text() == text:
            return
        self._sheet.parent.mkdir(parents=True, exist_ok=True)
        beside = self._sheet.with_suffix(f".{uuid4().hex}")  # others may read or make it now
        beside.write_text(text)
        beside.replace(self._sheet)
