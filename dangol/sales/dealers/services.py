"""Acts on dealers: write them down, let them see, register a deal, approve it, note transfers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import Grant, User
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.services import change_owner, register_customer
from dangol.kit.access import Scope
from dangol.kit.errors import Refused
from dangol.kit.korean.identifiers import is_business_number
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock
from dangol.sales.dealers.models import Dealer, DealerTransfer, DealRegistration
from dangol.sales.dealers.queries import (
    ROLE,
    SEES,
    clash_of,
    dealer_of,
    dealers_of,
    same_customers,
)
from dangol.sales.pipeline.services import open_deal
from dangol.sales.pipeline.setup import first_stage
from dangol.workspace.services import notify

Status = DealRegistration.Status
RECORD = "sales.dealregistration"
APPROVE = "sales.approve_dealregistration"


@atomic
def write_dealer(row: Dealer | None, *, actor: User | None, **values: Any) -> Dealer:
    """Add a dealer or change one."""
    values["name"] = clean(values["name"])
    if row is None:
        return create(Dealer, actor=actor, **values)
    return change(lock(row), actor=actor, **values)


@atomic
def let_dealers_see_all(*, is_all: bool) -> None:
    """Turn the one-to-one of dealers and customers off, or on again, for everybody of the role."""
    scope = Scope.ALL if is_all else Scope.DEPARTMENT
    if not Grant.objects.filter(role__key=ROLE, permission=SEES).update(scope=scope):
        raise Refused(_("‘대리점’ 역할에 고객 보기 권한이 없습니다. 역할과 권한을 확인해 주세요."))


@atomic
def register_deal(
    *, customer_name: str, title: str, at: datetime, actor: User | None,
    owner: User | None = None, is_told: bool = True, **values: Any,
) -> DealRegistration:  # fmt: skip
    """A dealer tells us which sale they work on; those who approve are told, unless `is_told` is
    off. `owner` is who of the dealer asks, where somebody else writes it down.

    Refused for people of no dealer, numbers that are none, and one asked or approved already.
    """
    owner = owner or actor
    dealer = dealer_of(owner) if owner else None
    if dealer is None:
        raise Refused(_("대리점 직원만 거래를 등록할 수 있습니다. 대리점의 부서를 확인해 주세요."))
    values = _checked({"customer_name": customer_name, "title": title, **values})
    waiting = DealRegistration.objects.filter(
        dealer=dealer, customer_name=values["customer_name"], title=values["title"]
    ).exclude(status=Status.REFUSED)
    if waiting.exists():
        raise Refused(_("이 고객의 같은 거래를 이미 등록했습니다."))
    row = create(DealRegistration, actor=actor, dealer=dealer, owner=owner, asked_at=at, **values)
    if not is_told:
        return row
    text = _("%(dealer)s의 거래 등록이 승인을 기다립니다: %(title)s")
    told = {"dealer": dealer, "title": row.title}
    people = User.objects.filter(is_active=True, roles__grants__permission=APPROVE).distinct()
    notify([one.pk for one in people], text % told, url=row.get_absolute_url())
    return row


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    values["custom"] = clean_custom(RECORD, values.get("custom", {}))
    for name in ("customer_name", "title", "note"):
        if name in values:
            values[name] = refuse_resident_number(clean(values[name]))
    if number := values.get("business_number"):
        digits = "".join(filter(str.isdigit, number))
        if not is_business_number(digits):
            text = _("사업자등록번호가 아닙니다. 숫자 10자리를 확인해 주세요.")
            raise ValidationError({"business_number": text})
        values["business_number"] = digits
    if phone := values.get("phone"):
        found = parse_phone(phone)
        if found is None:
            raise ValidationError({"phone": _("전화번호가 아닙니다. 예: 010-1234-5678")})
        values["phone"] = found.digits
    return values


@atomic
def approve_registration(
    row: DealRegistration, *, at: datetime, actor: User, hand_over: bool = False
) -> DealRegistration:
    """Let the dealer have the sale: a deal opens in their name, protected for their days.

    A customer we do not have yet becomes theirs; one we have stays where it is unless handed over.
    Refused while another dealer is protected, and for one's own.
    """
    row = _asked(row)
    today = timezone.localdate(at)
    if row.owner_id == actor.pk:
        raise Refused(_("자기가 등록한 거래는 승인할 수 없습니다."))
    if held := clash_of(row, today=today).protected:
        raise Refused(
            _("%(dealer)s이(가) %(day)s까지 보호받고 있는 고객입니다.")
            % {"dealer": held[0].dealer, "day": f"{held[0].protected_until:%Y.%m.%d}"}
        )
    customer = same_customers(row).first()
    if customer is None:
        customer = _new_customer(row, actor)
    elif hand_over:
        change_owner(Customer.objects.filter(pk=customer.pk), owner=row.owner, actor=actor)
    deal = open_deal(
        customer, title=row.title, owner=row.owner, stage=first_stage(), at=at, actor=actor,
        amount=row.amount, expected_on=row.expected_on, text=row.note,
    )  # fmt: skip
    until = today + timedelta(days=row.dealer.protection_days)
    text = _("거래 등록이 승인되었습니다: %(title)s. %(day)s까지 보호됩니다.")
    said = text % {"title": row.title, "day": f"{until:%Y.%m.%d}"}
    return _decide(row, Status.APPROVED, said, at, actor, protected_until=until, deal=deal)


def _new_customer(row: DealRegistration, actor: User) -> Customer:
    return register_customer(
        name=row.customer_name, kind=Customer.Kind.COMPANY, owner=row.owner, actor=actor,
        business_number=row.business_number, phones=[row.phone] if row.phone else [],
        source_note=_("대리점 거래 등록: %(dealer)s") % {"dealer": row.dealer},
    )  # fmt: skip


@atomic
def refuse_registration(
    row: DealRegistration, *, reason: str, at: datetime, actor: User
) -> DealRegistration:
    """Send a registration back to the dealer, saying why."""
    row = _asked(row)
    reason = refuse_resident_number(clean(reason))[:300]
    if not reason:
        raise ValidationError({"reason": _("반려하는 사유를 적어 주세요.")})
    said = _("거래 등록이 반려되었습니다: %(title)s. 사유: %(reason)s")
    said %= {"title": row.title, "reason": reason}
    return _decide(row, Status.REFUSED, said, at, actor, reason=reason)


def _decide(
    row: DealRegistration, status: str, said: str, at: datetime, actor: User, **values: Any
) -> DealRegistration:
    notify([row.owner_id], said, url=row.get_absolute_url())
    return change(row, actor=actor, status=status, decided_at=at, decided_by=actor, **values)


def _asked(row: DealRegistration) -> DealRegistration:
    row = lock(row)
    if row.status != Status.ASKED:
        raise Refused(_("이미 결정한 거래 등록입니다."))
    return row


@atomic
def note_transfers(
    customer_ids: Sequence[int], *, before: int | None, after: int | None, at: datetime,
    actor_id: int | None,
) -> int:  # fmt: skip
    """Keep in the log that customers went to another dealer; nothing inside one, or among us."""
    found = dealers_of({pk for pk in (before, after) if pk})
    was, now = found.get(before or 0), found.get(after or 0)
    if was == now:
        return 0
    rows = [
        DealerTransfer(customer_id=pk, before_id=was, after_id=now, at=at, actor_id=actor_id)
        for pk in customer_ids
    ]
    return len(DealerTransfer.objects.bulk_create(rows, batch_size=1_000))
