"""What the logs take in."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.audit import chain
from dangol.audit.append_only import ACCESS_COLUMNS
from dangol.audit.models import (
    BLOCK,
    Access,
    Change,
    ChangeBlock,
    Checkpoint,
    Head,
    Review,
    Seal,
)
from dangol.audit.origin import current_address
from dangol.audit.queries import reviewers
from dangol.audit.verify import Link, digest_of, verify_chain
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.notices import NoticeGiven

__all__ = [
    "blank_values",
    "prune_accesses",
    "record_access",
    "record_bulk_change",
    "record_change",
    "remind_of_review",
    "seal_changes",
    "sign_off_review",
    "verify_chain",
]

SEALED_TOGETHER = 1000
PRUNED_TOGETHER = 2000

_ADD_ACCESS = "INSERT INTO audit_access ({}) VALUES ({})".format(  # noqa: S608
    ", ".join(ACCESS_COLUMNS), ", ".join(["%s"] * len(ACCESS_COLUMNS))
)
_ADD_HEAD = "UPDATE audit_head SET last_id = %s, last_hash = %s WHERE id = 1"
_HEAD = """SELECT last_id, last_hash, (SELECT name FROM accounts_user WHERE id = %s)
    FROM audit_head WHERE id = 1"""


def record_change(
    *, model: str, record_id: int, verb: str, values: dict[str, Any], actor_id: int | None
) -> Change:
    """Keep one record's change, in the transaction that made it."""
    return Change.objects.create(
        model=model.lower(),
        record_id=record_id,
        verb=verb,
        values=values,
        digest=chain.digest(values),
        actor_id=actor_id,
        address=current_address(),
    )


@transaction.atomic
def record_bulk_change(
    *,
    model: str,
    record_ids: Sequence[int],
    verb: str,
    values: dict[str, Any],
    actor_id: int | None,
) -> Change | None:
    """Keep a change of many records as one row and a bit per record; nothing for no records."""
    if not record_ids:
        return None
    change = Change.objects.create(
        model=model.lower(),
        count=len(record_ids),
        verb=verb,
        values=values,
        digest=chain.digest(values),
        actor_id=actor_id,
        address=current_address(),
    )
    ChangeBlock.objects.bulk_create(_blocks(change, record_ids), batch_size=1000)
    return change


def _blocks(change: Change, record_ids: Iterable[int]) -> Iterable[ChangeBlock]:
    bits: dict[int, int] = defaultdict(int)
    for record_id in record_ids:
        bits[record_id // BLOCK] |= 1 << (BLOCK - 1 - record_id % BLOCK)
    for block, mask in bits.items():
        text = f"{mask:0{BLOCK // 4}x}"
        yield ChangeBlock(change=change, model=change.model, block=block, bits=text)


@transaction.atomic(savepoint=False)
def record_access(
    *,
    act: str,
    actor_id: int | None,
    address: str,
    model: str = "",
    record_ids: Sequence[int] = (),
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Add a link to the chain, now; an export without a reason is refused (PI-14).

    Every page with personal data waits for this, so its three statements are written by hand:
    the ORM would take four times as long as the database.
    """
    reason = _line(reason, 300)
    if act == Access.Act.EXPORT and not reason:
        raise Refused(_("개인정보를 내려받는 사유를 적어 주세요."))
    at = at or timezone.now()
    ids = json.dumps(list(record_ids), separators=(",", ":"))
    with connection.cursor() as cursor:
        last_id, last_hash, actor_name = _hold_head(cursor, actor_id)
        row: list[Any] = [last_id + 1, at, actor_id, actor_name or "", _line(address, 45)]
        row += [act, model.lower(), ids, len(record_ids), reason]
        row.append(chain.link(last_hash, row))
        cursor.execute(_ADD_HEAD, [row[0], row[-1]])
        row[1] = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_ADD_ACCESS, row)


def _hold_head(cursor: Any, actor_id: int | None) -> tuple[int, str, str | None]:
    """The last link, held until the transaction ends, and the actor's name in the same question."""
    lock = " FOR UPDATE OF audit_head" if connection.features.has_select_for_update else ""
    cursor.execute(_HEAD + lock, [actor_id])
    if (head := cursor.fetchone()) is None:
        Head.objects.bulk_create([Head(pk=1)], ignore_conflicts=True)
        return _hold_head(cursor, actor_id)
    return head


@transaction.atomic
def seal_changes(*, before: datetime) -> int:
    """Chain the changes written before this moment; safe to run twice.

    `before` leaves time for transactions that took their ids early and commit late.
    """
    last = Seal.objects.select_for_update().order_by("-last_id").first()
    link = Link(last.last_id, last.hash) if last else Link(0, "")
    rows = Change.objects.filter(pk__gt=link.id, at__lt=before)
    sealed = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:SEALED_TOGETHER]):
        count, found = digest_of(link, ids[-1], [])
        Seal.objects.create(last_id=ids[-1], rows=count, hash=found)
        link = Link(ids[-1], found)
        rows = Change.objects.filter(pk__gt=link.id, at__lt=before)
        sealed += count
    return sealed


def prune_accesses(*, before: datetime) -> int:
    """Delete accesses older than this; a signed checkpoint lets the chain go on.

    Refuses while the chain is broken: what is pruned then could never be explained. Deletes a
    batch at a time, so that nobody waits; what a crash leaves over goes the next time.
    """
    last = Access.objects.filter(at__lt=before).order_by("-pk").first()
    if last is None:
        return 0
    if not (report := verify_chain()).is_whole:
        raise Refused(str(report))
    rows = Access.objects.filter(pk__lte=last.pk)
    checkpoint = Checkpoint(
        at=timezone.now(), last_id=last.pk, last_hash=last.hash, rows=rows.count()
    )
    checkpoint.signature = chain.sign(checkpoint)
    checkpoint.save(force_insert=True)
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:PRUNED_TOGETHER]):
        with transaction.atomic():
            rows.filter(pk__lte=ids[-1]).delete()
    return checkpoint.rows


@transaction.atomic
def blank_values(model: str, record_ids: Iterable[int], *, only: str = "") -> int:
    """Forget what the values of these records were, or of one field of theirs.

    Which fields changed, when and by whom stays known; the seal holds by the first digest.
    """
    blanked = []
    for change in Change.objects.filter(model=model.lower(), record_id__in=record_ids):
        values = {
            name: [None, None] if only in ("", name) else pair
            for name, pair in change.values.items()
        }
        if values != change.values:
            change.values, change.is_blanked = values, True
            blanked.append(change)
    Change.objects.bulk_update(blanked, ["values", "is_blanked"], batch_size=500)
    return len(blanked)


@transaction.atomic
def sign_off_review(*, month: date, note: str, today: date, actor: User) -> Review:
    """Say that a whole month was looked through; once a month, with what was found."""
    if not note.strip():
        raise Refused(_("점검 의견을 적어 주세요."))
    if (month.year, month.month) >= (today.year, today.month):
        raise Refused(_("끝난 달만 점검을 마칠 수 있습니다."))
    if Review.objects.filter(month=month).exists():
        raise Refused(_("이미 점검을 마친 달입니다."))
    head = Head.objects.first() or Head()
    return Review.objects.create(
        month=month,
        note=_line(note, 2000),
        reviewer=actor,
        last_id=head.last_id,
        last_hash=head.last_hash,
    )


def remind_of_review(*, month: date) -> bool:
    """Ask the reviewers for a month nobody has signed off; tells whether it was needed."""
    if Review.objects.filter(month=month).exists():
        return False
    text = _("%(month)s월 접속기록을 아직 점검하지 않았습니다. 법은 매달 점검하게 합니다.")
    publish(
        NoticeGiven(
            user_ids=list(reviewers().values_list("pk", flat=True)),
            text=text % {"month": month.month},
            url=reverse("audit:review", args=[month.year, month.month]),
            actor_id=None,
        )
    )
    return True


def _line(text: str, limit: int) -> str:
    """What both databases can store: no NUL, no half of a surrogate pair, not too long."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()[:limit]
