"""Insert the new customers of a chunk: the same rows register_customer writes, by the thousand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dangol.codes.numbers import reserve
from dangol.codes.services import add_code
from dangol.customers.consent.models import Consent
from dangol.customers.consent.queries import current_wording
from dangol.customers.events import CustomerRegistered, publish_many
from dangol.customers.importing.cells import midnight
from dangol.customers.importing.drafts import Draft
from dangol.customers.importing.fields import RECORD
from dangol.customers.importing.lookups import GROUPS, Lookups, squeezed
from dangol.customers.parties.models import Address, CompanyType, ContactPoint, Customer, Tag
from dangol.customers.parties.reach import Place, Point
from dangol.customers.relations.models import Affiliation
from dangol.imports import bulk
from dangol.imports.models import Import
from dangol.kit.records import announce_many

OWN = (
    "stage", "grade", "source", "source_note", "collected_on", "birth_on", "birth_calendar", "sex",
    "guardian", "guardian_confirmed_at", "business_number", "corporate_number", "representative",
    "industry", "line", "homepage", "honorific", "memo", "last_contact_at", "last_purchase_at",
    "last_visit_at",
)  # fmt: skip
PERMITS = tuple(f"permit_{medium}" for medium in ("email", "sms", "kakao", "voice", "post", "fax"))
DERIVED = ("phone", "email", "region", "search")
COLUMNS = (
    "id",
    "number",
    "kind",
    "name",
    "owner",
    "company_name",
    "custom",
    *OWN,
    *PERMITS,
    *DERIVED,
)
NOBODY = {"grade": None, "source": None, "last_contact_at": None, "last_purchase_at": None,
          "last_visit_at": None, "birth_on": None, "collected_on": None,
          "guardian_confirmed_at": None, "stage": Customer.Stage.TARGET,
          "birth_calendar": Customer.Calendar.SOLAR}  # fmt: skip
_DEFAULTS = [NOBODY.get(name, "") for name in OWN]


class Writing:
    """Inserts; knows what the person answered once for the whole file."""

    def __init__(self, run: Import, actor: Any, lookups: Lookups) -> None:
        self.run, self.actor, self.lookups = run, actor, lookups
        self.options = run.options
        self.tags: dict[str, int] = {}
        self.wordings: dict[str, int | None] = {}

    def insert(self, drafts: Sequence[Draft]) -> None:
        """Write new customers; `target` of each draft is its id afterwards."""
        if not drafts:
            return
        now = timezone.now()
        for draft, pk in zip(drafts, bulk.next_ids(Customer, len(drafts)), strict=True):
            draft.target = pk
        self._number(drafts)
        self.add_codes(drafts)
        rows = [self._row(draft) for draft in drafts]
        bulk.insert(
            Customer, COLUMNS, rows, created_by=self.actor and self.actor.pk,
            import_id=self.run.pk, created_at=now, updated_at=now,
        )  # fmt: skip
        self._reach(drafts)
        self._types(drafts)
        self.tag((draft.target, name) for draft in drafts for name in draft.tags)
        self.affiliate(drafts, now)
        self._consents(drafts, now)
        ids = [draft.target for draft in drafts if draft.target]
        announce_many(Customer, ids, "create", {"import_id": self.run.pk}, actor=self.actor)
        publish_many(CustomerRegistered, ids, actor=self.actor, import_id=self.run.pk)

    def _number(self, drafts: Sequence[Draft]) -> None:
        unnumbered = [draft for draft in drafts if not draft.number]
        taken = {draft.number for draft in drafts}
        fresh = iter(reserve(RECORD, len(unnumbered) + len(taken)) if unnumbered else ())
        for draft in unnumbered:
            draft.number = next(number for number in fresh if number not in taken)

    def add_codes(self, drafts: Iterable[Draft]) -> None:
        """Words no code has yet become codes; drafts hold ids afterwards."""
        for draft in drafts:
            for key in ("grade", "source"):
                if isinstance(word := draft.values.get(key), str):
                    draft.values[key] = self._code(key, word)
            draft.types = [
                self._code("company_types", word) if isinstance(word, str) else word
                for word in draft.types
            ]

    def _code(self, key: str, word: str) -> int:
        known = self.lookups.codes[key]
        if (found := known.get(squeezed(word))) is None:
            found = add_code(GROUPS[key], label=word, color="slate", actor=self.actor).pk
            known[squeezed(word)] = found
        return found

    def _row(self, draft: Draft) -> tuple[Any, ...]:
        values = draft.values
        company = draft.company.name if draft.company else ""
        derived = draft.derived or draft.derive()
        own = [values.get(name, default) for name, default in zip(OWN, _DEFAULTS, strict=True)]
        permits = self._permits(draft)
        return (
            draft.target, draft.number, draft.kind, draft.name, draft.owner_id, company,
            draft.custom, *own, *permits, *derived[:3], draft.search(),
        )  # fmt: skip

    def _permits(self, draft: Draft) -> list[int]:
        if not draft.permits or not self.options.get("consent_basis"):
            return [0] * len(PERMITS)
        if self.options["consent_basis"] == Consent.Basis.TRADE:
            return [0] * len(PERMITS)
        return [draft.permits.get(name.removeprefix("permit_"), 0) for name in PERMITS]

    def _reach(self, drafts: Sequence[Draft]) -> None:
        bulk.insert(
            ContactPoint,
            ("customer", *Point._fields),
            [(draft.target, *point) for draft in drafts for point in draft.points],
        )
        bulk.insert(
            Address,
            ("customer", *Place._fields),
            [(draft.target, *place) for draft in drafts for place in draft.places],
        )

    def _types(self, drafts: Sequence[Draft]) -> None:
        bulk.insert(
            CompanyType,
            ("customer", "type"),
            [(draft.target, pk) for draft in drafts for pk in dict.fromkeys(draft.types)],
        )

    def tag(self, pairs: Iterable[tuple[int | None, str]]) -> list[tuple[int, int]]:
        """Put tags on customers; says which pairs are new."""
        wanted = [(pk, name) for pk, name in pairs if pk]
        fresh = {name for _pk, name in wanted if name not in self.tags}
        if fresh:
            Tag.objects.bulk_create([Tag(name=name) for name in fresh], ignore_conflicts=True)
            self.tags |= dict(Tag.objects.filter(name__in=fresh).values_list("name", "pk"))
        through = Customer.tags.through
        rows = list(dict.fromkeys((pk, self.tags[name]) for pk, name in wanted))
        have = set(
            through.objects.filter(customer_id__in={pk for pk, _tag in rows}).values_list(
                "customer_id", "tag_id"
            )
        ) if rows else set()  # fmt: skip
        new = [row for row in rows if row not in have]
        bulk.insert(through, ("customer", "tag"), new)
        return new

    def affiliate(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Write down where people work, as their only and main company."""
        rows = [
            (draft.target, draft.company.target, draft.work.get("title", ""),
             draft.work.get("department", ""), draft.work.get("decision_role", ""))
            for draft in drafts
            if draft.company
        ]  # fmt: skip
        bulk.insert(
            Affiliation,
            ("person", "company", "title", "department", "decision_role"),
            rows,
            created_at=now,
            updated_at=now,
        )

    def _consents(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Ledger lines for the consents a file names; only with their basis, source and day."""
        options = self.options
        if not options.get("consent_basis"):
            return
        rows = []
        for draft in drafts:
            at = self.consent_at(draft)
            for purpose, permit in draft.permits.items():
                act = Consent.Act.GIVE if permit else Consent.Act.REFUSE
                rows.append((draft.target, purpose, act, permit, at, self._wording(purpose)))
        bulk.insert(
            Consent,
            ("customer", "purpose", "act", "permit", "at", "wording"),
            rows,
            basis=options["consent_basis"],
            source=options["consent_source"],
            recorded_at=now,
            recorded_by=self.actor and self.actor.pk,
            import_id=self.run.pk,
        )

    def consent_at(self, draft: Draft) -> datetime:
        """The row's own day, else the one given for the file."""
        return midnight(draft.consent_on or date.fromisoformat(self.options["consent_on"]))

    def _wording(self, purpose: str) -> int | None:
        if purpose not in self.wordings:
            found = current_wording(purpose)
            self.wordings[purpose] = found.pk if found else None
        return self.wordings[purpose]
