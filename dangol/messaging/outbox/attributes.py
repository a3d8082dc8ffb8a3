"""What customers can be chosen by: when they last got, opened or followed something."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.customers.registry import attributes
from dangol.kit.conditions import Linked, Moment, options_of
from dangol.kit.conditions.attributes import Asker
from dangol.messaging.outbox.models import Message, Reaction


class Happened(Moment):
    """A moment of any of a customer's messages; `over` means none since, but one before."""

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        ever = Q(**{f"{self.path}__isnull": False})
        match op:
            case "empty":
                return ~self._of(ever)
            case "filled":
                return self._of(ever)
            case "over":
                return self._of(ever) & ~self._of(super().q("past", value, asker))
        return self._of(super().q(op, value, asker))

    def _of(self, inner: Q) -> Q:
        rows = Message.objects.filter(inner, customer__isnull=False)
        return Q(pk__in=rows.values("customer"))


for happened in (
    Happened("message_sent_at", _("메시지를 보낸 날"), "sent_at"),
    Happened("message_opened_at", _("메일을 연 날"), "opened_at"),
    Happened("message_clicked_at", _("링크를 누른 날"), "clicked_at"),
):
    attributes.add(happened.name)(happened)

attributes.add("message_reaction")(
    Linked(
        "message_reaction",
        _("메시지 반응"),
        "kind",
        options=options_of(Reaction.Kind),
        rows=lambda: Reaction.objects.filter(robot=False, message__customer__isnull=False),
        key="message__customer",
    )
)
attributes.add("message_failure")(
    Linked(
        "message_failure",
        _("메시지 결과"),
        "status",
        options=options_of(Message.Status),
        rows=lambda: Message.objects.filter(customer__isnull=False),
        key="customer",
    )
)
