"""Bring a table of quotas in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.records import change
from dangol.targets.models import MOST, Quota
from dangol.targets.services import set_quota
from dangol.targets.synonyms import WORDS


class QuotaSession(PlainSession):
    """Finds the person and the month."""

    def begin(self) -> None:
        rows = User.objects.filter(~Q(username=""), is_active=True)
        words = rows.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, names) for pk, *names in words)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        values["month"] = values["month"].replace(day=1)
        values["_owner"] = self.people.get(squeezed(values["owner"]))
        if values["_owner"] is None:
            text = _t("담당 ‘%(text)s’을(를) 찾지 못했습니다. 직원을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("owner"), text % {"text": values["owner"][:40]})
        if not 0 <= values["amount"] <= MOST:
            text = _t("금액은 0원에서 100조 원 사이로 적어 주세요.")
            verdict.refuse(self.column_of("amount"), text)

    def said(self, key: str, value: Any) -> str:
        return f"{value:%Y.%m}" if isinstance(value, date) else super().said(key, value)


class QuotaImporter(PlainImporter):
    """Quotas by person and month."""

    label = _("할당")
    permission, change = "targets.add_quota", "targets.change_quota"
    list_url = "targets:quota_list"
    kind_of_session = QuotaSession
    model = Quota
    shown_labels = {"owner": _("담당"), "month": _("달"), "amount": _("할당 금액")}
    every_field = (
        ImportField("owner", _("담당"), WORDS["owner"], required=True),
        ImportField("month", _("달"), WORDS["month"], Kind.DATE, required=True),
        ImportField("amount", _("할당 금액"), WORDS["amount"], Kind.WON, required=True),
    )

    def key_of(self, values: Values) -> str:
        """The person and the month."""
        return f"{values['_owner']} {values['month']:%Y-%m}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        owners = {int(key.split(" ")[0]) for key in keys}
        rows = Quota.objects.filter(owner__in=owners, product=None)
        found = {f"{o} {m:%Y-%m}": pk for pk, o, m in rows.values_list("pk", "owner_id", "month")}
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> Quota:
        owner = User.objects.get(pk=values["_owner"])
        return set_quota(owner, month=values["month"], amount=values["amount"], actor=actor)

    def edit(self, record: Quota, values: Values, *, actor: Any, options: Values) -> Quota:
        return change(record, actor=actor, amount=int(values.get("amount", record.amount)))


importers.add("quotas")(QuotaImporter())
