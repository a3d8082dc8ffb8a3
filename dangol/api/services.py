"""Webhooks: keeping addresses, telling them what happened, trying again."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.api.events import DeliveryDue
from dangol.api.models import Delivery, KeptAnswer, Webhook
from dangol.api.outside import Answer, Unreachable, check_url, post
from dangol.api.queries import listeners
from dangol.api.registry import event_choices, record_of
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.notices import NoticeGiven
from dangol.kit.records import change, create, remove

TEST = "test"
IDS_TOGETHER = 1000
WAITS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
WAITS += [timedelta(hours=hours) for hours in (2, 6, 12, 24)]
GIVE_UP_AFTER = timedelta(days=5)
Status = Delivery.Status


@transaction.atomic
def add_webhook(*, name: str, url: str, events: Sequence[str], actor: User) -> Webhook:
    """Tell this address what happens; its secret signs every call."""
    _check(url, events)
    webhook = create(
        Webhook,
        actor=actor,
        name=name,
        url=url,
        events=sorted(events),
        secret=secrets.token_hex(32),
        created_by=actor,
    )
    listeners.forget()
    return webhook


@transaction.atomic
def change_webhook(webhook: Webhook, *, actor: User, **values: Any) -> Webhook:
    """Change name, address or events, switch it off or on; on again it begins anew."""
    _check(values.get("url", webhook.url), values.get("events", webhook.events))
    if "events" in values:
        values["events"] = sorted(values["events"])
    if values.get("is_active"):
        values["failing_since"] = None
    change(webhook, actor=actor, **values)
    listeners.forget()
    return webhook


@transaction.atomic
def renew_secret(webhook: Webhook, *, actor: User) -> Webhook:
    """Sign with a new secret from now on."""
    Webhook.objects.filter(pk=webhook.pk).update(secret=secrets.token_hex(32))
    webhook.refresh_from_db()
    return change(webhook, actor=actor, updated_at=timezone.now())


@transaction.atomic
def remove_webhook(webhook: Webhook, *, actor: User) -> None:
    """Forget the address and what was sent there."""
    remove(webhook, actor=actor)
    listeners.forget()


def _check(url: str, events: Sequence[str]) -> None:
    try:
        check_url(url)
    except Unreachable as error:
        raise ValidationError({"url": str(error)}) from None
    if not events or not set(events) <= dict(event_choices()).keys():
        raise ValidationError({"events": _("알릴 일을 하나 이상 골라 주세요.")})


def tell(event: str, ids: Sequence[int], *, actor_id: int | None) -> None:
    """Queue an event for every webhook that wants to hear it; rolled back, it was never told."""
    for listener in listeners():
        if event in listener.events:
            for start in range(0, len(ids), IDS_TOGETHER):
                batch = list(ids[start : start + IDS_TOGETHER])
                data = {"ids": batch, "link": _link(event, batch), "actor_id": actor_id}
                _queue(listener.id, event, data)


def _link(event: str, ids: list[int]) -> str:
    """The path of the page of the one record an event is about."""
    if len(ids) != 1 or event.endswith(".remove"):
        return ""
    record = apps.get_model(record_of(event))._base_manager.filter(pk=ids[0]).first()
    page = getattr(record, "get_absolute_url", None)
    return page() if page else ""


def call(
    webhook: Webhook, event: str, ids: Sequence[int], *, actor_id: int | None, **more: Any
) -> Delivery:
    """Queue a call of this one webhook, whatever it listens to; rolled back, it was never made."""
    data = {"ids": list(ids), "link": "", "actor_id": actor_id, **more}
    return _queue(webhook.pk, event, data)


def send_test(webhook: Webhook, *, actor: User) -> Delivery:
    """Send something that means nothing."""
    return _queue(webhook.pk, TEST, {"ids": [], "link": "", "actor_id": actor.pk})


@transaction.atomic
def send_again(delivery: Delivery) -> Delivery:
    """Try a delivery that ended, from the first try."""
    if delivery.status == Status.WAITING:
        raise Refused(_("아직 보내는 중입니다."))
    delivery.status, delivery.attempts, delivery.problem = Status.WAITING, 0, ""
    delivery.save()
    publish(DeliveryDue(delivery_id=delivery.pk, actor_id=None))
    return delivery


def _queue(webhook_id: int, event: str, data: dict[str, Any]) -> Delivery:
    payload = {"event": event, "at": timezone.localtime().isoformat(), **data}
    delivery = Delivery.objects.create(webhook_id=webhook_id, event=event, payload=payload)
    publish(DeliveryDue(delivery_id=delivery.pk, actor_id=data["actor_id"]))
    return delivery


def attempt(delivery_id: int, *, now: datetime) -> timedelta | None:
    """Send a waiting delivery once; returns how long to wait before the next try, if any.

    Answers 2xx are success; 5xx, 408, 429 and silence are tried again; anything else is final.
    """
    delivery = Delivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    if delivery is None or delivery.status != Status.WAITING:
        return None
    if not delivery.webhook.is_active and delivery.event != TEST:
        _end(delivery, Status.FAILED, problem=_("웹훅을 꺼 두었습니다."))
        return None
    delivery.attempts += 1
    try:
        answer = _send(delivery, now)
    except Unreachable as error:
        return _retry(delivery, now, problem=str(error)[:200])
    delivery.code, delivery.duration_ms = answer.code, answer.duration_ms
    if 200 <= answer.code < 300:
        _end(delivery, Status.DONE, problem="")
        Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None)
        return None
    problem = _("%(code)d로 대답했습니다.") % {"code": answer.code}
    if answer.code < 500 and answer.code not in (408, 429):
        _end(delivery, Status.FAILED, problem=problem)
        return _note_failure(delivery.webhook, now)
    return _retry(delivery, now, problem=problem)


def _send(delivery: Delivery, now: datetime) -> Answer:
    webhook = delivery.webhook
    body = json.dumps({"id": delivery.pk, **delivery.payload}, ensure_ascii=False).encode()
    moment = int(now.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Dangol-Webhook/1",
        "Dangol-Event": delivery.event,
        "Dangol-Delivery": str(delivery.pk),
        "Dangol-Signature": f"t={moment},v1={signature(webhook.secret, moment, body)}",
    }
    return post(webhook.url, body, headers)


def signature(secret: str, moment: int, body: bytes) -> str:
    """HMAC-SHA256 of the moment, a dot and the body; the receiver makes the same."""
    return hmac.new(secret.encode(), b"%d." % moment + body, hashlib.sha256).hexdigest()


def _retry(delivery: Delivery, now: datetime, *, problem: str) -> timedelta | None:
    _note_failure(delivery.webhook, now)
    if delivery.event == TEST or delivery.attempts > len(WAITS):
        _end(delivery, Status.FAILED, problem=problem)
        return None
    wait = WAITS[delivery.attempts - 1]
    delivery.next_at, delivery.problem = now + wait, problem
    delivery.save()
    return wait


def _end(delivery: Delivery, status: str, *, problem: str) -> None:
    delivery.status, delivery.problem, delivery.next_at = status, problem, None
    delivery.save()


@transaction.atomic
def _note_failure(webhook: Webhook, now: datetime) -> None:
    """Switch a webhook off that has not once succeeded for five days, and say so."""
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=now)
    webhook.refresh_from_db()
    since = webhook.failing_since
    if webhook.is_active and since and now - since > GIVE_UP_AFTER:
        change(webhook, actor=None, is_active=False)
        listeners.forget()
        text = _("웹훅 ‘%(name)s’이(가) 5일째 실패해 껐습니다. 주소를 확인하고 다시 켜 주세요.")
        publish(
            NoticeGiven(
                user_ids=[webhook.created_by_id],
                text=text % {"name": webhook.name},
                url=reverse("webhooks:detail", args=[webhook.pk]),
                actor_id=None,
            )
        )


def forget_old(*, answers_before: datetime, deliveries_before: datetime) -> int:
    """Delete kept answers and deliveries nobody needs any more; returns how many."""
    answers, _rows = KeptAnswer.objects.filter(at__lt=answers_before).delete()
    ended = Delivery.objects.exclude(status=Status.WAITING)
    deliveries, _rows = ended.filter(created_at__lt=deliveries_before).delete()
    return answers + deliveries
