"""How far each person keeps to the intervals of the matrix (F23)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.alerts.models import AlertRule, AlertShare
from dangol.kit.access import Scope
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports

VIEW = "activities.view_activity"
TARGET = 80  # percent, from which on a share is green


class Share(NamedTuple):
    """One cell: of so many customers so many were met in time."""

    rule: AlertRule
    owner_id: int
    customers: int
    in_time: int

    @property
    def percent(self) -> int:
        return self.in_time * 100 // self.customers if self.customers else 0

    @property
    def hue(self) -> str:
        if self.percent >= TARGET:
            return "green"
        return "amber" if self.percent >= TARGET // 2 else "red"


class PersonLine(NamedTuple):
    """One row of the page: a person and a cell per rule, None without such customers."""

    owner_id: int
    name: str
    cells: list[Share | None]
    total: Share


def shares_seen_by(user: User) -> "QuerySet[AlertShare]":
    """The shares of the people whose activities the user may see, as the last run counted them."""
    rows = AlertShare.objects.filter(rule__is_active=True)
    match user.scope_of(VIEW):
        case Scope.ALL:
            return rows
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            return rows.filter(owner__in=user.colleague_ids(scope))
        case Scope.OWN:
            return rows.filter(owner=user)
    return rows.none()


def compliance(user: User) -> tuple[list[AlertRule], list[PersonLine]]:
    """The columns and the lines of the report; two queries."""
    found = list(
        shares_seen_by(user)
        .select_related("rule__grade", "rule__kind")
        .order_by("rule__grade__order", "rule__kind__order", "rule")
    )
    rules = list({share.rule_id: share.rule for share in found}.values())
    by_owner: dict[int, dict[int, Share]] = {}
    for row in found:
        share = Share(row.rule, row.owner_id, row.customers, row.in_time)
        by_owner.setdefault(row.owner_id, {})[row.rule_id] = share
    lines = [_line(owner, cells, rules) for owner, cells in by_owner.items()]
    return rules, sorted(lines, key=lambda line: (line.total.percent, line.name))


def _line(owner: int, cells: dict[int, Share], rules: list[AlertRule]) -> PersonLine:
    customers = sum(share.customers for share in cells.values())
    in_time = sum(share.in_time for share in cells.values())
    total = Share(rules[0], owner, customers, in_time)
    return PersonLine(owner, person_name(owner), [cells.get(rule.pk) for rule in rules], total)


def _rows(user: Any, params: Mapping[str, str]) -> Iterable[Mapping[str, Any]]:
    _rules, lines = compliance(user)
    for line in lines:
        for share in filter(None, line.cells):
            yield {
                "person": line.name,
                "grade": str(share.rule.grade),
                "kind": str(share.rule.kind),
                "days": share.rule.days,
                "customers": share.customers,
                "in_time": share.in_time,
                "percent": share.percent,
            }


reports.add("alert_compliance")(
    Report(
        _("접촉 주기 지킴"),
        {
            "person": _("담당"),
            "grade": _("등급"),
            "kind": _("종류"),
            "days": _("주기(일)"),
            "customers": _("고객"),
            "in_time": _("주기 안"),
            "percent": _("지킴(%)"),
        },
        _rows,
        permission=VIEW,
        help=_("등급마다 정한 주기 안에 접촉한 고객의 비율입니다. 지난밤 기준입니다."),
    )
)
