"""What customers can be asked about their activities; every question has its index."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.activities.acts.kinds import KINDS, PURPOSES, kinds
from dangol.activities.acts.models import Activity
from dangol.activities.acts.signals import MARKED, SIGNALS
from dangol.codes.queries import codes_of
from dangol.customers.registry import attributes
from dangol.kit.conditions import Asker, Attribute, Linked, Option
from dangol.kit.korean.answers import parse_yes_no


def _codes(group: str) -> Any:
    return lambda: [Option(str(row.id), row.label, row.id) for row in codes_of(group, retired=True)]


@dataclass(frozen=True)
class LastOfKind(Attribute):
    """When something of one kind was last done with them; `over` includes never."""

    kind_key: str = ""

    kind: ClassVar[str] = "date"
    operators: ClassVar[dict[str, str]] = {
        "past": "days", "over": "days", "empty": "nothing", "filled": "nothing",
    }  # fmt: skip

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        done = _of_kind(self.kind_key)
        if op in ("empty", "filled"):
            ever = Q(pk__in=done.values("customer"))
            return ever if op == "filled" else ~ever
        since = done.filter(occurred_at__gte=_since(asker, value))
        recent = Q(pk__in=since.values("customer"))
        return recent if op == "past" else ~recent


def _of_kind(key: str) -> "QuerySet[Activity]":
    ids = [kind.id for kind in kinds(retired=True) if kind.key == key]
    return Activity.objects.filter(kind__in=ids, occurred_at__isnull=False, customer__isnull=False)


def _since(asker: Asker, days: int) -> datetime:
    day = asker.today - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class ActivityCount(Attribute):
    """How many activities within so many days: at least, or fewer than."""

    within: int = 30

    kind: ClassVar[str] = "number"
    operators: ClassVar[dict[str, str]] = {"gte": "one", "lte": "one"}

    def clean_value(self, value: Any) -> int:
        try:
            number = int(str(value).replace(",", ""))
        except ValueError:
            number = -1
        if not 0 <= number <= 10_000:
            raise self.wrong(_("0에서 10,000 사이의 숫자로 적으세요."))
        return number

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        ids = [kind.id for kind in kinds(retired=True)]
        rows = Activity.objects.filter(
            kind__in=ids, occurred_at__gte=_since(asker, self.within), customer__isnull=False
        )
        least = value if op == "gte" else value + 1
        if least == 0:
            return Q()
        if least == 1:
            many = rows.values("customer")
        else:
            counted = rows.order_by().values("customer").annotate(n=Count("pk"))
            many = counted.filter(n__gte=least).values("customer")
        found = Q(pk__in=many)
        return found if op == "gte" else ~found


def _open_rows() -> "QuerySet[Activity]":
    return Activity.objects.open().filter(customer__isnull=False)


@dataclass(frozen=True)
class OpenTodos(Attribute):
    """Whether anything is to be done with them, and whether it is late."""

    kind: ClassVar[str] = "yes_no"
    operators: ClassVar[dict[str, str]] = {"is": "one"}
    late: bool = False

    def clean_value(self, value: Any) -> bool:
        if (answer := parse_yes_no(str(value))) is None:
            raise self.wrong(_("예 또는 아니요로 고르세요."))
        return answer

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        rows = _open_rows()
        if self.late:
            rows = rows.filter(due_at__lt=_since(asker, 0))
        found = Q(pk__in=rows.values("customer"))
        return found if value else ~found

    def value_text(self, value: Any) -> str:
        return _("예") if value else _("아니요")


for key, label in (
    ("call", gettext_lazy("최근 전화")),
    ("visit", gettext_lazy("최근 방문 활동")),
    ("meeting", gettext_lazy("최근 미팅")),
    ("mail", gettext_lazy("최근 메일")),
):
    attributes.add(f"last_{key}")(LastOfKind(f"last_{key}", label, kind_key=key))
for days in (30, 90, 365):
    label = gettext_lazy("활동 수(30일)") if days == 30 else gettext_lazy("활동 수(90일)")
    label = label if days != 365 else gettext_lazy("활동 수(1년)")
    attributes.add(f"activities_{days}")(ActivityCount(f"activities_{days}", label, within=days))
attributes.add("open_todos")(OpenTodos("open_todos", gettext_lazy("할 일 있음")))
attributes.add("late_todos")(OpenTodos("late_todos", gettext_lazy("늦은 할 일 있음"), late=True))
attributes.add("activity_kinds")(
    Linked(
        "activity_kinds", gettext_lazy("한 활동의 종류"), "kind_id", options=_codes(KINDS),
        rows=lambda: Activity.objects.filter(occurred_at__isnull=False, customer__isnull=False),
        key="customer_id",
    )
)  # fmt: skip
attributes.add("signals")(
    Linked(
        "signals", gettext_lazy("시장 신호"), "code_id", options=_codes(SIGNALS),
        rows=lambda: MARKED.objects.filter(activity__customer__isnull=False),
        key="activity__customer",
    )
)  # fmt: skip
attributes.add("contact_purposes")(
    Linked(
        "contact_purposes", gettext_lazy("접촉목적"), "purpose_id", options=_codes(PURPOSES),
        rows=lambda: Activity.objects.filter(occurred_at__isnull=False, customer__isnull=False),
        key="customer_id",
    )
)  # fmt: skip
