"""Histories of tickets from other programs: one line for each step a ticket came into."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.calendar.queries import business_minutes_between
from dangol.customers.models import Customer
from dangol.helpdesk.importing import synonyms
from dangol.helpdesk.models import Step, Ticket, TicketStep
from dangol.helpdesk.setup.queries import request_types, step_of_kind, step_row, steps, teams
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.sla.promises import FAR
from dangol.helpdesk.tickets.queries import marked
from dangol.imports import bulk
from dangol.imports.importers import CREATE, SKIP, Importer, Session, Undone, Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.models import Import
from dangol.imports.reading import Row
from dangol.kit.forms import Form
from dangol.kit.korean.dates import parse_datetime
from dangol.kit.korean.text import clean
from dangol.kit.personal import refuse_resident_number
from dangol.kit.search import search_text

BATCH = 500
FIELDS = (
    ImportField("number", _("티켓번호"), synonyms.NUMBER, required=True),
    ImportField(
        "at", _("일시"), synonyms.AT,
        kind=Kind.DATE, required=True,
    ),
    ImportField("step", _("단계"), synonyms.STEP),
    ImportField("subject", _("제목"), synonyms.SUBJECT),
    ImportField("customer_number", _("고객번호"), synonyms.CUSTOMER),
    ImportField("request_type", _("요청유형"), synonyms.REQUEST),
    ImportField("team", _("팀"), synonyms.TEAM),
)  # fmt: skip


class Options(Form):
    """Whether these tickets are over."""

    is_finished = forms.BooleanField(
        label=_("모두 끝난 티켓입니다(마지막 줄이 완료 시각)"), required=False, initial=True
    )
    on_duplicate = forms.ChoiceField(
        label=_("이미 있는 티켓번호"), choices=[("skip", _("건너뛰기"))], required=False
    )


@dataclass
class Draft:
    """One line: which ticket, when, and the words beside it."""

    number: str
    at: datetime
    words: dict[str, str] = field(default_factory=dict)
    verdict: Any = None


class TicketSession(Session):
    """One run of a history; the lines of one ticket may lie in several chunks."""

    def __init__(self, run: Import, actor: Any) -> None:
        install_desk()
        self.run, self.actor = run, actor
        self.is_finished = bool(run.options.get("is_finished", True))
        self.places = {key: n for n, key in enumerate(run.mapping) if key}
        self.steps = {row.name: row.id for row in steps(retired=True)}
        self.types = {row.name: row.id for row in request_types(retired=True)}
        self.teams = {row.name: row.id for row in teams(retired=True)}
        self.mark = f"import:{run.pk}:"

    def clean(self, rows: Sequence[Row]) -> list[Verdict]:
        return [self._read(row) for row in rows]

    def _read(self, row: Row) -> Verdict:
        cells = {
            key: clean(row.cells[n]) if n < len(row.cells) else "" for key, n in self.places.items()
        }
        verdict = Verdict(row)
        number, at = cells.pop("number", ""), _moment(cells.pop("at", ""))
        if not 0 < len(number) <= 30:
            verdict.refuse(self.places.get("number", -1), _("티켓번호를 30자 안으로 적어 주세요."))
        if at is None:
            verdict.refuse(self.places.get("at", -1), _("일시를 2026-11-23 09:30처럼 적어 주세요."))
        try:
            refuse_resident_number(" ".join(cells.values()))
        except forms.ValidationError as error:
            verdict.refuse(self.places.get("subject", -1), error.messages[0])
        if at and number and verdict.act == CREATE:
            verdict.draft = Draft(number, at, cells, verdict)
        return verdict

    def match(self, verdicts: Sequence[Verdict]) -> None:
        """A number that is ours already belongs to another ticket; a line is taken once."""
        drafts = [verdict.draft for verdict in verdicts if verdict.act == CREATE]
        numbers = {draft.number for draft in drafts}
        known = dict(Ticket.objects.filter(number__in=numbers).values_list("number", "source"))
        for draft in drafts:
            source = known.get(draft.number)
            if draft.number in known and not (source or "").startswith(self.mark):
                draft.verdict.act = SKIP
                draft.verdict.remarks.append(_t("이미 있는 티켓번호입니다."))

    def write(self, verdicts: Sequence[Verdict]) -> None:
        drafts = sorted((verdict.draft for verdict in verdicts), key=lambda one: one.number)
        cases = {number: list(rows) for number, rows in groupby(drafts, lambda one: one.number)}
        self._create(cases)
        ids = dict(Ticket.objects.filter(number__in=cases).values_list("number", "pk"))
        work = step_of_kind(Step.Kind.WORK)
        assert work  # noqa: S101 - install_desk made it
        rows = [
            (ids[one.number], self.steps.get(one.words.get("step", ""), work.id), one.at,
             self._reason(one), self.teams.get(one.words.get("team", "")))
            for one in sorted(drafts, key=lambda one: one.at)
        ]  # fmt: skip
        bulk.insert(TicketStep, ("ticket", "step", "at", "reason", "team"), rows)
        self._settle(list(ids.values()))

    def _reason(self, draft: Draft) -> str:
        """A step nobody here knows is kept by its name."""
        name = draft.words.get("step", "")
        return "" if name in self.steps else name[:300]

    def _create(self, cases: dict[str, list[Draft]]) -> None:
        known = set(Ticket.objects.filter(number__in=cases).values_list("number", flat=True))
        customers = self._customers(cases)
        start = step_of_kind(Step.Kind.START)
        assert start  # noqa: S101 - install_desk made it
        rows = []
        for number, lines in cases.items():
            if number in known:
                continue
            words = {key: value for line in reversed(lines) for key, value in line.words.items()}
            subject = words.get("subject") or _t("가져온 티켓 %(number)s") % {"number": number}
            first = min(line.at for line in lines)
            rows.append(
                (number, subject[:300], self.types.get(words.get("request_type", "")),
                 self.teams.get(words.get("team", "")),
                 customers.get(words.get("customer_number", "")), f"{self.mark}{number}",
                 marked(search_text(subject, number), is_open=True),
                 first, first, first, first + FAR)
            )  # fmt: skip
        bulk.insert(
            Ticket,
            ("number", "subject", "request_type", "team", "customer", "source", "search",
             "opened_at", "last_at", "step_since", "rank_at"),
            rows,
            step=start.id,
            waits_for_us=False,
            created_at=timezone.now(),
            updated_at=timezone.now(),
        )  # fmt: skip

    def _customers(self, cases: dict[str, list[Draft]]) -> dict[str, int]:
        wanted = {
            line.words.get("customer_number", "") for lines in cases.values() for line in lines
        } - {""}
        rows = Customer.objects.filter(number__in=wanted)
        return dict(rows.values_list("number", "pk")) if wanted else {}

    def _settle(self, ids: list[int]) -> None:
        """Bring ends of stays, first and last moments in step with all lines so far."""
        done = step_of_kind(Step.Kind.DONE)
        assert done  # noqa: S101 - install_desk made it
        ends, tickets = [], []
        rows = TicketStep.objects.filter(ticket__in=ids).order_by("ticket", "at", "pk")
        values = rows.values_list("ticket_id", "pk", "at", "step_id")
        for ticket_id, group in groupby(values, lambda row: row[0]):
            stays = list(group)
            ends += [(after[2], stay[1]) for stay, after in pairwise(stays)]
            first, last = stays[0][2], stays[-1][2]
            here = step_row(stays[-1][3])
            is_over = self.is_finished or bool(here and here.kind == Step.Kind.DONE)
            minutes = business_minutes_between(first, last) if is_over else None
            step_id = done.id if is_over else stays[-1][3]
            worked = sum(
                round((after[2] - stay[2]).total_seconds())
                for stay, after in pairwise(stays)
                if (row := step_row(stay[3])) and row.kind == Step.Kind.WORK
            )
            tickets.append((first, last, last, step_id, not is_over, last if is_over else None,
                            minutes, worked, first + FAR, ticket_id))  # fmt: skip
        bulk.update(TicketStep, ("ended_at",), ends)
        bulk.update(
            Ticket,
            ("opened_at", "last_at", "step_since", "step", "is_open", "solved_at",
             "work_minutes", "worked_seconds", "rank_at"),
            tickets,
        )  # fmt: skip

    def shown(self, verdict: Verdict) -> dict[str, str]:
        draft: Draft | None = verdict.draft
        if draft is None:
            return {}
        at = f"{timezone.localtime(draft.at):%Y-%m-%d %H:%M:%S}"
        return {"number": draft.number, "at": at, "step": draft.words.get("step", "")}


def _moment(text: str) -> datetime | None:
    found = parse_datetime(text)
    if found is None or not 1990 <= found.year <= 2100:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class TicketImporter(Importer):
    """Histories of tickets."""

    label = _("티켓 이력")
    permission = "helpdesk.manage_desk"
    list_url = "helpdesk:ticket_list"
    form = Options
    shown_labels = {"number": _("티켓번호"), "at": _("일시"), "step": _("단계")}

    def fields(self) -> list[ImportField]:
        return list(FIELDS)

    def initial_of(self, run: Import, user: Any) -> dict[str, Any]:
        return {"is_finished": run.options.get("is_finished", True)}

    def options_for(
        self, run: Import, *, on_duplicate: str, reason: str, owner: Any
    ) -> dict[str, Any]:
        return {"is_finished": True, "on_duplicate": "skip"}

    def add_fields(self, run: Import, *, actor: Any) -> list[str]:
        return [key if key != "+" else "" for key in run.mapping]

    def session(self, run: Import, *, actor: Any, is_dry: bool) -> TicketSession:
        return TicketSession(run, actor)

    def undo_updated(self, run: Import, *, actor: Any) -> Undone:
        return 0, []

    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        rows = Ticket.objects.filter(source__startswith=f"import:{run.pk}:")
        ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:BATCH])
        Ticket.objects.filter(pk__in=ids).delete()
        return len(ids), []


importers.add("tickets")(TicketImporter())
