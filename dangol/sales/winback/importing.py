"""Bring win-backs in: how often lost customers were tried, and how it ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called, owners_for
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import FILL, Draft, PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.winback.models import WinBack
from dangol.sales.winback.services import (
    bring_win_back,
    edit_win_back,
    explain_loss,
    take_back_loss,
)
from dangol.sales.winback.synonyms import RESULTS, WORDS

MOST_ATTEMPTS = 999
LOSS = ("lost_reason", "lost_to")
OWN = ("owner", "status", "attempts", "note", "rests_until", "ended_on", "custom")
WORD_OF = {squeezed(word): key for key, words in RESULTS.items() for word in words.split(",")}


class WinBackSession(PlainSession):
    """Finds the lost deal by its number, or by customer and title, and who and what is named."""

    def begin(self) -> None:
        people = owners_for(self.actor) if self.actor else User.objects.filter(is_active=True)
        named = people.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, words) for pk, *words in named)
        codes = Code.objects.filter(group="lost_reason").values_list("pk", "key", "label")
        self.reasons = by_word((pk, words) for pk, *words in codes)
        self.customers: dict[str, list[int]] = {}
        self.numbers: dict[str, int] = {}
        self.titles: dict[tuple[int, str], list[int]] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        values = [verdict.draft.values for verdict in verdicts]
        words = {each[key] for each in values for key in ("customer", "lost_to") if key in each}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, words)
        ids = {pk for found in self.customers.values() for pk in found}
        numbers = {each["deal"] for each in values if "deal" in each}
        titles = {each["title"] for each in values if "title" in each}
        deals = deals_seen_by(self.actor, "change") if self.actor else Deal.objects.all()
        lost = deals.filter(
            Q(number__in=numbers) | Q(customer__in=ids, title__in=titles), status="lost"
        )  # fmt: skip
        self.numbers, self.titles = {}, {}
        for pk, number, customer, title in lost.values_list("pk", "number", "customer", "title"):
            self.numbers[number] = pk
            self.titles.setdefault((customer, title), []).append(pk)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        self._deal(verdict, values)
        self._named(verdict, values)
        self._ended(verdict, values)
        tries = values.get("attempts", 0)
        if tries != int(tries) or not 0 <= tries <= MOST_ATTEMPTS:
            text = _t("시도는 0번에서 999번 사이로 적어 주세요.")
            verdict.refuse(self.column_of("attempts"), text)
        elif "attempts" in values:
            values["attempts"] = int(tries)

    def _deal(self, verdict: Verdict, values: Values) -> None:
        if "deal" in values:
            found = [self.numbers[values["deal"]]] if values["deal"] in self.numbers else []
        else:
            ids = self.customers.get(values.get("customer", ""), [])
            found = [
                deal for pk in ids for deal in self.titles.get((pk, values.get("title", "")), [])
            ]
        values["_deal"] = found[0] if len(found) == 1 else None
        if not found:
            text = _t("실주로 끝난 거래를 찾지 못했습니다. 거래를 먼저 가져오거나 실주로 마치세요.")
            verdict.refuse(self.column_of("deal"), text)
        elif len(found) > 1:
            text = _t("같은 고객과 이름의 놓친 거래가 %(n)d건입니다. 거래번호로 적어 주세요.")
            verdict.refuse(self.column_of("title"), text % {"n": len(found)})

    def _named(self, verdict: Verdict, values: Values) -> None:
        for key, known, text in (
            ("owner", self.people, _t("담당 ‘%(text)s’을(를) 찾지 못했습니다.")),
            ("lost_reason", self.reasons,
             _t("모르는 실주 사유 ‘%(text)s’입니다. 코드관리에 먼저 더해 주세요.")),
            ("lost_to", {squeezed(word): found[0] for word, found in self.customers.items()
                         if len(found) == 1},
             _t("경쟁사 ‘%(text)s’을(를) 하나로 찾지 못했습니다. 고객번호로 적어 주세요.")),
        ):  # fmt: skip
            if key in values:
                values[f"_{key}"] = known.get(squeezed(values[key]))
                if values[f"_{key}"] is None:
                    verdict.refuse(self.column_of(key), text % {"text": values[key][:40]})

    def _ended(self, verdict: Verdict, values: Values) -> None:
        if "status" in values:
            word = values["status"]
            values["status"] = WORD_OF.get(squeezed(word), "")
            if not values["status"]:
                text = _t("모르는 결과 ‘%(text)s’입니다. 진행, 되찾음, 포기로 적어 주세요.")
                verdict.refuse(self.column_of("status"), text % {"text": word[:40]})
                return
        if (values.get("status", "open") == "open") != ("ended_on" not in values):
            text = _t("결과가 되찾음이나 포기일 때만, 그때는 반드시 끝난 날을 적어 주세요.")
            verdict.refuse(self.column_of("ended_on"), text)

    def _write(self, draft: Draft) -> None:
        self.deal = Deal.objects.get(pk=draft.values["_deal"])
        super()._write(draft)

    def _note(self, record: Any, values: Values) -> None:
        """What the deal said of its loss goes along, where the file has said it anew."""
        since = Deal.objects.get(pk=self.deal.pk)
        pairs = {name: [getattr(deal, f"{name}_id") for deal in (self.deal, since)]
                 for name in LOSS}  # fmt: skip
        told = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        super()._note(record, {**values, "deal": since.pk, "told": told} if told else values)

    def said(self, key: str, value: Any) -> str:
        if key == "status" and value:
            return str(WinBack.Status(value).label)
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


class WinBackImporter(PlainImporter):
    """Win-backs, one for each lost deal."""

    label = _("윈백")
    permission = change = "sales.change_winback"
    list_url = "sales:win_back_list"
    kind_of_session = WinBackSession
    model, has_own = WinBack, True
    shown_labels = {
        "deal": _("거래번호"), "customer": _("고객"), "title": _("놓친 거래"),
        "status": _("결과"), "attempts": _("시도"), "owner": _("담당"),
    }  # fmt: skip
    every_field = (
        ImportField("deal", _("거래번호"), WORDS["deal"],
                    help=_("비우면 고객과 놓친 거래의 이름으로 찾습니다.")),
        ImportField("customer", _("고객"), WORDS["customer"]),
        ImportField("title", _("놓친 거래"), WORDS["title"]),
        ImportField("status", _("결과"), WORDS["status"]),
        ImportField("attempts", _("시도"), WORDS["attempts"], Kind.NUMBER),
        ImportField("note", _("마지막 시도"), WORDS["note"]),
        ImportField("lost_reason", _("실주 사유"), WORDS["lost_reason"]),
        ImportField("lost_to", _("이긴 경쟁사"), WORDS["lost_to"]),
        ImportField("rests_until", _("쉬는 날까지"), WORDS["rests_until"], Kind.DATE),
        ImportField("ended_on", _("끝난 날"), WORDS["ended_on"], Kind.DATE),
        ImportField("owner", _("담당"), WORDS["owner"]),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The lost deal."""
        return str(values["_deal"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        rows = WinBack.objects.filter(deal__in=map(int, keys)).values_list("deal_id", "pk")
        return {str(deal): pk for deal, pk in rows}

    def add(self, values: Values, *, actor: Any, options: Values) -> WinBack:
        deal = Deal.objects.select_related("customer", "owner").get(pk=values["_deal"])
        _explain(deal, values, actor, is_fill=True)
        return bring_win_back(deal, actor=actor, **_own(values))

    def edit(self, record: WinBack, values: Values, *, actor: Any, options: Values) -> WinBack:
        _explain(record.deal, values, actor, is_fill=options.get("double") == FILL)
        return edit_win_back(record, actor=actor, **_own(values))

    def put_back(self, values: Values, *, actor: Any) -> None:
        """Why and to whom the deal was lost, as it stood before."""
        if deal := Deal.objects.filter(pk=values.get("deal", 0)).first():
            take_back_loss(deal, told=values["told"], actor=actor)


def _explain(deal: Deal, values: Values, actor: Any, *, is_fill: bool) -> None:
    reason = Code.objects.filter(pk=values.get("_lost_reason") or 0).first()
    rival = Customer.objects.filter(pk=values.get("_lost_to") or 0).first()
    if reason or rival:
        explain_loss(deal, reason=reason, lost_to=rival, is_fill=is_fill, actor=actor)


def _own(values: Values) -> Values:
    """The values of the model: the person for the word that named one; ids come from an undo."""
    given = {key: values[key] for key in OWN if key in values}
    if "owner" in given:
        given["owner"] = User.objects.get(pk=values.get("_owner", given["owner"]))
    return given


importers.add("win_backs")(WinBackImporter())
