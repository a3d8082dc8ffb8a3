"""What is said before contracts end (F46): to the customer by mail or text, to the owner here."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.kit.records import change, lock
from dangol.messaging.content import Content
from dangol.messaging.models import Kind, Medium, Message
from dangol.messaging.outbox.services import send
from dangol.orders.papers.paper import day_of
from dangol.orders.subscriptions.models import Contract
from dangol.orders.subscriptions.preferences import contract_preferences
from dangol.orders.subscriptions.services import yearly_supply
from dangol.orders.subscriptions.words import facts_of
from dangol.sales.models import Deal, Stage
from dangol.sales.pipeline.queries import pipelines
from dangol.sales.pipeline.services import open_deal
from dangol.workspace.services import notify

NOTICES = (30, 14, 7)


def tell_of_endings(*, today: date, at: datetime) -> int:
    """Thirty, fourteen and seven days before a contract ends, tell customer and owner; once each.

    The first time a deal of the kind 갱신 is opened over a year of it. Returns how many were told.
    """
    active = Contract.objects.filter(status=Contract.Status.ACTIVE)
    rows = active.filter(ends_on__gte=today)
    told = 0
    for days in NOTICES:
        due = rows.filter(Q(noticed_days=None) | Q(noticed_days__gt=days))
        due = due.filter(ends_on__lte=today + timedelta(days=days))
        for pk in list(due.order_by("pk").values_list("pk", flat=True)):
            told += _tell(pk, days, today=today, at=at)
    over = active.filter(ends_on__lt=today).exclude(lines__next_on__isnull=False)
    for contract in list(over):
        change(contract, actor=None, status=Contract.Status.ENDED)
    return told


@atomic
def _tell(pk: int, days: int, *, today: date, at: datetime) -> int:
    contract = lock(Contract(pk=pk))
    if contract.ends_on is None or (contract.noticed_days or days + 1) <= days:
        return 0
    values: dict[str, Any] = {"noticed_days": days}
    if contract.renewal_id is None:
        values["renewal"] = _renewal(contract, at=at)
    change(contract, actor=None, **values)
    left = (contract.ends_on - today).days
    said = _tell_customer(contract, contract.ends_on, days, left, at=at)
    text = _("%(name)s의 계약 ‘%(title)s’이(가) %(n)d일 뒤에 끝납니다.")
    told = {"name": contract.customer.name, "title": contract.title, "n": left}
    notify([contract.owner_id], f"{text % told} {said}".strip(), url=contract.get_absolute_url())
    return 1


def _tell_customer(contract: Contract, ends_on: date, days: int, left: int, *, at: datetime) -> str:
    """Send the customer the office's words; what the owner should know about it."""
    words = contract_preferences()
    if not words.tells_customers:
        return ""
    content = Content(
        subject=words.notice_subject,
        text="\n".join(words.notice_text),
        automatic=True,
        values=facts_of(contract, day=day_of(ends_on), left=left),
    )
    medium = Medium.EMAIL if contract.customer.email else Medium.SMS
    try:
        with atomic():
            dispatch = send(
                [contract.customer], kind=Kind.INFO, medium=medium, content=content, actor=None,
                source=f"renewal:{contract.pk}:{ends_on}:{days}", at=at,
                title=_("계약 만료 안내: %(title)s") % {"title": contract.title},
            )  # fmt: skip
    except Refused as error:
        return _("고객에게는 알리지 못했습니다: %(reason)s") % {"reason": error}
    message = dispatch.messages.first()
    if message is None or message.status == Message.Status.REFUSED:
        reason = message.get_reason_display() if message else ""
        return _("고객에게는 알리지 못했습니다: %(reason)s") % {"reason": reason}
    return _("고객에게도 %(medium)s(으)로 알렸습니다.") % {"medium": Medium(medium).label}


def _renewal(contract: Contract, *, at: datetime) -> Deal | None:
    """The deal that renews it, in the first stage of the first pipeline."""
    ids = [pk for pk, _name in pipelines()]
    rows = Stage.objects.filter(pipeline__in=ids, outcome="open", is_active=True)
    stage = rows.order_by("pipeline__order", "pipeline", "order").first()
    if stage is None:
        return None
    title = _("%(title)s 갱신") % {"title": contract.title}
    return open_deal(
        contract.customer, title=title[:200], owner=contract.owner, stage=stage, at=at,
        actor=None, kind=Deal.Kind.RENEWAL, amount=yearly_supply(contract),
        expected_on=contract.ends_on,
    )  # fmt: skip
