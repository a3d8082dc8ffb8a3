"""Acts on targets: set and spread quotas, call a month, share deals, settle commissions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import Department, User
from dangol.catalog.models import Product
from dangol.codes.custom import clean_custom
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.money import won
from dangol.kit.records import change, create, lock, remove
from dangol.sales.models import Deal, Territory
from dangol.targets.commission import Line, commission, read_tiers, split, spread
from dangol.targets.models import (
    DealShare,
    ForecastCall,
    ForecastShot,
    Hidden,
    Plan,
    Quota,
    StageRate,
    Statement,
)
from dangol.targets.queries import (
    YEAR,
    last_of,
    outlook_of,
    quota_between,
    sold_by,
    sold_of,
    totals_by,
    win_rates,
)

RECORD = "targets.quota"
EVEN, LAST_YEAR = "even", "last_year"


Whose = User | Department | Territory
_NAMES = {User: "owner", Department: "department", Territory: "territory"}


@atomic
def set_quota(
    whose: Whose, *, month: date, amount: int, actor: User | None, product: Product | None = None,
    custom: dict[str, Any] | None = None,
) -> Quota:  # fmt: skip
    """Say what a person, a team or a territory is to sell in a month; again replaces the first.

    `custom` are the office's own fields; None leaves them as they are.
    """
    month, key = month.replace(day=1), {_NAMES[type(whose)]: whose}
    row = Quota.objects.filter(**key, month=month, product=product).first()
    values: dict[str, Any] = {"amount": amount}
    if custom is not None:
        values["custom"] = clean_custom(RECORD, custom, before=row.custom if row else None)
    if row:
        return change(lock(row), actor=actor, **values)
    return create(Quota, actor=actor, **key, month=month, product=product, **values)


@atomic
def spread_quota(
    whose: Whose, *, year: int, amount: int, how: str, actor: User | None
) -> list[Quota]:
    """Spread a year's quota over its months, evenly or as last year's wins fell; to the won."""
    months = [date(year, n, 1) for n in range(1, 13)]
    weights: list[int] = [1] * 12
    if how == LAST_YEAR:
        weights = [sold_of(whose, month.replace(year=year - 1)) for month in months]
        if not sum(weights):
            raise Refused(_("지난해의 수주가 없어 그대로 나눌 수 없습니다. 고르게 나누세요."))
    parts = spread(amount, weights)
    return [
        set_quota(whose, month=month, amount=part, actor=actor)
        for month, part in zip(months, parts, strict=True)
    ]


@atomic
def call_month(
    owner: User, *, month: date, amount: int, actor: User | None, note: str = ""
) -> ForecastCall:
    """Write down what somebody says they will sell; the last word counts."""
    month, note = month.replace(day=1), refuse_resident_number(clean(note))[:300]
    row = ForecastCall.objects.filter(owner=owner, month=month).first()
    if row:
        return change(lock(row), actor=actor, amount=amount, note=note)
    return create(ForecastCall, actor=actor, owner=owner, month=month, amount=amount, note=note)


@atomic
def take_forecast(*, on: date) -> int:
    """Keep how this month's and the next two months' forecast stand; once a day, again is a no-op.

    Returns how many lines were kept.
    """
    kept, month = 0, on.replace(day=1)
    for _n in range(3):
        if not ForecastShot.objects.filter(on=on, month=month).exists():
            rows = [
                ForecastShot(on=on, month=month, owner_id=pk, **outlook._asdict())
                for pk, outlook in outlook_of(None, month, last_of(month), today=on).items()
            ]
            kept += len(ForecastShot.objects.bulk_create(rows))
        month = (month + timedelta(days=32)).replace(day=1)
    return kept


@atomic
def share_deal(
    deal: Deal, shares: Sequence[tuple[User, Decimal]], *, actor: User | None
) -> list[DealShare]:
    """Say whom a deal counts for; refuses any sum but 100 %. No shares: its owner alone."""
    if shares:
        split(0, [percent for _person, percent in shares])
    if len({person.pk for person, _percent in shares}) != len(shares):
        raise Refused(_("같은 사람이 두 번 있습니다."))
    for old in DealShare.objects.filter(deal=deal):
        remove(old, actor=actor)
    return [
        create(DealShare, actor=actor, deal=deal, person=person, percent=percent)
        for person, percent in shares
    ]


@atomic
def write_plan(
    row: Plan | None, *, people: Sequence[User], tiers: str, actor: User | None, **values: Any
) -> Plan:
    """Add a plan or change one. Refuses tiers that make no sense and a person with two plans."""
    try:
        read_tiers(tiers)
    except Refused as refusal:
        raise ValidationError({"tiers": str(refusal)}) from refusal
    others = Plan.objects.filter(is_active=True, people__in=people).exclude(pk=row.pk if row else 0)
    if values.get("is_active", True) and (other := others.first()):
        raise ValidationError(
            {"people": _("이미 다른 규칙(%(name)s)을 쓰는 사람이 있습니다.") % {"name": other}}
        )
    values |= {"tiers": tiers, "name": clean(values["name"])}
    row = change(lock(row), actor=actor, **values) if row else create(Plan, actor=actor, **values)
    row.people.set(people)
    return row


@atomic
def keep_rates(*, on: date) -> int:
    """Write down how often deals of each stage were won in the past year: it reads all of them."""
    StageRate.objects.filter(on=on).delete()
    rates = win_rates(since=on - YEAR, until=on)
    rows = [StageRate(on=on, stage_id=stage, rate=rate) for stage, rate in rates.items()]
    return len(StageRate.objects.bulk_create(rows))


@atomic
def settle_month(owner: User, *, month: date, at: datetime, actor: User | None) -> Statement:
    """Write a person's statement of a month, or write it anew while nobody approved it.

    What changed in months already approved (a deal taken up again, a sum cut, a share moved) is
    taken back or paid here: clawback.
    """
    plan = Plan.objects.filter(is_active=True, people=owner).first()
    if plan is None:
        raise Refused(_("%(name)s님에게 적용할 커미션 규칙이 없습니다.") % {"name": owner.name})
    month = month.replace(day=1)
    old = Statement.objects.select_for_update().filter(owner=owner, month=month).first()
    if old and old.approved_at:
        raise Refused(_("이미 승인한 명세는 바꿀 수 없습니다. 바뀐 것은 다음 달에 조정됩니다."))
    sold, quota, lines = what_if(owner, month=month, plan=plan)
    adjusted = _adjustments(owner, month)
    values: dict[str, Any] = {
        "plan": plan, "sold": sold, "quota": quota, "earned": sum(x.amount for x in lines),
        "adjusted": sum(line.amount for line in adjusted),
        "lines": [list(line) for line in (*_sales(owner, month), *lines, *adjusted)],
    }  # fmt: skip
    if old:
        return change(old, actor=actor, **values)
    return create(Statement, actor=actor, owner=owner, month=month, made_at=at, **values)


def what_if(owner: User, *, month: date, plan: Plan) -> tuple[int, int, list[Line]]:
    """What a plan would have paid for a month: sold, quota and the lines; writes nothing."""
    last = last_of(month)
    sold = totals_by([owner.pk], month, last).get(owner.pk, 0)
    quota = quota_between([owner.pk], month, last).get(owner.pk, 0)
    return sold, quota, commission(sold, quota, plan.terms)


def _sales(owner: User, month: date) -> list[Line]:
    """The deals a month's sum is made of; they are shown, not paid."""
    parts = sold_by([owner.pk], month, last_of(month)).get(owner.pk, [])
    return [
        Line(f"{s.title} {won(s.amount)}" + ("" if s.percent == 100 else f" ({s.percent:f}%)"), 0)
        for s in parts
    ]


def _adjustments(owner: User, month: date) -> list[Line]:
    """What approved months would pay by now, against what they paid and what was adjusted since."""
    lines = []
    rows = Statement.objects.filter(owner=owner, approved_at__isnull=False, month__lt=month)
    for row in rows.select_related("plan").order_by("month"):
        _sold, _quota, now = what_if(owner, month=row.month, plan=row.plan)
        mark = f"{row.month:%Y-%m}"
        later = rows.exclude(pk=row.pk).values_list("lines", flat=True)
        before = sum(amount for each in later for text, amount in each if text.startswith(mark))
        difference = sum(line.amount for line in now) - row.earned - before
        if difference:
            text = _("%(month)s 조정") % {"month": mark}
            lines.append(Line(text, difference))
    return lines


@atomic
def approve_statement(row: Statement, *, at: datetime, actor: User) -> Statement:
    """Approve a statement; it stays as it is from then on. Nobody approves their own."""
    row = lock(row)
    if row.approved_at:
        raise Refused(_("이미 승인한 명세입니다."))
    if row.owner_id == actor.pk:
        raise Refused(_("자기 커미션은 승인할 수 없습니다. 다른 사람에게 맡겨 주세요."))
    return change(row, actor=actor, approved_at=at, approved_by=actor)


@atomic
def show_on_board(person: User, *, is_shown: bool) -> None:
    """Let somebody stand on the leaderboard, or not."""
    if is_shown:
        Hidden.objects.filter(person=person).delete()
    else:
        Hidden.objects.get_or_create(person=person)


@atomic
def settle_all(*, month: date, at: datetime, actor: User | None) -> tuple[int, int]:
    """Write the statements of everybody on a plan in use; how many, and how many were approved."""
    made = left = 0
    approved = set(
        Statement.objects.filter(month=month, approved_at__isnull=False).values_list(
            "owner_id", flat=True
        )
    )
    for plan in Plan.objects.filter(is_active=True).order_by("pk"):
        for person in plan.people.order_by("pk"):
            if person.pk in approved:
                left += 1
            else:
                settle_month(person, month=month, at=at, actor=actor)
                made += 1
    return made, left
