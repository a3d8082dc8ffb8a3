"""What the logs take in."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.audit import chain
from dangol.audit.append_only import ACCESS_COLUMNS
from dangol.audit.models import BLOCK, Access, Change, ChangeBlock, Head
from dangol.audit.origin import current_address
from dangol.kit.errors import Refused

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


@transaction.atomic
def record_access(
    *,
    act: str,
    actor_id: int | None,
    address: str,
    model: str = "",
    record_ids: Sequence[int] = (),
    reason: str = "",
    name: str = "",
) -> None:
    """Add a link to the chain; an export without a reason is refused (PI-14).

    Every page with personal data waits for this, so its three statements are written by hand:
    the ORM would take four times as long as the database.
    """
    reason = _line(reason, 300)
    if act == Access.Act.EXPORT and not reason:
        raise Refused(_("개인정보를 내려받는 사유를 적어 주세요."))
    now = timezone.now()
    ids = json.dumps(list(record_ids), separators=(",", ":"))
    with connection.cursor() as cursor:
        last_id, last_hash, actor_name = _hold_head(cursor, actor_id)
        row = [last_id + 1, now, actor_id, actor_name or _line(name, 150), _line(address, 45)]
        row += [act, model.lower(), ids, len(record_ids), reason]
        row.append(chain.link(last_hash, row))
        cursor.execute(_ADD_HEAD, [row[0], row[-1]])
        row[1] = connection.ops.adapt_datetimefield_value(now)
        cursor.execute(_ADD_ACCESS, row)


def _hold_head(cursor: Any, actor_id: int | None) -> tuple[int, str, str | None]:
    """The last link, held until the transaction ends, and the actor's name in the same question."""
    lock = " FOR UPDATE OF audit_head" if connection.features.has_select_for_update else ""
    cursor.execute(_HEAD + lock, [actor_id])
    if (head := cursor.fetchone()) is None:
        Head.objects.bulk_create([Head(pk=1)], ignore_conflicts=True)
        return _hold_head(cursor, actor_id)
    return head  # type: ignore[no-any-return]


def _line(text: str, limit: int) -> str:
    """What both databases can store: no NUL, no half of a surrogate pair, not too long."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()[:limit]
