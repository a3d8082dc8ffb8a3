"""Looking for broken links in the logs."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from dangol.audit import chain
from dangol.audit.append_only import ACCESS_COLUMNS, CHANGE_COLUMNS
from dangol.audit.models import Access, Change, Checkpoint, Head, Review, Seal

NAMED = 50


class Report(NamedTuple):
    """What was found: how many rows were read, and every row or gap that does not fit."""

    accesses: int
    changes: int
    problems: list[str]

    @property
    def is_whole(self) -> bool:
        return not self.problems

    def __str__(self) -> str:
        counts = {"accesses": f"{self.accesses:,}", "changes": f"{self.changes:,}"}
        text = _("접속기록 %(accesses)s건, 변경 이력 %(changes)s건을 확인했습니다.") % counts
        if self.is_whole:
            return f"{text} {_('바뀌거나 사라진 기록이 없습니다.')}"
        found = _("맞지 않는 곳 %(n)d군데:") % {"n": len(self.problems)}
        return "\n".join([f"{text} {found}", *(f"- {line}" for line in self.problems[:NAMED])])


class Link(NamedTuple):
    """The place of a row in the chain."""

    id: int
    hash: str


def verify_chain() -> Report:
    """Read both logs from their beginning; reads only, and may run while others write."""
    problems: list[str] = []
    accesses = _verify_accesses(problems)
    changes = _verify_changes(problems)
    return Report(accesses, changes, problems)


def _verify_accesses(problems: list[str]) -> int:
    head = Head.objects.values_list("last_id", "last_hash").first() or (0, "")
    anchors = dict(Review.objects.values_list("last_id", "last_hash"))
    last, count = _start(problems), 0
    for row in _access_rows(last.id, head[0]):
        count += 1
        here = Link(row[0], row[-1])
        if here.id > last.id + 1:
            problems.append(_missing(last.id + 1, here.id - 1))
        elif chain.link(last.hash, row[:-1]) != here.hash:
            problems.append(_("접속기록 %(id)d번: 내용이나 순서가 바뀌었습니다.") % {"id": here.id})
        if anchors.get(here.id, here.hash) != here.hash:
            problems.append(
                _("접속기록 %(id)d번: 월간 점검 때 적어 둔 값과 다릅니다.") % {"id": here.id}
            )
        last = here
    if last.id < head[0]:
        problems.append(_missing(last.id + 1, head[0]))
    elif last.hash != head[1]:
        problems.append(_("접속기록의 마지막 표시가 %(id)d번과 맞지 않습니다.") % {"id": last.id})
    now = Head.objects.values_list("last_id", flat=True).first() or 0
    for pk in Access.objects.filter(pk__gt=now).values_list("pk", flat=True)[:NAMED]:
        problems.append(_("접속기록 %(id)d번: 끼워 넣은 기록입니다.") % {"id": pk})
    return count


def _start(problems: list[str]) -> Link:
    """Where the chain begins: at nothing, or at the newest checkpoint if its signature is ours."""
    checkpoint = Checkpoint.objects.order_by("-last_id").first()
    if checkpoint is None:
        return Link(0, "")
    if not chain.is_signed(checkpoint):
        problems.append(
            _("접속기록 %(id)d번까지 지웠다는 표시의 서명이 맞지 않습니다.")
            % {"id": checkpoint.last_id}
        )
    return Link(checkpoint.last_id, checkpoint.last_hash)


def _access_rows(after: int, last_id: int) -> Iterator[list[Any]]:
    ids = ACCESS_COLUMNS.index("record_ids")
    rows = Access.objects.filter(pk__gt=after, pk__lte=last_id).order_by("pk")
    for found in rows.values_list(*ACCESS_COLUMNS).iterator(chunk_size=2000):
        row = list(found)
        row[ids] = json.dumps(row[ids], separators=(",", ":"))
        yield row


def _missing(first: int, last: int) -> str:
    if first == last:
        return _("접속기록 %(id)d번이 없습니다.") % {"id": first}
    return _("접속기록 %(first)d번부터 %(last)d번까지 없습니다.") % {"first": first, "last": last}


def _verify_changes(problems: list[str]) -> int:
    last, total = Link(0, ""), 0
    for seal in Seal.objects.order_by("last_id"):
        count, found = digest_of(last, seal.last_id, problems)
        total += count
        if found != seal.hash:
            problems.append(
                _("변경 이력 %(first)d–%(last)d번: 봉인한 %(sealed)d건과 다릅니다(%(count)d건).")
                % {"first": last.id + 1, "last": seal.last_id, "sealed": seal.rows, "count": count}
            )
        last = Link(seal.last_id, seal.hash)
    count, _found = digest_of(last, None, problems)
    return total + count


def digest_of(after: Link, last_id: int | None, problems: list[str]) -> tuple[int, str]:
    """Count and chained hash of the changes after a link; names rows whose values were altered."""
    rows = Change.objects.filter(pk__gt=after.id).order_by("pk")
    if last_id is not None:
        rows = rows.filter(pk__lte=last_id)
    count, found = 0, after.hash
    columns = (*CHANGE_COLUMNS, "values", "is_blanked")
    for *row, values, is_blanked in rows.values_list(*columns).iterator(chunk_size=2000):
        count += 1
        found = chain.link(found, row)
        if not is_blanked and chain.digest(values) != row[-1]:
            problems.append(_("변경 이력 %(id)d번: 값이 바뀌었습니다.") % {"id": row[0]})
    return count, found
