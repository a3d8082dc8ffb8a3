"""The customers importer: what the engine needs to bring a file into 고객."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.services import add_field
from dangol.customers.importing import undoing
from dangol.customers.importing.drafts import Draft, Drafting
from dangol.customers.importing.fields import CUSTOM, LABELS, RECORD, import_fields
from dangol.customers.importing.lookups import Lookups, assignable, squeezed
from dangol.customers.importing.matching import KEYS, Matching, is_new
from dangol.customers.importing.options import CREATE, Options
from dangol.customers.importing.synonyms_presets import PRESETS
from dangol.customers.importing.updating import Updating
from dangol.customers.importing.writing import Writing
from dangol.imports.importers import Importer, Session, Undone, Verdict, importers
from dangol.imports.mapping import NEW_FIELD, ImportField, Match, Preset, Proposal, Why
from dangol.imports.models import Import
from dangol.imports.reading import Row
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone

STAFF_SHARE = 0.5


class CustomerSession(Session):
    """One run of a customer list."""

    def __init__(self, run: Import, actor: Any, *, is_dry: bool) -> None:
        lookups = Lookups.load(actor, run.options.get("owner"))
        self.drafting = Drafting(run.columns, run.mapping, run.options, lookups)
        self.matching = Matching(actor, run.options.get("actions", {}), is_dry=is_dry)
        self.writing = Writing(run, actor, lookups)
        self.updating = Updating(self.writing)

    def clean(self, rows: Sequence[Row]) -> list[Verdict]:
        verdicts = [self.drafting.read(row) for row in rows]
        for verdict in verdicts:
            if draft := verdict.draft:
                draft.keys = self.matching.keys_of(draft)
        return verdicts

    def match(self, verdicts: Sequence[Verdict]) -> None:
        self.matching.match(verdicts)

    def write(self, verdicts: Sequence[Verdict]) -> None:
        drafts: list[Draft] = [verdict.draft for verdict in verdicts]
        mains = [draft for draft in drafts if is_new(draft)]
        companies = {id(d.company): d.company for d in drafts if d.company}
        known = {id(draft) for draft in mains}
        firms = [
            company
            for key, company in companies.items()
            if company.target is None and key not in known
        ]
        self.writing.insert([*firms, *mains])
        self.matching.note_companies([*firms, *mains])
        self.updating.update([draft for draft in drafts if not is_new(draft) and draft.target])

    def shown(self, verdict: Verdict) -> dict[str, str]:
        if (draft := verdict.draft) is None:
            return {}
        main = {point.medium: point.value for point in draft.points if point.is_main}
        place = next((p for p in draft.places if p.is_main), None)
        return {
            "name": draft.name,
            "company": draft.company.name if draft.company else "",
            "phone": format_phone(main.get("phone", "")),
            "email": main.get("email", ""),
            "address": " ".join(
                filter(None, (place.region, place.district, place.road or place.lot, place.detail))
            )
            if place
            else "",
        }


class CustomerImporter(Importer):
    """Lists of people and companies."""

    label = _("고객")
    permission = "customers.add_customer"
    list_url = "customers:customer_list"
    form = Options
    can_add_fields = "codes.manage_codes"
    order = 10
    shown_labels = {
        "name": _("이름"),
        "company": _("회사"),
        "phone": _("전화"),
        "email": _("이메일"),
        "address": _("주소"),
    }

    def fields(self) -> list[ImportField]:
        return import_fields()

    def presets(self) -> list[Preset]:
        return PRESETS

    def arrange(self, proposal: Proposal, names: Sequence[str]) -> None:
        """담당 is ours or theirs by its values; a company's own phone and address are its own."""
        keys = proposal.keys
        staff = assignable(None)
        for n, key in enumerate(keys):
            values = proposal.samples[n]
            ours = sum(squeezed(value) in staff for value in values)
            is_ours = ours > len(values) * STAFF_SHARE or any("@" in value for value in values)
            if key == "owner" and "name" not in keys and not is_ours:
                self._move(proposal, n, "name")
            elif key == "name" and "company" in keys and "owner" not in keys and is_ours:
                self._move(proposal, n, "owner")
        keys = proposal.keys
        if "business_number" in keys and "company" in keys and "name" in keys:
            for n, key in enumerate(keys):
                if key in ("phone", "fax", "address") and f"company_{key}" in LABELS:
                    self._move(proposal, n, f"company_{key}")

    @staticmethod
    def _move(proposal: Proposal, n: int, key: str) -> None:
        proposal.matches[n] = Match(key, Why.VALUES)

    def initial_of(self, run: Import, user: Any) -> dict[str, Any]:
        return Options.initial_of(run.options, user)

    def options_for(
        self, run: Import, *, on_duplicate: str, reason: str, owner: Any
    ) -> dict[str, Any]:
        actions = dict.fromkeys(KEYS, on_duplicate)
        actions["phone"] = CREATE
        if on_duplicate == CREATE:
            actions["number"] = "skip"
        return {
            "actions": actions,
            "owner": owner and owner.pk,
            "kind": "",
            "source_note": reason[:200],
            "collected_on": timezone.localdate().isoformat(),
            "unknown": "blank",
            "bad": "refuse",
            "consent_basis": "",
        }

    def add_fields(self, run: Import, *, actor: Any) -> list[str]:
        if actor is not None and not actor.has_perm(self.can_add_fields):
            raise Refused(_("새 항목을 만들 권한이 없습니다. 관리자에게 요청해 주세요."))
        return [
            f"{CUSTOM}{add_field(RECORD, label=name[:100], kind='text', actor=actor).key}"
            if key == NEW_FIELD
            else key
            for name, key in zip(run.columns, run.mapping, strict=True)
        ]

    def session(self, run: Import, *, actor: Any, is_dry: bool) -> CustomerSession:
        return CustomerSession(run, actor, is_dry=is_dry)

    def undo_updated(self, run: Import, *, actor: Any) -> Undone:
        return undoing.undo_updated(run, actor=actor)

    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        return undoing.undo_created(run, actor=actor)


importers.add("customers")(CustomerImporter())
