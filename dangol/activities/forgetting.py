"""How activities with others forget a customer who is removed."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from dangol.activities.models import Activity
from dangol.customers.parties.forgetting import redact
from dangol.customers.registry import Forgetting, forgettings


def _forget_counterparts(ids: Sequence[int]) -> None:
    rows = Activity.objects.filter(counterpart__in=ids).exclude(customer__in=ids)
    redact(rows, "counterpart", "title", "text", "result", "next_step")


forgettings.add("activities")(
    Forgetting(_forget_counterparts, _("할 일과 활동, 다른 고객의 활동에 적힌 이름과 연락처"))
)
