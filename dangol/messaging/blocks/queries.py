"""Reading pictures, and where the world finds them."""

from collections.abc import Iterable
from hashlib import blake2b

from django.conf import settings
from django.urls import reverse

from dangol.codes import preferences
from dangol.messaging.blocks.document import Block
from dangol.messaging.blocks.models import Picture
from dangol.messaging.blocks.rendering import Picture as Shown
from dangol.messaging.preferences import MessagingPreferences


def pictures_of(blocks: Iterable[Block], *, local: bool = False) -> dict[str, Shown]:
    """The pictures of a mail by hash, with their public addresses; one query, none without any.

    `local` gives addresses of this server itself, for pages that show the mail.
    """
    hashes = {name for block in blocks for name in block.pictures}
    if not hashes:
        return {}
    base = "" if local else preferences.get(MessagingPreferences).public_url
    rows = Picture.objects.filter(hash__in=hashes)
    return {row.hash: Shown(base + path_of(row), row.width, row.height) for row in rows}


def path_of(picture: Picture) -> str:
    """The address a picture is served at without a sign-in; only who has it can make it."""
    name = f"{picture.hash[:32]}-{signature(picture.hash)}.{picture.kind}"
    return reverse("messaging:picture", args=[name])


def picture_at(name: str) -> Picture | None:
    """The picture of an address; None if it is forged."""
    stem, _dot, kind = name.partition(".")
    start, _sign, signed = stem.partition("-")
    rows = Picture.objects.filter(hash__startswith=start, kind=kind) if len(start) == 32 else []
    return next((row for row in rows if signature(row.hash) == signed), None)


def signature(hash_: str) -> str:
    """What makes an address one that we gave out."""
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(hash_.encode(), key=key, digest_size=12, person=b"dangol-picture").hexdigest()
