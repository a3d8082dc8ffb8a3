"""What activities let rules do: make a to-do; and what sets rules off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import kinds
from dangol.activities.acts.many import plan_many
from dangol.activities.events import ActivityPlanned, ActivityRecorded
from dangol.automation.registry import Action, Outcome, Trigger, actions, triggers
from dangol.codes.calendar.queries import next_business_day
from dangol.customers.models import Customer
from dangol.kit.forms import Form


class TodoForm(Form):
    """Which to-do, and how soon."""

    kind = forms.ChoiceField(label=_("종류"))
    title = forms.CharField(label=_("할 일"), max_length=200)
    days = forms.IntegerField(label=_("며칠 안"), min_value=0, max_value=365, initial=3)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]


class RecordedForm(Form):
    """Of which kind; any without one."""

    what = forms.ChoiceField(label=_("종류"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pairs = [(kind.key, kind.label) for kind in kinds()]
        self.fields["what"].choices = [("", _("모든 종류")), *pairs]


def make_todos(
    customer_ids: list[int], values: Mapping[str, Any], *, source: str, actor: User
) -> Outcome:
    """One to-do for each customer, for whoever looks after them, once per source."""
    now = timezone.now()
    rows = Customer.objects.filter(pk__in=customer_ids)
    owned = set(rows.filter(owner__is_active=True).values_list("pk", flat=True))
    rule, _colon, cycle = source.partition(":")
    due = next_business_day(timezone.localdate(now) + timedelta(days=int(values["days"])))
    made = plan_many(
        rows,
        due=due,
        rule=rule,
        cycle=cycle,
        at=now,
        kind=values["kind"],
        title=values["title"],
    )
    nobody = sorted(set(customer_ids) - owned)
    refused = {_t("일하고 있는 담당이 없습니다."): nobody} if nobody else {}
    return Outcome(made, refused, skipped=len(owned) - made)


actions.add("todo")(
    Action(
        _("할 일 만들기"),
        TodoForm,
        make_todos,
        "activities.add_activity",
        "list-checks",
        causes=(ActivityPlanned.kind(),),
    )
)
triggers.add("activity_recorded")(
    Trigger(_("활동을 기록했을 때"), RecordedForm, ActivityRecorded, "phone")
)
