"""Printing what a dispatch by post says, in parts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.company import company
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone
from dangol.kit.korean.text import clean
from dangol.kit.lists.bulk import batches
from dangol.kit.records import change, create
from dangol.messaging.merging import MissingField, compile
from dangol.messaging.merging.formats import long_day
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.printing.labels import PRESETS, Label, Sheet, labels_pdf
from dangol.messaging.printing.letters import (
    Letter,
    Letterhead,
    Window,
    ad_foot,
    ad_title,
    letters_pdf,
)
from dangol.messaging.printing.models import PrintPart, PrintRun
from dangol.messaging.printing.queries import addressees_of, postable
from dangol.messaging.senders.models import Medium

# so many fit in one PDF that is made in seconds and opened anywhere
LABELS, LETTERS = 1_000, 200
NO_ADDRESS, NO_VALUE = "no_address", "missing_field"
Report = Callable[[int, str], None]


@atomic
def start_printing(
    dispatch: Dispatch,
    *,
    what: str,
    layout: Mapping[str, Any],
    reason: str,
    actor: User,
    at: datetime,
) -> PrintRun:
    """Begin to print a dispatch by post; whom is fixed now, the parts are made by a job.

    Refuses other media, sheets that do not fit on their paper, and printing without a purpose.
    """
    if dispatch.medium != Medium.POST:
        raise Refused(_("우편으로 보낸 것만 인쇄할 수 있습니다."))
    if not clean(reason):
        raise Refused(_("인쇄하는 목적을 적어 주세요. 접속기록에 남습니다."))
    if what == PrintRun.What.LABELS:
        _check_labels(layout)
    ids = postable(dispatch)
    if not ids:
        raise Refused(_("부칠 사람이 없습니다."))
    return create(
        PrintRun,
        actor=actor,
        dispatch=dispatch,
        owner=actor,
        what=what,
        layout=dict(layout),
        reason=refuse_resident_number(clean(reason)[:200]),
        message_ids=ids,
        created_at=at,
    )


def make_parts(run: PrintRun, *, today: date, at: datetime, report: Report) -> PrintRun:
    """Make the PDFs of a printing, one after the other; those that exist are not made again."""
    size = LABELS if run.what == PrintRun.What.LABELS else LETTERS
    make = _labels if run.what == PrintRun.What.LABELS else _letters
    done_before = set(run.parts.values_list("number", flat=True))
    total, done = len(run.message_ids), 0
    left_out = dict(run.left_out)
    for number, ids in enumerate(batches(run.message_ids, size), 1):
        report(100 * done // total, f"{done:,} / {total:,}")
        if number not in done_before:
            _make_part(run, number, ids, left_out, make, today, at)
        done += len(ids)
    return change(run, actor=None, status=PrintRun.Status.DONE, finished_at=at)


def _make_part(
    run: PrintRun,
    number: int,
    ids: list[int],
    left_out: dict[str, str],
    make: Callable[..., tuple[bytes, int]],
    today: date,
    at: datetime,
) -> None:
    """One PDF and who is not in it; both are written, or neither."""
    messages = Message.objects.filter(pk__in=ids).values_list("pk", "customer_id")
    customers = {customer: pk for pk, customer in messages if customer}
    pdf, count = make(run, number, list(customers), left_out, today, at)
    with atomic():
        name = f"{run.pk}-{number:03}.pdf"
        create(
            PrintPart,
            actor=None,
            run=run,
            number=number,
            count=count,
            file=ContentFile(pdf, name=name),
        )
        change(run, actor=None, left_out=dict(left_out))


def _addressees(ids: list[int], left_out: dict[str, str], today: date) -> dict[int, Label]:
    found = addressees_of(ids, today=today)
    left_out |= {str(pk): NO_ADDRESS for pk in found.without}
    return found.labels


def _labels(
    run: PrintRun, number: int, ids: list[int], left_out: dict[str, str], today: date, at: datetime
) -> tuple[bytes, int]:
    labels = list(_addressees(ids, left_out, today).values())
    first = int(run.layout.get("first") or 1) if number == 1 else 1
    pdf = labels_pdf(
        labels, sheet_of(run.layout), first=first, marks=bool(run.layout.get("marks")), at=at
    )
    return pdf, len(labels)


def _letters(
    run: PrintRun, number: int, ids: list[int], left_out: dict[str, str], today: date, at: datetime
) -> tuple[bytes, int]:
    dispatch, content = run.dispatch, run.dispatch.words_of
    subject, body = compile(content.subject), compile(content.text)
    labels = _addressees(ids, left_out, today)
    fields = subject.fields | body.fields
    facts = facts_of(list(labels), fields, sender=dispatch.actor, today=today)
    sender = dispatch.sender
    foot = ad_foot(dispatch.kind, sender.optout_number or sender.phone)
    letters = []
    for pk, label in labels.items():
        values = {**facts[pk], **(content.values or {})}
        try:
            title, text = subject.render(values), body.render(values)
        except MissingField as missing:
            left_out[str(pk)] = f"{NO_VALUE}:{missing.name}"
            continue
        title = ad_title(title, dispatch.kind)
        letters.append(Letter(label, long_day(today), title, text, sender.name, foot))
    head = Letterhead(sender.name, sender.address or company().address, format_phone(sender.phone))
    window = Window(**(run.layout.get("window") or {}))
    return letters_pdf(letters, head, window=window, at=at), len(letters)


def _check_labels(layout: Mapping[str, Any]) -> None:
    sheet = sheet_of(layout).checked()
    if not 1 <= int(layout.get("first") or 1) <= sheet.per_sheet:
        raise Refused(_("시작 칸은 1에서 %(n)d 사이로 적으세요.") % {"n": sheet.per_sheet})


def sheet_of(layout: Mapping[str, Any]) -> Sheet:
    """The sheet of a layout: a preset by name, or its own measures."""
    if isinstance(layout.get("sheet"), Mapping):
        return Sheet(**layout["sheet"])
    return PRESETS.get(str(layout.get("sheet")), next(iter(PRESETS.values())))


@atomic
def mark_run(run: PrintRun, *, status: str, at: datetime | None = None) -> PrintRun:
    """Note that a printing runs, failed or was cancelled."""
    return change(run, actor=None, status=status, finished_at=at)


@atomic
def note_job(run: PrintRun, *, job_id: int | None) -> PrintRun:
    """Remember which job makes it, to watch and to cancel."""
    return change(run, actor=None, job_id=job_id)
