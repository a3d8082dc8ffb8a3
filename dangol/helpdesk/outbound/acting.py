"""해피콜 by rules: after a repair, a delivery or an installation a customer comes onto a list."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.automation.registry import Action, Outcome, Preset, Trigger, actions, presets, triggers
from dangol.catalog.events import ProductInstalled
from dangol.codes.calendar.queries import next_business_day
from dangol.helpdesk.events import TicketSolved
from dangol.helpdesk.outbound import services
from dangol.helpdesk.outbound.models import DialList
from dangol.helpdesk.setup.queries import request_types
from dangol.kit.forms import Form


class SolvedForm(Form):
    """Which kind of request was done, as 수리; empty is any."""

    request_type_id = forms.TypedChoiceField(
        label=_("요청유형"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(row.id, row.name) for row in request_types()]
        self.fields["request_type_id"].choices = [("", _t("어느 것이든")), *kinds]


class DialForm(Form):
    """Which list, and after how many days."""

    dial_list = forms.ModelChoiceField(
        DialList.objects.exclude(status=DialList.Status.DONE).order_by("name"), label=_("콜 명단")
    )
    days = forms.IntegerField(label=_("며칠 뒤에"), min_value=0, max_value=90, initial=2)


def put_on_list(
    customer_ids: list[int], values: Mapping[str, Any], *, source: str, actor: User
) -> Outcome:
    """Once for each source: whoever is repaired twice is called twice, but never on one day."""
    row = DialList.objects.get(pk=values["dial_list"])
    day = next_business_day(timezone.localdate() + timedelta(days=int(values["days"])))
    due = timezone.make_aware(datetime.combine(day, row.opens_at or time(10)))
    made = services.add_customers(row, customer_ids, due_at=due, source=source)
    return Outcome(made, skipped=len(set(customer_ids)) - made)


actions.add("dial")(
    Action(_("콜 명단에 올리기"), DialForm, put_on_list, "helpdesk.add_diallist", "phone")
)
triggers.add("ticket_solved")(
    Trigger(_("티켓을 완료했을 때"), SolvedForm, TicketSolved, "badge-check")
)
triggers.add("product_installed")(
    Trigger(_("보유 제품을 등록했을 때"), Form, ProductInstalled, "package")
)
presets.add("happy_call")(
    Preset(
        _("수리 뒤 해피콜"),
        _("티켓을 완료하고 이틀 뒤에 전화해 만족을 묻습니다. 해피콜 명단을 골라 주세요."),
        "phone",
        "ticket_solved",
        {},
        [("dial", {"days": 2})],
    )
)
