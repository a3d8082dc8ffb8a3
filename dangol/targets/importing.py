"""Bring a table of quotas in."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.catalog.models import Product
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.sales.models import Territory
from dangol.targets.models import MOST, Quota
from dangol.targets.services import set_quota
from dangol.targets.synonyms import WORDS

LABELS = {
    "owner": _("담당"), "department": _("부서"), "territory": _("권역"), "product": _("상품"),
}  # fmt: skip
NAMES = tuple(LABELS)
MISSING = {
    "owner": _("담당 ‘%(text)s’을(를) 찾지 못했습니다. 직원을 먼저 가져와 주세요."),
    "department": _("부서 ‘%(text)s’을(를) 찾지 못했습니다. 부서를 먼저 만들어 주세요."),
    "territory": _("권역 ‘%(text)s’을(를) 찾지 못했습니다. 권역을 먼저 만들어 주세요."),
    "product": _("상품 ‘%(text)s’을(를) 찾지 못했습니다. 상품을 먼저 가져와 주세요."),
}


class QuotaSession(PlainSession):
    """Finds the month, and whose quota it is: of one person, department or territory."""

    def begin(self) -> None:
        people = User.objects.filter(~Q(username=""), is_active=True)
        names = people.values_list("pk", "username", "email", "name")
        areas, products = Territory.objects.filter(is_active=True), Product.objects.order_by("pk")
        self.known = {
            "owner": by_word((pk, words) for pk, *words in names),
            "department": by_word(
                (pk, (name,)) for pk, name in Department.objects.values_list("pk", "name")
            ),
            "territory": by_word((pk, (name,)) for pk, name in areas.values_list("pk", "name")),
            "product": by_word(
                (pk, words) for pk, *words in products.values_list("pk", "code", "name")
            ),
        }

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        values["month"] = values["month"].replace(day=1)
        for name in NAMES:
            word = values.get(name, "")
            values[f"_{name}"] = self.known[name].get(squeezed(word)) if word else None
            if word and values[f"_{name}"] is None:
                verdict.refuse(self.column_of(name), MISSING[name] % {"text": word[:40]})
        if sum(name in values for name in NAMES[:3]) != 1:
            text = _t("담당, 부서, 권역 가운데 하나만 적어 주세요.")
            verdict.refuse(self.column_of("owner"), text)
        if not 0 <= values["amount"] <= MOST:
            text = _t("금액은 0원에서 100조 원 사이로 적어 주세요.")
            verdict.refuse(self.column_of("amount"), text)

    def said(self, key: str, value: Any) -> str:
        return f"{value:%Y.%m}" if isinstance(value, date) else super().said(key, value)


class QuotaImporter(PlainImporter):
    """Quotas by month, of people, departments and territories; of a product where one is named."""

    label = _("할당")
    permission, change = "targets.add_quota", "targets.change_quota"
    list_url = "targets:quota_list"
    kind_of_session = QuotaSession
    model, has_own = Quota, True
    shown_labels = {**LABELS, "month": _("달"), "amount": _("할당 금액")}
    every_field = (
        *(ImportField(name, label, WORDS[name]) for name, label in LABELS.items()),
        ImportField("month", _("달"), WORDS["month"], Kind.DATE, required=True),
        ImportField("amount", _("할당 금액"), WORDS["amount"], Kind.WON, required=True),
    )

    def key_of(self, values: Values) -> str:
        """Whose, of which product, and the month."""
        return _key((values[f"_{name}"] for name in NAMES), values["month"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        months = {date.fromisoformat(f"{key.rpartition(' ')[2]}-01") for key in keys}
        rows = Quota.objects.filter(month__in=months)
        columns = [f"{name}_id" for name in NAMES]
        found = {_key(ids, month): pk
                 for pk, month, *ids in rows.values_list("pk", "month", *columns)}  # fmt: skip
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> Quota:
        ids = {name: values[f"_{name}"] for name in NAMES if values[f"_{name}"]}
        rows = {name: KINDS[name].objects.get(pk=pk) for name, pk in ids.items()}
        product = rows.pop("product", None)
        (whose,) = rows.values()
        return set_quota(
            whose, month=values["month"], amount=values["amount"], actor=actor, product=product,
            custom=values.get("custom", {}),
        )  # fmt: skip

    def edit(self, record: Quota, values: Values, *, actor: Any, options: Values) -> Quota:
        return set_quota(
            record.whose, month=record.month, amount=int(values.get("amount", record.amount)),
            actor=actor, product=record.product, custom=values.get("custom"),
        )  # fmt: skip


KINDS: dict[str, Any] = {
    "owner": User, "department": Department, "territory": Territory, "product": Product,
}  # fmt: skip


def _key(ids: Iterable[int | None], month: date) -> str:
    return f"{' '.join(str(pk or 0) for pk in ids)} {month:%Y-%m}"


importers.add("quotas")(QuotaImporter())
