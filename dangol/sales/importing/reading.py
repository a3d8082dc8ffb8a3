"""Read the rows of a list of deals: whose, of what, in which stage, since when."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.codes.queries import codes_of
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called
from dangol.imports.importers import Verdict
from dangol.imports.plain import PlainSession, Values, by_word, squeezed
from dangol.kit.korean.identifiers import find_resident_number
from dangol.sales.importing.stages import read_words
from dangol.sales.importing.writing import write_deals
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import StageRow, stages_of

HIGHEST = 10**14
HOLD = "hold"
KINDS = {squeezed(str(word)): kind for kind in Deal.Kind for word in (kind.value, kind.label)}


class DealSession(PlainSession):
    """One run through a list of deals."""

    def begin(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.people = _people(self.actor)
        rows = Product.objects.order_by("pk").values_list("pk", "code", "name", "list_price")
        products = list(rows)
        self.products = by_word((pk, (code, name)) for pk, code, name, _price in products)
        self.named = {pk: (name, price) for pk, _code, name, price in products}
        self.sources = {squeezed(row.label): row.id for row in codes_of("source", retired=True)}
        self.reasons = {squeezed(row.label): row.id for row in codes_of("lost_reason")}
        stages = stages_of(int(self.options["pipeline"]))
        self.stages = read_words(self.options.get("words", ""), stages)
        self.open = [row for row in stages if row.outcome == "open"]
        self.start = next(
            (row for row in self.open if row.id == int(self.options.get("start") or 0)),
            self.open[0],
        )
        self.customers: dict[str, list[int]] = {}
        self.lifted: set[tuple[int, str]] = set()

    def match(self, verdicts: Sequence[Verdict]) -> None:
        words = {v.draft.values["customer"] for v in verdicts if "customer" in v.draft.values}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, words)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        stage = self._stage(verdict, values)
        self._customer(verdict, values)
        self._owner(verdict, values)
        self._product(verdict, values)
        self._codes(verdict, values)
        if stage is not None:
            self._days(verdict, values, stage)
            self._amounts(verdict, values, stage)
        text = " ".join(str(values.get(key, "")) for key in ("title", "text", "lost_note"))
        if find_resident_number(text):
            verdict.refuse(-1, _t("주민등록번호가 들어 있습니다. 지우고 다시 가져와 주세요."))

    def _stage(self, verdict: Verdict, values: Values) -> StageRow | None:
        word = values.get("stage", "")
        stage = self.stages.get(squeezed(word)) if word else self.open[0]
        if stage is None:
            text = _t("단계 ‘%(text)s’을(를) 모릅니다. 단계 이름을 고치거나 단계 연결에 더하세요.")
            verdict.refuse(self.column_of("stage"), text % {"text": word[:40]})
        values["_stage"] = stage
        return stage

    def _customer(self, verdict: Verdict, values: Values) -> None:
        word, n = values.get("customer", ""), self.column_of("customer")
        found = self.customers.get(word, [])
        if not word and self.options.get("customers") == HOLD:
            verdict.remarks.append(_t("고객을 모르는 거래"))
        elif not word:
            verdict.refuse(n, _t("고객이 비어 있습니다. 고객을 적어 다시 가져와 주세요."))
        elif not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
            verdict.refuse(n, text % {"text": word[:40]})
        elif len(found) > 1:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
            verdict.refuse(n, text % {"text": word[:40], "n": len(found)})
        values["_customer"] = found[0] if found else None

    def _owner(self, verdict: Verdict, values: Values) -> None:
        word = values.get("owner", "")
        values["_owner"] = self.people.get(squeezed(word)) if word else self.options.get("owner")
        if values["_owner"] is None:
            text = _t("담당 ‘%(text)s’을(를) 찾지 못했습니다. 직원을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("owner"), text % {"text": word[:40]})

    def _product(self, verdict: Verdict, values: Values) -> None:
        word = values.get("product", "")
        pk = self.products.get(squeezed(word)) if word else None
        if word and pk is None:
            text = _t("상품 ‘%(text)s’을(를) 찾지 못했습니다. 상품을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("product"), text % {"text": word[:40]})
        values["_product"] = pk
        if pk and (name := self.named[pk][0]) != word:
            verdict.remarks.append(f"{word} → {name}")

    def _codes(self, verdict: Verdict, values: Values) -> None:
        known: dict[str, dict[str, Any]] = {
            "kind": KINDS,
            "source": self.sources,
            "lost_reason": self.reasons,
        }
        for key, words in known.items():
            word = values.get(key, "")
            values[f"_{key}"] = words.get(squeezed(word)) if word else None
            if word and values[f"_{key}"] is None:
                verdict.remarks.append(_t("‘%(text)s’ 비워 둠") % {"text": word[:40]})

    def _days(self, verdict: Verdict, values: Values, stage: StageRow) -> None:
        """An open deal's closing day is the one it is expected on."""
        opened, closed = values.get("opened_on"), values.get("closed_on")
        if stage.outcome == "open":
            values.setdefault("expected_on", closed)
            closed = None
        elif closed is None:
            verdict.refuse(self.column_of("closed_on"), _t("끝난 거래에는 종료일이 있어야 합니다."))
        elif closed > self.today:
            verdict.refuse(self.column_of("closed_on"), _t("종료일이 오늘보다 뒤입니다."))
        elif opened and closed < opened:
            verdict.refuse(self.column_of("closed_on"), _t("종료일이 시작일보다 앞섭니다."))
        if opened and opened > self.today:
            verdict.refuse(self.column_of("opened_on"), _t("시작일이 오늘보다 뒤입니다."))
        values["_opened"] = _moment(opened or closed, self.now)
        values["_closed"] = _moment(closed, self.now) if closed else None

    def _amounts(self, verdict: Verdict, values: Values, stage: StageRow) -> None:
        """While a deal was open it stood at the product's list price: only its end knows better.

        What was lost keeps that, too: the 0 a file gives says only that nothing came in.
        """
        given, pk = values.get("amount"), values["_product"]
        hoped = int(self.named[pk][1]) if pk else given or 0
        final = given if given is not None and (given or stage.outcome == "won") else hoped
        if not 0 <= final <= HIGHEST:
            text = _t("금액은 0원에서 100조 원 사이로 적어 주세요.")
            verdict.refuse(self.column_of("amount"), text)
        values["_hoped"] = hoped if stage.outcome != "open" else final
        values["_amount"] = final

    def write(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            if verdict.draft.target is not None:
                super().write([verdict])
        fresh = [v.draft.values for v in verdicts if v.draft.target is None]
        write_deals(
            self.run, fresh, start=self.start, named=self.named, lifted=self.lifted,
            actor=self.actor,
        )  # fmt: skip

    def said(self, key: str, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


def _people(actor: Any) -> dict[str, int]:
    """Staff by name, sign-in name and e-mail; only oneself without the right to change in bulk."""
    rows = User.objects.filter(~Q(username=""), is_active=True)
    if actor is not None and not actor.has_perm("sales.bulk_deal"):
        rows = rows.filter(pk=actor.pk)
    words = rows.values_list("pk", "username", "email", "name")
    return by_word((pk, names) for pk, *names in words)


def _moment(day: date | None, now: datetime) -> datetime:
    """Nine in the morning of that day in Seoul, not after now."""
    if day is None:
        return now
    return min(timezone.make_aware(datetime.combine(day, time(9))), now)
