"""Files kept with a customer: what may come in, under which name, and how it leaves."""

import re
from pathlib import PurePath
from typing import Protocol
from unicodedata import normalize

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.db.transaction import atomic
from django.http import FileResponse
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.events import FileAttached
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.models import Customer, CustomerFile
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import create, remove

LARGEST = 25 * 1024 * 1024
# What an office keeps; programs, scripts and pages a browser would run are left out.
_KINDS = (
    "pdf doc docx xls xlsx ppt pptx hwp hwpx txt csv tsv rtf odt ods odp zip eml msg vcf "
    "jpg jpeg png gif webp heic tif tiff bmp mp3 m4a wav mp4 mov"
)
KINDS = frozenset(_KINDS.split())
_unsafe = re.compile(r"[\x00-\x1f\x7f<>:\"/\\\\|?*\u202a-\u202e\u2066-\u2069]+")


@atomic
def attach_file(customer: Customer, *, file: File, actor: User | None) -> CustomerFile:
    """Keep a file with the customer; refuses large ones, empty ones and kinds that can run."""
    name, stored = checked_file(file, stem=str(customer.pk))
    kept = create(
        CustomerFile,
        actor=actor,
        customer=customer,
        file=stored,
        name=name,
        size=file.size,
        added_by=actor,
    )
    publish(
        FileAttached(customer_id=customer.pk, file_id=kept.pk, actor_id=actor.pk if actor else None)
    )
    return kept


def checked_file(file: File, *, stem: str) -> tuple[str, File]:
    """The name to show and the file to store; refuses large, empty and runnable ones."""
    name = safe_name(file.name or "")
    kind = PurePath(name).suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise Refused(
            _("‘%(name)s’은(는) 올릴 수 없는 종류입니다. 문서, 그림, 음성 파일만 올려 주세요.")
            % {"name": name}
        )
    if not file.size:
        raise Refused(_("빈 파일입니다. 내용이 있는 파일을 올려 주세요."))
    if file.size > LARGEST:
        raise Refused(_("파일은 25MB까지 올릴 수 있습니다. 나누거나 압축해 주세요."))
    refuse_resident_number(name)
    return name, File(file.file, name=f"{stem}.{kind}")


@atomic
def detach_file(file: CustomerFile, *, actor: User | None) -> None:
    """Delete a file."""
    remove(file, actor=actor)


class Saved(Protocol):
    """A stored file under the name it came with."""

    @property
    def name(self) -> str: ...
    @property
    def file(self) -> FieldFile: ...


def saved_file(file: Saved) -> FileResponse:
    """A file as it leaves: to be saved under its name, never shown or run in the page."""
    return FileResponse(
        file.file.open(),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )


def safe_name(name: str) -> str:
    """A file name without folders, control and direction signs, in NFC, of at most 150 signs."""
    name = normalize("NFC", PurePath(name.replace("\\", "/")).name)
    name = _unsafe.sub("_", name).strip(" .")
    path = PurePath(name or "file")
    return path.stem[:150] + path.suffix[:10]
