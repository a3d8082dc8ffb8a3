"""Sending as an act of others: rules, and many customers chosen in a list."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.automation.registry import Action, actions
from dangol.automation.registry import Outcome as Acted
from dangol.customers.registry import bulk_actions
from dangol.kit.errors import Refused
from dangol.kit.lists import BulkAction, Outcome
from dangol.messaging.outbox.forms import ListForm, content_from
from dangol.messaging.outbox.holding import cancel_messages
from dangol.messaging.outbox.models import Dispatch, Message, Reason
from dangol.messaging.outbox.services import send
from dangol.messaging.rights import SEND_AD
from dangol.messaging.senders.models import SenderProfile
from dangol.messaging.templating.models import Template


class BulkForm(ListForm):
    """As in a list: one form, one dispatch, however many batches it takes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["nonce"].initial = secrets.token_hex(8)


def _write(rows: Any, values: Mapping[str, Any], *, source: str, actor: User) -> Dispatch:
    sender = SenderProfile.objects.filter(pk=values["sender"], is_active=True).first()
    if sender is None:
        raise Refused(_t("이 발신 프로필은 쓸 수 없습니다. 다른 것을 골라 주세요."))
    return send(
        rows,
        kind=values["kind"],
        medium=values["medium"],
        content=content_from(values, _template(values)),
        sender=sender,
        actor=actor,
        source=source,
        at=timezone.now(),
        same_goods=bool(values.get("same_goods")),
        confirmed=bool(values.get("confirmed")),
    )


def _template(values: Mapping[str, Any]) -> Template | None:
    if not (pk := values.get("template")):
        return None
    found = Template.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(_t("고른 템플릿이 없어졌습니다. 다른 것을 골라 주세요."))
    return found


def send_to_chosen(rows: Any, values: dict[str, Any], *, actor: User) -> Outcome:
    """Send to a batch of the customers chosen in the list."""
    ids = list(rows.values_list("pk", flat=True))
    source = f"list:{actor.pk}:{values.get('nonce') or secrets.token_hex(8)}"
    dispatch = _write(ids, values, source=source, actor=actor)
    refused = [
        (pk, str(Reason(reason).label))
        for pk, reason in dispatch.messages.filter(
            customer__in=ids, status=Message.Status.REFUSED
        ).values_list("customer_id", "reason")
    ]
    return Outcome(len(ids) - len(refused), refused, before={"dispatch": dispatch.pk, "ids": ids})


def take_back(before: dict[str, Any], *, actor: User) -> int:
    """Cancel what of this batch has not left."""
    rows = Message.objects.filter(dispatch=before["dispatch"], customer__in=before["ids"])
    return cancel_messages(rows, actor=actor)


bulk_actions.add("send")(
    BulkAction(
        "send",
        _("메시지 보내기"),
        "send",
        SEND_AD,
        send_to_chosen,
        take_back,
        BulkForm,
        verb="view",
    )
)


def send_by_rule(
    customer_ids: list[int], values: Mapping[str, Any], *, source: str, actor: User
) -> Acted:
    """Let a rule send: one dispatch for each batch, each customer once."""
    dispatch = _write(customer_ids, values, source=f"rule:{source}"[:150], actor=actor)
    rows = dispatch.messages.filter(customer__in=customer_ids)
    refused: dict[str, list[int]] = defaultdict(list)
    stopped = rows.filter(status=Message.Status.REFUSED)
    for pk, reason in stopped.values_list("customer_id", "reason"):
        refused[str(Reason(reason).label)].append(pk)
    done = rows.exclude(status=Message.Status.REFUSED).count()
    return Acted(done, refused)


actions.add("send")(
    Action(
        _("메시지 보내기"),
        ListForm,
        send_by_rule,
        SEND_AD,
        "send",
        causes=("messaging.message_sent", "messaging.message_refused"),
    )
)
