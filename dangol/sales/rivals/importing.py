"""Bring what competitors did in: from a sheet the office kept, or another program."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called, owners_for
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.errors import Refused
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.queries import moves_seen_by
from dangol.sales.rivals.services import edit_move, note_move
from dangol.sales.rivals.synonyms import KINDS, WORDS

WHO = ("competitor", "customer")
OWN = (*WHO, "text", "seen_on", "kind", "source", "deal", "owner", "custom")
WORD_OF = {squeezed(word): key for key, words in KINDS.items() for word in words.split(",")}


class MoveSession(PlainSession):
    """Finds the competitor, the customer and the deal; who saw it is the importer, unless named."""

    def begin(self) -> None:
        self.today = timezone.localdate()
        people = owners_for(self.actor) if self.actor else User.objects.filter(is_active=True)
        named = people.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, words) for pk, *words in named)
        self.customers: dict[str, list[int]] = {}
        self.deals: dict[str, int] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        values = [verdict.draft.values for verdict in verdicts]
        words = {each[key] for each in values for key in WHO if key in each}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, words)
        deals = deals_seen_by(self.actor) if self.actor else Deal.objects.all()
        numbers = {each["deal"] for each in values if "deal" in each}
        self.deals = dict(deals.filter(number__in=numbers).values_list("number", "pk"))
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        for key in WHO:
            if key in values:
                self._customer(verdict, key, values)
        for key, known, text in (
            ("owner", self.people, _t("담당 ‘%(text)s’을(를) 찾지 못했습니다.")),
            ("deal", self.deals, _t("거래 ‘%(text)s’이(가) 없거나 볼 권한이 없습니다.")),
        ):  # fmt: skip
            if key in values:
                word = squeezed(values[key]) if key == "owner" else values[key]
                values[f"_{key}"] = known.get(word)
                if values[f"_{key}"] is None:
                    verdict.refuse(self.column_of(key), text % {"text": values[key][:40]})
        if "kind" in values:
            word = values["kind"]
            values["kind"] = WORD_OF.get(squeezed(word).replace("·", ""), "")
            if not values["kind"]:
                text = _t("‘%(text)s’은(는) 모르는 값입니다.")
                verdict.refuse(self.column_of("kind"), text % {"text": word[:40]})
        if values["seen_on"] > self.today:
            text = _t("오늘이거나 오늘보다 앞선 날을 적어 주세요.")
            verdict.refuse(self.column_of("seen_on"), text)

    def _customer(self, verdict: Verdict, key: str, values: Values) -> None:
        found, text = self.customers.get(values[key], []), ""
        if not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
        elif len(found) > 1:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
        if text:
            told = {"text": values[key][:40], "n": len(found)}
            verdict.refuse(self.column_of(key), text % told)
        values[f"_{key}"] = found[0] if found else None

    def said(self, key: str, value: Any) -> str:
        if key == "kind" and value:
            return str(RivalMove.Kind(value).label)
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


class MoveImporter(PlainImporter):
    """What competitors did, known by who, the day and the words."""

    label = _("경쟁사 활동")
    permission = change = "sales.change_deal"
    list_url = "sales:move_list"
    kind_of_session = MoveSession
    model, has_own = RivalMove, True
    shown_labels = {
        "competitor": _("경쟁사"), "kind": _("종류"), "text": _("내용"), "seen_on": _("본 날"),
        "customer": _("어느 고객에게"), "deal": _("거래번호"),
    }  # fmt: skip
    every_field = (
        ImportField("competitor", _("경쟁사"), WORDS["competitor"], required=True,
                    help=_("고객에 회사로 등록된 이름이나 고객번호")),
        ImportField("text", _("내용"), WORDS["text"], Kind.LONG_TEXT, required=True),
        ImportField("seen_on", _("본 날"), WORDS["seen_on"], Kind.DATE, required=True),
        ImportField("kind", _("종류"), WORDS["kind"]),
        ImportField("source", _("출처"), WORDS["source"]),
        ImportField("customer", _("어느 고객에게"), WORDS["customer"]),
        ImportField("deal", _("거래번호"), WORDS["deal"]),
        ImportField("owner", _("본 사람"), WORDS["owner"]),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The competitor, the day and the words."""
        text = " ".join(values["text"].split())
        return f"{values['_competitor']} {values['seen_on']} {text}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        rivals = {int(key.partition(" ")[0]) for key in keys}
        days = {key.split(" ", 2)[1] for key in keys}
        rows = RivalMove.objects.filter(competitor__in=rivals, seen_on__in=days).order_by("-pk")
        columns = ("pk", "competitor_id", "seen_on", "text")
        found = {f"{who} {on} {text}": pk for pk, who, on, text in rows.values_list(*columns)}
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> RivalMove:
        given = {"owner": actor, "kind": RivalMove.Kind.OTHER, **_own(values)}
        return note_move(today=timezone.localdate(), actor=actor, **given)

    def edit(self, record: RivalMove, values: Values, *, actor: Any, options: Values) -> RivalMove:
        if actor and not moves_seen_by(actor, "change").filter(pk=record.pk).exists():
            raise Refused(_t("이미 등록되어 있지만 고칠 권한이 없습니다."))
        return edit_move(record, today=timezone.localdate(), actor=actor, **_own(values))


def _own(values: Values) -> Values:
    """The values of the model: rows for the words that named one; ids come from an undo."""
    given = {key: values[key] for key in OWN if key in values}
    for key, kind in (("competitor", Customer), ("customer", Customer), ("deal", Deal),
                      ("owner", User)):  # fmt: skip
        if key in given:
            pk = values.get(f"_{key}", given[key])
            given[key] = kind._default_manager.filter(pk=pk).first() if pk else None
    return given


importers.add("rival_moves")(MoveImporter())
