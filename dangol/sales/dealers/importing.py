"""Bring dealers in, and the deals they registered somewhere else before."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.errors import Refused
from dangol.sales.dealers import synonyms
from dangol.sales.dealers.models import Dealer, DealRegistration
from dangol.sales.dealers.queries import dealer_of
from dangol.sales.dealers.services import register_deal, write_dealer

LONGEST, HIGHEST = 730, 10**14
DEALER, REGISTRATION = synonyms.DEALER, synonyms.REGISTRATION


class DealerSession(PlainSession):
    """Finds the department, which is one dealer's only."""

    def begin(self) -> None:
        rows = Department.objects.values_list("pk", "name")
        self.departments = by_word((pk, [name]) for pk, name in rows)
        self.taken = dict(Dealer.objects.values_list("department", "name"))

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        word = values.get("department", values["name"])
        values["_department"] = found = self.departments.get(squeezed(word))
        if found is None:
            text = _t("부서 ‘%(text)s’을(를) 찾지 못했습니다. 직원·부서에서 먼저 만들어 주세요.")
            verdict.refuse(self.column_of("department"), text % {"text": word[:40]})
        elif self.taken.setdefault(found, values["name"]) != values["name"]:
            text = _t("부서 ‘%(text)s’은(는) 이미 다른 대리점의 부서입니다.")
            verdict.refuse(self.column_of("department"), text % {"text": word[:40]})
        days = values.get("protection_days", 1)
        if days != int(days) or not 1 <= days <= LONGEST:
            text = _t("보호 기간은 1일에서 730일 사이로 적어 주세요.")
            verdict.refuse(self.column_of("protection_days"), text)


class DealerImporter(PlainImporter):
    """Dealers by name; each is a department that is there already."""

    label = _("대리점")
    permission = change = "sales.manage_dealers"
    list_url = "sales:dealer_list"
    kind_of_session = DealerSession
    model = Dealer
    shown_labels = {
        "name": _("대리점"), "department": _("부서"), "protection_days": _("보호 기간(일)"),
    }  # fmt: skip
    every_field = (
        ImportField("name", _("대리점"), DEALER["name"], required=True),
        ImportField("department", _("부서"), DEALER["department"],
                    help=_("비우면 대리점과 이름이 같은 부서")),
        ImportField("protection_days", _("보호 기간(일)"), DEALER["protection_days"], Kind.NUMBER),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The name."""
        return str(values["name"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        return dict(Dealer.objects.filter(name__in=keys).values_list("name", "pk"))

    def add(self, values: Values, *, actor: Any, options: Values) -> Dealer:
        return write_dealer(None, actor=actor, **_given(values))

    def edit(self, record: Dealer, values: Values, *, actor: Any, options: Values) -> Dealer:
        return write_dealer(record, actor=actor, **{"name": record.name, **_given(values)})


def _given(values: Values) -> Values:
    found: Values = {name: values[name] for name in ("name", "protection_days") if name in values}
    pk = values.get("_department", values.get("department"))
    if pk:
        found["department"] = Department.objects.get(pk=pk)
    return found


class RegistrationSession(PlainSession):
    """Finds the dealer and who of its people registers; a dealer's own people only for it."""

    def begin(self) -> None:
        self.mine = dealer_of(self.actor) if self.actor else None
        rows = Dealer.objects.filter(is_active=True)
        rows = rows.filter(pk=self.mine.pk) if self.mine else rows
        self.dealers = by_word((pk, [name]) for pk, name in rows.values_list("pk", "name"))
        people = User.objects.filter(is_active=True, department__dealer__in=rows).order_by("-pk")
        self.people = dict(people.values_list("department__dealer", "pk"))

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        word = values.get("dealer", self.mine.name if self.mine else "")
        dealer = self.dealers.get(squeezed(word))
        values["_owner"] = self.actor.pk if self.mine else self.people.get(dealer or 0)
        if dealer is None:
            text = _t("대리점 ‘%(text)s’을(를) 찾지 못했습니다. 대리점을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("dealer"), text % {"text": word[:40]})
        elif values["_owner"] is None:
            text = _t("대리점 ‘%(text)s’의 부서에 직원이 없습니다. 직원을 먼저 더해 주세요.")
            verdict.refuse(self.column_of("dealer"), text % {"text": word[:40]})
        if not 0 <= values.get("amount", 0) <= HIGHEST:
            text = _t("금액은 0원에서 100조 원 사이로 적어 주세요.")
            verdict.refuse(self.column_of("amount"), text)

    def said(self, key: str, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


class RegistrationImporter(PlainImporter):
    """Registrations; each waits for its approval as if it had been written on the page."""

    label = _("거래 등록")
    permission, change = "sales.add_dealregistration", "sales.change_dealregistration"
    list_url = "sales:registration_list"
    kind_of_session = RegistrationSession
    model, has_own = DealRegistration, True
    shown_labels = {
        "dealer": _("대리점"), "customer_name": _("고객"), "title": _("거래명"),
        "amount": _("예상 금액"), "expected_on": _("마감 예정일"),
    }  # fmt: skip
    every_field = (
        ImportField("dealer", _("대리점"), REGISTRATION["dealer"]),
        ImportField("customer_name", _("고객"), REGISTRATION["customer_name"], required=True),
        ImportField("title", _("거래명"), REGISTRATION["title"], required=True),
        ImportField("business_number", _("사업자등록번호"), REGISTRATION["business_number"]),
        ImportField("phone", _("전화"), REGISTRATION["phone"]),
        ImportField("amount", _("예상 금액"), REGISTRATION["amount"], Kind.WON),
        ImportField("expected_on", _("마감 예정일"), REGISTRATION["expected_on"], Kind.DATE),
        ImportField("note", _("설명"), REGISTRATION["note"]),
    )

    def key_of(self, values: Values) -> str:
        """The owner, the customer and the title."""
        return f"{values['_owner']}\n{values['customer_name']}\n{values['title']}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        owners = {int(key.partition("\n")[0]) for key in keys}
        rows = DealRegistration.objects.filter(owner__in=owners).exclude(status="refused")
        columns = ("pk", "owner_id", "customer_name", "title")
        found = {
            f"{who}\n{name}\n{title}": pk for pk, who, name, title in rows.values_list(*columns)
        }
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> DealRegistration:
        given = {key: v for key, v in values.items() if key != "dealer" and not key.startswith("_")}
        owner = User.objects.get(pk=values["_owner"])
        return register_deal(at=timezone.now(), actor=actor, owner=owner, is_told=False, **given)

    def edit(self, record: Any, values: Values, *, actor: Any, options: Values) -> Any:
        raise Refused(_t("이미 들어온 것은 가져오기로 고치지 않습니다. ‘건너뛰기’를 고르세요."))


importers.add("dealers")(DealerImporter())
importers.add("deal_registrations")(RegistrationImporter())
