"""Make one row of cells into a customer, and the company they work for, if it names one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.customers.importing.cells import Cells, Parts, is_abroad
from dangol.customers.importing.lookups import Lookups
from dangol.customers.importing.synonyms import COMPANY_MARKS, FREE_HOSTS
from dangol.customers.parties.birthdays import is_child, solar_day
from dangol.customers.parties.models import Customer
from dangol.customers.parties.reach import Derived, Place, Point, build_row, read_places
from dangol.imports.cleaning import BadCell, day
from dangol.imports.importers import Verdict
from dangol.imports.reading import Row
from dangol.kit.korean.identifiers import find_resident_number
from dangol.kit.search import search_text

COMPANY, PERSON = Customer.Kind.COMPANY, Customer.Kind.PERSON
OF_COMPANIES = (
    "business_number", "corporate_number", "representative", "industry", "line", "homepage",
)  # fmt: skip
PLAIN = (
    "stage", "grade", "source", "sex", "guardian", "guardian_confirmed_at", "last_contact_at",
    "last_purchase_at", "last_visit_at",
)  # fmt: skip
_hangul = re.compile("[\uac00-\ud7a3]")
_host = re.compile(r"^(?:https?://)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)
_marks = tuple(COMPANY_MARKS.split(","))


@dataclass(slots=True)
class Draft:
    """One customer to be: the columns of its row, and what hangs on it."""

    kind: str
    name: str
    number: str = ""
    owner_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    types: list[Any] = field(default_factory=list)
    permits: dict[str, int] = field(default_factory=dict)
    consent_on: date | None = None
    company: "Draft | None" = None
    work: dict[str, str] = field(default_factory=dict)
    host: str = ""
    target: int | None = None
    derived: Derived | None = None
    keys: list[tuple[str, str]] = field(default_factory=list)
    verdict: Verdict | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """All but the verdict, which links itself again."""
        return Draft, tuple(getattr(self, name) for name in Draft.__slots__[:-1])

    def derive(self) -> Derived:
        """The columns the row repeats, its number and what follows from it left out."""
        values = self.values
        return build_row(
            number=self.number,
            name=self.name,
            representative=values.get("representative", ""),
            company_name=self.company.name if self.company else "",
            business_number=values.get("business_number", ""),
            memo=values.get("memo", ""),
            points=self.points,
            places=self.places,
        )

    def search(self) -> str:
        """The tokens the record is found by, once it has its number."""
        found = (self.derived or self.derive()).search
        new = [token for token in search_text(self.number).split() if f" {token} " not in found]
        return f"{found or ' '}{' '.join(new)} " if new else found


class Drafting:
    """Reads the rows of one file: which column is what was settled before."""

    def __init__(
        self, names: Sequence[str], mapping: Sequence[str], options: dict[str, Any], found: Lookups
    ) -> None:
        cells = Cells(found, options)
        self.names, self.options, self.lookups = names, options, found
        self.width = len(names)
        taken = sorted(
            ((key != "country", n, key) for n, key in enumerate(mapping) if key),
        )
        self.plan = [(n, cells.reader(key)) for _later, n, key in taken]
        self.columns = {key: n for _later, n, key in reversed(taken)}
        self.searched = [n for _later, n, key in taken if key != "corporate_number"]

    def read(self, row: Row) -> Verdict:
        """A verdict with its draft; without a draft when the row cannot be taken at all."""
        verdict = Verdict(row)
        cells = row.cells
        if len(cells) > self.width and any(cells[self.width :]):
            verdict.refuse(-1, _("제목보다 칸이 많습니다. 쉼표와 큰따옴표를 확인해 주세요."))
            return verdict
        if len(cells) < self.width:
            cells = [*cells, *[""] * (self.width - len(cells))]
        self._refuse_residents(verdict, cells)
        parts: Parts = {}
        for column, read in self.plan:
            if cell := cells[column]:
                try:
                    read(cell, parts)
                except BadCell as problem:
                    self._bad(verdict, parts, column, cell, problem)
        self._assemble(verdict, parts)
        return verdict

    def _refuse_residents(self, verdict: Verdict, cells: list[str]) -> None:
        """주민등록번호 in any cell that would be kept (PI-05)."""
        if not find_resident_number("|".join([cells[n] for n in self.searched])):
            return
        for column in self.searched:
            if find_resident_number(cells[column]):
                verdict.refuse(column, _("주민등록번호는 담을 수 없습니다. 지우고 올려 주세요."))

    def _bad(
        self, verdict: Verdict, parts: Parts, column: int, cell: str, problem: BadCell
    ) -> None:
        if self.options.get("bad") != "memo":
            verdict.refuse(column, problem)
            return
        parts.setdefault("notes", []).append(f"{self.names[column]}: {cell[:200]}")
        verdict.remarks.append(str(problem))

    def _assemble(self, verdict: Verdict, parts: Parts) -> None:
        name = parts.get("name") or _full_name(parts)
        company = parts.get("company", "")
        if not (name or company):
            column = self.columns.get("name", self.columns.get("first_name", -1))
            verdict.refuse(column, _("이름이 비어 있습니다. 고객 이름은 꼭 있어야 합니다."))
            return
        verdict.remarks += parts.get("remarks", ())
        if name and company:
            draft = Draft(PERSON, name)
            draft.company = Draft(COMPANY, company)
        else:
            draft = Draft(_kind(parts, name, self.options), name or company)
        try:
            self._fill(draft, parts)
        except BadCell as problem:
            verdict.refuse(self.columns.get("birth_on", -1), problem)
        except ValidationError as problem:
            verdict.refuse(-1, " ".join(problem.messages))
        draft.verdict, verdict.draft = verdict, draft
        draft.derived = draft.derive()

    def _fill(self, draft: Draft, parts: Parts) -> None:
        draft.number = parts.get("number", "")
        draft.owner_id = parts.get("owner", self.lookups.owner_id)
        draft.custom, draft.tags = parts.get("custom", {}), parts.get("tags", [])
        self._require_own(draft)
        draft.host = host_of(parts.get("company_domain", ""))
        self._reach(draft, parts)
        self._company(draft, parts)
        values = draft.values
        for key in PLAIN:
            if key in parts:
                values[key] = parts[key]
        self._birthday(values, parts)
        values |= self._origin(parts)
        if memo := self._memo(parts):
            values["memo"] = memo
        if permits := parts.get("permits"):
            draft.permits, draft.consent_on = permits, parts.get("consent_on")

    def _require_own(self, draft: Draft) -> None:
        for own in self.lookups.required:
            if own.key not in draft.custom:
                raise BadCell(_("%(name)s: 꼭 적어 주세요.") % {"name": own.label})

    def _company(self, draft: Draft, parts: Parts) -> None:
        """What belongs to the company goes to it; alone, the customer has it all."""
        employer = draft.company
        firm = employer or draft
        for key in OF_COMPANIES:
            if key in parts:
                firm.values[key] = parts[key]
        if firm.kind == COMPANY:
            firm.types = parts.get("types", [])
        if employer:
            employer.owner_id = draft.owner_id
            employer.values |= self._origin({})
        if employer or draft.host:
            draft.work = {
                key: parts[key] for key in ("title", "department", "decision_role") if key in parts
            }
        elif draft.kind == PERSON and "title" in parts:
            draft.values["honorific"] = parts["title"]
        if firm.kind == COMPANY and draft.host:
            firm.values.setdefault("homepage", f"https://{draft.host}")

    def _reach(self, draft: Draft, parts: Parts) -> None:
        points, theirs = parts.get("points", []), parts.get("company_points", [])
        homes, firms = _given_places(parts)
        if draft.company:
            draft.company.points, draft.company.places = with_mains(theirs), read_places(firms)
        else:
            points, homes = [*points, *theirs], [*homes, *firms]
        draft.points, draft.places = with_mains(points), read_places(homes)

    def _birthday(self, values: dict[str, Any], parts: Parts) -> None:
        if not (text := parts.get("birth_on")):
            return
        calendar = parts.get("birth_calendar", Customer.Calendar.SOLAR)
        try:
            born = day(text) if calendar == Customer.Calendar.SOLAR else solar_day(text, calendar)
        except ValidationError as problem:
            raise BadCell(" ".join(problem.messages)) from problem
        today = self.lookups.today
        if born and born > today and not text[:4].isdecimal():
            born = born.replace(year=born.year - 100)
        if born and not date(1850, 1, 1) <= born <= today:
            raise BadCell(_("생년월일이 오늘보다 뒤이거나 너무 옛날입니다."))
        guarded = parts.get("guardian") and parts.get("guardian_confirmed_at")
        if is_child(born, today) and not guarded:
            raise BadCell(_("만 14세 미만은 법정대리인의 이름과 동의 확인일이 있어야 합니다."))
        values["birth_on"], values["birth_calendar"] = born, calendar

    def _origin(self, parts: Parts) -> dict[str, Any]:
        """Where the data comes from and since when (PI-23): the row's own, else the file's."""
        collected = parts.get("collected_on") or self.options.get("collected_on")
        if isinstance(collected, str):
            collected = date.fromisoformat(collected)
        note = parts.get("source_note") or self.options.get("source_note", "")
        return {"source_note": note, "collected_on": collected}

    def _memo(self, parts: Parts) -> str:
        return "\n".join([*parts.get("memos", ()), *parts.get("notes", ())])


def _full_name(parts: Parts) -> str:
    """성 and 이름 as one: Hangul without a space, Latin in the order given."""
    first, last = parts.get("first_name", ""), parts.get("last_name", "")
    if _hangul.search(first + last):
        return f"{last}{first}"
    return " ".join(filter(None, (first, parts.get("middle_name", ""), last)))[:200]


def _kind(parts: Parts, name: str, options: dict[str, Any]) -> str:
    """Who has only a company's name, its number or its marks is a company."""
    if kind := parts.get("kind") or options.get("kind"):
        return kind
    signs = ("business_number", "corporate_number", "representative")
    if not name or any(key in parts for key in signs):
        return COMPANY
    lowered = name.lower()
    return COMPANY if any(mark in lowered for mark in _marks) else PERSON


def _given_places(parts: Parts) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Addresses of the customer and of the company, as read_places takes them."""
    uses = {"address": "", "work_address": "work", "home_address": "home"}
    uses["delivery_address"] = "delivery"
    homes = [{"text": text, "use": use} for key, use in uses.items() for text in parts.get(key, ())]
    if street := _composed(parts):
        homes.insert(0, {"text": street})
    firms = [{"text": text} for text in parts.get("company_address", ())]
    if first := next(iter([*homes, *firms]), None):
        if (code := parts.get("postcode", "")) and not is_abroad(parts):
            first["postcode"] = code.zfill(5) if code.isdecimal() and len(code) == 4 else code
        first["detail"] = parts.get("address_detail", "")
    return homes, firms


def _composed(parts: Parts) -> str:
    """An address in columns: Korean from the large to the small, foreign the other way."""
    street, city, state = (parts.get(key, "") for key in ("street", "city", "state"))
    if not (street or city):
        return ""
    if not is_abroad(parts) and _hangul.search(street + city + state):
        return " ".join(filter(None, (state, city, street)))
    tail = (state, parts.get("postcode", ""), parts.get("country", ""))
    return ", ".join(filter(None, (street, city, *tail)))[:200]


def with_mains(points: list[Point]) -> list[Point]:
    """Each value once; the first of each medium is the main one."""
    found: dict[tuple[str, str], Point] = {}
    seen: set[str] = set()
    for point in points:
        if (key := (point.medium, point.value)) not in found:
            found[key] = point if point.medium in seen else point._replace(is_main=True)
            seen.add(point.medium)
    return list(found.values())


def host_of(text: str) -> str:
    """The host of a homepage or e-mail address, without www; empty for free mail hosts."""
    match = _host.match(text.rpartition("@")[2].strip())
    host = match[1].lower() if match and "." in match[1] else ""
    return "" if host in FREE_HOSTS else host
