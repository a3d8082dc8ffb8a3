"""What the logs take in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.audit import chain
from dangol.audit.append_only import ACCESS_COLUMNS
from dangol.audit.models import BLOCK, Access, Change, ChangeBlock, Head
from dangol.audit.origin import current_address
from dangol.kit.errors import Refused

HASHED = ACCESS_COLUMNS[:-1]


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
) -> Access:
    """Add a link to the chain; an export without a reason is refused (PI-14)."""
    reason = _line(reason, 300)
    if act == Access.Act.EXPORT and not reason:
        raise Refused(_("개인정보를 내려받는 사유를 적어 주세요."))
    last_id, last_hash, actor_name = _lock_head(actor_id)
    access = Access(
        id=last_id + 1,
        at=timezone.now(),
        actor_id=actor_id,
        actor_name=actor_name or _line(name, 150),
        address=_line(address, 45),
        act=act,
        model=model.lower(),
        record_ids=list(record_ids),
        count=len(record_ids),
        reason=reason,
    )
    access.hash = chain.link(last_hash, (getattr(access, name) for name in HASHED))
    Access.objects.bulk_create([access])
    Head.objects.filter(pk=1).update(last_id=access.pk, last_hash=access.hash)
    return access


def _lock_head(actor_id: int | None) -> tuple[int, str, str | None]:
    """The last link, held until the transaction ends, and the actor's name in the same question."""
    person = User.objects.filter(pk=actor_id).values("name") if actor_id else None
    heads = Head.objects.select_for_update(of=("self",)).filter(pk=1)
    heads = heads.annotate(person=Subquery(person) if person is not None else Value(None))
    if head := heads.values_list("last_id", "last_hash", "person").first():
        return head
    Head.objects.bulk_create([Head(pk=1)], ignore_conflicts=True)
    return _lock_head(actor_id)


def _line(text: str, limit: int) -> str:
    """What both databases can store: no NUL, no half of a surrogate pair, not too long."""
    return text.replace("\0", "").encode(errors="ignore").decode().strip()[:limit]
