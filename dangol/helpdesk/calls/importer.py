"""Call logs of other systems: one line is one call that is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.calls.models import Call
from dangol.imports import bulk
from dangol.imports.importers import CREATE, SKIP, Importer, Session, Undone, Verdict, importers
from dangol.imports.mapping import ImportField
from dangol.imports.models import Import
from dangol.imports.reading import Row
from dangol.kit.forms import Form
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import clean

BATCH = 2_000
FIELDS = (
    ImportField("key", _("통화번호"), "call_id,callid"),
    ImportField("day", _("날짜"), "date", required=True),
    ImportField("start", _("걸려 온 시각"), "vru_entry,start_time"),
    ImportField("wait", _("기다림(초)"), "q_time,wait_seconds"),
    ImportField("talk", _("통화(초)"), "ser_time,talk_seconds"),
    ImportField("outcome", _("결과"), "outcome", required=True),
    ImportField("server", _("내선"), "server,extension"),
    ImportField("queue", _("대기열"), "type,queue"),
    ImportField("number", _("번호"), "phone,caller"),
)
_OUTCOMES = {
    "agent": Call.Outcome.ANSWERED, "answered": Call.Outcome.ANSWERED,
    "hang": Call.Outcome.ABANDONED, "abandoned": Call.Outcome.ABANDONED,
    "phantom": Call.Outcome.PHANTOM,
}  # fmt: skip


class Options(Form):
    """Nothing to ask."""


@dataclass
class Draft:
    """One call as it will be written."""

    values: tuple[Any, ...]
    key: str
    verdict: Any = None


class CallSession(Session):
    """One run of a call log."""

    def __init__(self, run: Import) -> None:
        self.run = run
        self.places = {key: n for n, key in enumerate(run.mapping) if key}

    def clean(self, rows: Sequence[Row]) -> list[Verdict]:
        return [self._read(row) for row in rows]

    def _read(self, row: Row) -> Verdict:
        cells = {
            key: clean(row.cells[n]) if n < len(row.cells) else "" for key, n in self.places.items()
        }
        verdict = Verdict(row)
        start = _moment(cells.get("day", ""), cells.get("start", ""))
        outcome = _OUTCOMES.get(cells.get("outcome", "").lower())
        seconds = [cells.get(name, "") or "0" for name in ("wait", "talk")]
        if start is None:
            verdict.refuse(self.places.get("day", -1), _("날짜를 20261123처럼 적어 주세요."))
        if outcome is None:
            verdict.refuse(self.places.get("outcome", -1), _("모르는 결과입니다."))
        if not all(text.isdecimal() and len(text) < 7 for text in seconds):
            verdict.refuse(self.places.get("wait", -1), _("초를 숫자로 적어 주세요."))
        if verdict.act == CREATE and start and outcome:
            wait, talk = (int(text) for text in seconds)
            verdict.draft = self._draft(row, cells, start, outcome, wait, talk, verdict)
        return verdict

    def _draft(
        self, row: Row, cells: dict[str, str], start: datetime, outcome: str, wait: int, talk: int,
        verdict: Verdict,
    ) -> Draft:  # fmt: skip
        answered = start + timedelta(seconds=wait) if outcome == Call.Outcome.ANSWERED else None
        phone = parse_phone(cells.get("number", ""))
        key = f"import:{self.run.pk}:{row.number}"
        server = cells.get("server", "")[:50]
        values = (
            key, phone.digits if phone else "", cells.get("queue", "")[:50], server, outcome,
            start, answered, start + timedelta(seconds=wait + talk), wait, talk,
        )  # fmt: skip
        return Draft(values, key, verdict)

    def match(self, verdicts: Sequence[Verdict]) -> None:
        """A line is taken once, also by a run that begins again."""
        drafts = [verdict.draft for verdict in verdicts if verdict.act == CREATE]
        keys = [draft.key for draft in drafts]
        known = set(Call.objects.filter(key__in=keys).values_list("key", flat=True))
        for draft in drafts:
            if draft.key in known:
                draft.verdict.act = SKIP

    def write(self, verdicts: Sequence[Verdict]) -> None:
        names = (
            "key", "number", "queue", "server", "outcome", "started_at", "answered_at",
            "ended_at", "wait_seconds", "talk_seconds",
        )  # fmt: skip
        bulk.insert(Call, names, [verdict.draft.values for verdict in verdicts])

    def shown(self, verdict: Verdict) -> dict[str, str]:
        draft: Draft | None = verdict.draft
        if draft is None:
            return {}
        start = f"{timezone.localtime(draft.values[5]):%Y-%m-%d %H:%M:%S}"
        return {"day": start, "outcome": str(Call.Outcome(draft.values[4]).label)}


def _moment(day: str, clock: str) -> datetime | None:
    """A day of six (yymmdd) or eight digits, with or without signs, and a time of day."""
    digits = "".join(sign for sign in day if sign.isdigit())
    text = f"{digits} {clock or '0:00:00'}"
    for form in ("%Y%m%d %H:%M:%S", "%y%m%d %H:%M:%S"):
        try:
            naive = datetime.strptime(text, form)  # noqa: DTZ007 - made aware below
        except ValueError:
            continue
        if len(digits) == (8 if form.startswith("%Y") else 6):
            return timezone.make_aware(naive)
    return None


class CallImporter(Importer):
    """Call logs."""

    label = _("통화 기록")
    permission = "helpdesk.manage_desk"
    list_url = "helpdesk:call_list"
    form = Options
    shown_labels = {"day": _("걸려 온 때"), "outcome": _("결과")}

    def fields(self) -> list[ImportField]:
        return list(FIELDS)

    def initial_of(self, run: Import, user: Any) -> dict[str, Any]:
        return {}

    def options_for(
        self, run: Import, *, on_duplicate: str, reason: str, owner: Any
    ) -> dict[str, Any]:
        return {}

    def add_fields(self, run: Import, *, actor: Any) -> list[str]:
        return [key if key != "+" else "" for key in run.mapping]

    def session(self, run: Import, *, actor: Any, is_dry: bool) -> CallSession:
        return CallSession(run)

    def undo_updated(self, run: Import, *, actor: Any) -> Undone:
        return 0, []

    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        rows = Call.objects.filter(key__startswith=f"import:{run.pk}:")
        ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:BATCH])
        Call.objects.filter(pk__in=ids).delete()
        return len(ids), []


importers.add("calls")(CallImporter())
