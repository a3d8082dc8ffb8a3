"""Taking in pictures for mails."""

from hashlib import sha256

from django.core.files.base import ContentFile, File
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.files import safe_name
from dangol.kit.errors import Refused
from dangol.kit.records import create
from dangol.messaging.blocks.images import measure, without_whereabouts
from dangol.messaging.blocks.models import Picture

LARGEST, WIDEST = 3 * 1024 * 1024, 4_000


@atomic
def keep_picture(file: File, *, actor: User | None) -> Picture:
    """Keep an uploaded picture; the same bytes are kept once.

    Refuses what is no PNG, JPEG or GIF by its content, is over 3 MB or wider than 4,000 pixels.
    """
    if not file.size or file.size > LARGEST:
        raise Refused(_("그림은 3MB까지 올릴 수 있습니다. 줄여서 다시 올려 주세요."))
    data = without_whereabouts(file.read())
    found = measure(data)
    if found is None:
        raise Refused(_("PNG, JPEG, GIF 그림만 올릴 수 있습니다. 다른 형식은 바꾸어 올려 주세요."))
    if not (0 < found.width <= WIDEST and 0 < found.height <= WIDEST):
        raise Refused(_("그림은 가로세로 4,000픽셀까지 올릴 수 있습니다. 줄여서 올려 주세요."))
    name = hash_ = sha256(data).hexdigest()
    if kept := Picture.objects.filter(hash=hash_).first():
        return kept
    return create(
        Picture,
        actor=actor,
        hash=hash_,
        kind=found.kind,
        width=found.width,
        height=found.height,
        size=len(data),
        name=refuse_resident_number(safe_name(file.name or "")),
        file=ContentFile(data, name=f"{name}.{found.kind}"),
        added_by=actor,
    )
