"""Segments, 자동영업알림 and automation of the demo company, with what they did last night."""

from datetime import date, timedelta

from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.alerts.models import AlertRule, AlertRun
from dangol.activities.alerts.services import Line, run_alerts, switch_rules, write_rules
from dangol.automation.engine import carry_out, plan_rounds
from dangol.automation.models import RuleRun
from dangol.automation.registry import presets
from dangol.automation.services import save_rule, switch_rule
from dangol.codes.queries import code_by_key
from dangol.config.demo.writing import at
from dangol.customers.models import Customer
from dangol.segments.models import Segment
from dangol.segments.services import add_members, refresh_all, save_segment

GUESTS = 12
# of grade VIP by telephone, mail and visit: at least every so many days
CELLS = (("vip", "call", 45), ("vip", "visit", 120), ("a", "call", 120))
STAGES = (("prospect", "call", 150), ("target", "mail", 180))
ROUNDS = 2  # days of automation that have passed


def fill_segments(today: date) -> None:
    """Four segments of the marketer's and one list of guests, counted."""
    marketer = User.objects.get(username="marketer")
    grade = code_by_key("customer_grade", "vip")
    wanted = [
        ("VIP 고객", "등급이 VIP인 고객", [("grade", "is", [str(grade.id)])]) if grade else None,
        ("문자 동의한 잠재고객", "광고 문자를 받아도 되는 잠재고객",
         [("stage", "is", ["prospect"]), ("permit_sms", "is", ["1", "2"])]),
        ("멀어진 단골", "구매한 적이 있는데 휴면·이탈로 넘어간 고객",
         [("stage", "is", ["customer"]), ("recency", "is", ["dormant", "left"])]),
    ]  # fmt: skip
    for name, description, leaves in filter(None, wanted):
        tree = [{"field": field, "op": op, "value": value} for field, op, value in leaves]
        save_segment(
            name=name, description=description, condition={"all": tree}, is_shared=True,
            actor=marketer,
        )  # fmt: skip
    guests = save_segment(
        name="가을 시음회 초대 명단",
        description="매장에서 손으로 고른 손님",
        kind=Segment.Kind.STATIC,
        is_shared=True,
        actor=marketer,
    )
    chosen = Customer.objects.filter(stage="customer").order_by("-last_contact_at", "pk")
    ids = list(chosen.values_list("pk", flat=True)[:GUESTS])
    add_members(guests, Customer.objects.filter(pk__in=ids), actor=marketer)
    refresh_all(at=timezone.now())


def fill_alerts(today: date) -> None:
    """The sheet of rules, switched on, and the pass of last night."""
    admin = User.objects.get(username="admin")
    lines = []
    for grade_key, kind_key, days in CELLS:
        grade, kind = (
            code_by_key("customer_grade", grade_key),
            code_by_key("activity_kind", kind_key),
        )
        if grade and kind:
            lines.append(Line("", grade.id, kind.id, days))
    for stage, kind_key, days in STAGES:
        if kind := code_by_key("activity_kind", kind_key):
            lines.append(Line(stage, None, kind.id, days))
    write_rules(lines, actor=admin)
    switch_rules(AlertRule.objects.all(), on=True, actor=admin)
    run = run_alerts(at=at(today, 1), tell=lambda percent, text: None)
    AlertRun.objects.filter(pk=run.pk).update(finished_at=run.at + timedelta(seconds=2))


def fill_rules(today: date) -> None:
    """Three rules made from the presets, and their rounds of the last days."""
    admin = User.objects.get(username="admin")
    for name in ("birthday", "welcome", "quiet"):
        preset = presets[name]
        rule = save_rule(
            name=str(preset.label),
            trigger=preset.trigger,
            trigger_values=dict(preset.trigger_values),
            condition=dict(preset.condition),
            actions=[{"action": key, "values": _plain(values)} for key, values in preset.actions],
            is_once=preset.once,
            actor=admin,
        )
        switch_rule(rule, is_on=True, actor=admin, at=at(today - timedelta(days=ROUNDS), 8))
    for back in range(ROUNDS, 0, -1):
        moment = at(today - timedelta(days=back), 10)
        plan_rounds(at=moment)
        for run in RuleRun.objects.filter(status=RuleRun.Status.WAITING).order_by("pk"):
            carry_out(run.pk, at=moment)


def _plain(values: object) -> dict[str, object]:
    """The texts of a preset as they read in Korean."""
    assert isinstance(values, dict)  # noqa: S101
    return {
        name: value if value is None or isinstance(value, int | bool | str) else str(value)
        for name, value in values.items()
    }
