"""Bring territories in: their regions, lines of business and people."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.models import Before
from dangol.imports.plain import Draft, PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.sales.territories.models import Territory
from dangol.sales.territories.services import remove_territory, write_territory
from dangol.sales.territories.synonyms import WORDS

MANAGE = "sales.manage_territories"


def words(text: str) -> list[str]:
    """What a cell lists: `서울 강남구, 경기` or one a line."""
    return [word for each in text.replace("\n", ",").split(",") if (word := each.strip())]


class TerritorySession(PlainSession):
    """Finds the people."""

    def begin(self) -> None:
        rows = User.objects.filter(is_active=True).exclude(username="")
        named = rows.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, names) for pk, *names in named)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        values["_people"] = [self.people.get(squeezed(name)) for name in words(values["people"])]
        if None in values["_people"]:
            text = _t("담당 ‘%(text)s’을(를) 찾지 못했습니다. 직원을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("people"), text % {"text": values["people"][:40]})
        if not 0 <= values.get("order", 0) <= 9_999:
            verdict.refuse(self.column_of("order"), _t("순서는 0에서 9,999 사이로 적어 주세요."))

    def _write(self, draft: Draft) -> None:
        """What it was is kept as a file would say it: lists and people are no plain values."""
        row = Territory.objects.get(pk=draft.target) if draft.target else None
        was = _said(row) if row else {}
        super()._write(draft)
        if row:
            note = Before.objects.filter(run=self.run, record_id=row.pk).order_by("-pk")[:1]
            Before.objects.filter(pk__in=[each.pk for each in note]).update(values={"was": was})


class TerritoryImporter(PlainImporter):
    """Territories by name."""

    label = _("권역")
    permission = change = MANAGE
    list_url = "sales:territory_list"
    kind_of_session = TerritorySession
    model = Territory
    shown_labels = {"name": _("이름"), "regions": _("지역"), "people": _("맡는 사람")}
    every_field = (
        ImportField("name", _("이름"), WORDS["name"], required=True),
        ImportField("people", _("맡는 사람"), WORDS["people"], Kind.LONG_TEXT,
                    required=True),
        ImportField("regions", _("지역"), WORDS["regions"], Kind.LONG_TEXT),
        ImportField("industries", _("업태"), WORDS["industries"], Kind.LONG_TEXT),
        ImportField("order", _("순서"), WORDS["order"], Kind.NUMBER),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The name."""
        return str(values["name"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        return dict(Territory.objects.filter(name__in=keys).values_list("name", "pk"))

    def add(self, values: Values, *, actor: Any, options: Values) -> Territory:
        return write_territory(None, actor=actor, **_given(values))

    def edit(self, record: Territory, values: Values, *, actor: Any, options: Values) -> Territory:
        """Its people stay when the file, or an undo, says nothing of them."""
        kept = {"name": record.name, "regions": record.regions, "industries": record.industries}
        given = kept | {"people": list(record.people.all())} | _given(values)
        return write_territory(record, actor=actor, **given)

    def take_back(self, record: Territory, *, actor: Any) -> None:
        remove_territory(record, actor=actor)


def _given(values: Values) -> Values:
    found: Values = {name: values[name] for name in ("name", "order") if name in values}
    for name in ("regions", "industries"):
        if isinstance(values.get(name), str):
            found[name] = words(values[name])
    if "people" in values:
        ids = values.get("_people") or [int(pk) for pk in words(values["people"])]
        found["people"] = list(User.objects.filter(pk__in=ids))
    return found


def _said(row: Territory) -> Values:
    """A territory in the words of a file; its people by id."""
    return {
        "name": row.name, "order": row.order, "regions": ", ".join(row.regions),
        "industries": ", ".join(row.industries),
        "people": ", ".join(str(pk) for pk in row.people.values_list("pk", flat=True)),
    }  # fmt: skip


importers.add("territories")(TerritoryImporter())
