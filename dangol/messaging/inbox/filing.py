"""Files of mails: stored once by their SHA-256, and forgotten when no mail needs them."""

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef

from dangol.messaging.inbox.models import Mail, MailFile, StoredFile
from dangol.messaging.parsing.files import is_risky
from dangol.messaging.parsing.mail import Attachment

LARGEST = 30 * 1024 * 1024
RAW_BYTES = 5 * 1024 * 1024
ORPHANS = 500


def store(data: bytes, kind: str) -> StoredFile:
    """The stored file with these bytes; written only the first time they come."""
    digest = hashlib.sha256(data).hexdigest()
    if found := StoredFile.objects.filter(sha256=digest).first():
        return found
    name = f"mail/{digest[:2]}/{digest}"
    # a worker killed before its commit has left the same bytes there
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    values = {"size": len(data), "kind": kind[:120], "file": name}
    return StoredFile.objects.get_or_create(sha256=digest, defaults=values)[0]


def file_attachments(mail: Mail, attachments: Iterable[Attachment]) -> list[Attachment]:
    """Keep the files of a mail; returns those too large to keep."""
    skipped = []
    rows = []
    for one in attachments:
        if one.size > LARGEST:
            skipped.append(one)
            continue
        rows.append(
            MailFile(
                mail=mail,
                stored=store(one.data, one.kind),
                name=one.name,
                content_id=one.content_id[:300],
                is_inline=one.is_inline,
                is_risky=is_risky(one.name, one.kind),
            )
        )
    MailFile.objects.bulk_create(rows)
    return skipped


def forget_orphans() -> int:
    """Delete stored files no mail uses any more, at most 500; returns how many there were."""
    used = (
        Exists(MailFile.objects.filter(stored=OuterRef("pk"))),
        Exists(Mail.objects.filter(page=OuterRef("pk"))),
        Exists(Mail.objects.filter(raw=OuterRef("pk"))),
    )
    rows = list(StoredFile.objects.exclude(used[0] | used[1] | used[2])[:ORPHANS])
    for row in rows:
        default_storage.delete(str(row.file))
    StoredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
