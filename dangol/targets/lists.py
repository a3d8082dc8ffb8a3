"""The lists of quotas and of commission statements."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Date, Moment, Person, Text, Won, YesNo
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.targets.models import Plan, Quota, Statement
from dangol.workspace.queries import people, person_name


def _whose(row: Quota) -> str:
    if row.department:
        return _t("%(name)s(부서)") % {"name": row.department.name}
    if row.territory:
        return _t("%(name)s(권역)") % {"name": row.territory.name}
    return person_name(row.owner_id)


class QuotaList(RecordList):
    """Quotas of the people, teams and territories the user may see."""

    key = "targets.quota"
    model = Quota
    url_name = "targets:quota_list"
    title = _("할당")
    unit = _("%(n)s건")
    quick = ("owner",)
    default_columns = ("owner", "month", "product", "amount")
    default_sort = "-month"
    empty_title = _("아직 할당이 없습니다.")
    empty_text = _("한 해의 금액을 열두 달에 나누거나, 파일로 가져오세요.")
    first_steps = (FirstStep(_("한 해 나누기"), "targets:quota_spread", "targets.add_quota"),)
    columns = (
        Column("owner", _("누구"), lambda row, look: look.link(row, _whose(row)),
               reads=("owner_id", "department__name", "territory__name"), value="owner__name",
               main=True),
        Column("department", _("부서"), reads=("department__name",), value="department__name"),
        Column("territory", _("권역"), reads=("territory__name",), value="territory__name"),
        Column("month", _("달"), text=lambda value: f"{value:%Y.%m}" if value else "",
               sort="-month", phone="under"),
        Column("product", _("상품"), reads=("product__name",), value="product__name"),
        Column("amount", _("할당 금액"), text=won, align="r num", phone="end"),
    )  # fmt: skip
    attributes = (
        Person("owner", _("담당"), "owner_id", options=people),
        Date("month", _("달")),
        Won("amount", _("할당 금액")),
        Text("department", _("부서"), "department__name"),
        Text("territory", _("권역"), "territory__name"),
        Text("product", _("상품"), "product__name"),
    )


def _people(row: Plan, look: Look) -> str:
    return ", ".join(sorted(person.name for person in row.people.all()))


def _people_of(ids: list[int]) -> dict[int, str]:
    """The names of each plan's people, for export."""
    found: dict[int, list[str]] = {}
    rows = Plan.people.through.objects.filter(plan__in=ids).order_by("user__name")
    for plan, name in rows.values_list("plan", "user__name"):
        found.setdefault(plan, []).append(name)
    return {pk: ", ".join(names) for pk, names in found.items()}


def _name(row: Plan, look: Look) -> SafeString:
    badges = [(_("소급"), "blue", row.is_retroactive), (_("쓰지 않음"), "slate", not row.is_active)]
    shown = [(hue, text) for text, hue, is_so in badges if is_so]
    marks = format_html_join("", ' <span class="badge {}">{}</span>', shown)
    return format_html("{}{}", look.link(row, row.name), marks)


def _yes(value: Any) -> str:
    return _t("예") if value else _t("아니요")


class PlanList(RecordList):
    """Commission plans, for those who manage them."""

    key = "targets.plan"
    model = Plan
    url_name = "targets:plan_list"
    title = _("커미션 규칙")
    unit = _("%(n)s개")
    quick = ("is_active", "is_retroactive")
    default_columns = ("name", "tiers", "cap", "people")
    empty_title = _("아직 커미션 규칙이 없습니다.")
    empty_text = _("규칙을 하나 만들면 달마다 명세를 만들 수 있습니다.")
    first_steps = (FirstStep(_("규칙 더하기"), "targets:plan_add", "targets.manage_commission"),)
    columns = (
        Column("name", _("이름"), _name, reads=("name", "is_retroactive", "is_active"), main=True),
        Column("tiers", _("구간"), lambda row, _look: ", ".join(row.steps)),
        Column("is_retroactive", _("소급"), text=_yes),
        Column("cap", _("한도(원)"), text=lambda value: "" if value is None else won(value),
               align="r num", phone="end"),
        Column("people", _("적용할 사람"), _people, reads=("id",), prefetch=("people",),
               gather=_people_of, phone="under"),
        Column("is_active", _("사용"), text=_yes),
    )  # fmt: skip
    attributes = (
        YesNo("is_active", _("사용")),
        YesNo("is_retroactive", _("소급")),
        Text("name", _("이름")),
        Text("person", _("적용할 사람"), "people__name"),
        Won("cap", _("한도(원)")),
    )

    def rows(self, user: Any) -> Any:
        return Plan.objects.all()

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Whoever manages commission sees and exports its plans."""
        return lambda verb: "targets.manage_commission"


def _state(row: Statement, look: Look) -> SafeString:
    colour, text = ("green", _("승인")) if row.approved_at else ("amber", _("초안"))
    return format_html('<span class="badge {}">{}</span>', colour, text)


def _month(value: Any) -> str:
    return f"{value:%Y.%m}" if value else ""


class StatementList(RecordList):
    """Commission statements of the people the user may see."""

    key = "targets.statement"
    model = Statement
    url_name = "targets:statement_list"
    title = _("커미션 명세")
    unit = _("%(n)s건")
    quick = ("owner",)
    default_columns = ("owner", "month", "sold", "quota", "earned", "adjusted", "approved_at")
    empty_title = _("아직 명세가 없습니다.")
    empty_text = _("규칙과 할당을 정한 뒤 달을 골라 명세를 만듭니다.")
    first_steps = (FirstStep(_("커미션 보기"), "targets:commission", "targets.view_statement"),)
    columns = (
        Column("owner", _("담당"), lambda row, look: look.link(row, person_name(row.owner_id)),
               reads=("owner_id",), value="owner__name", main=True),
        Column("month", _("달"), text=_month, phone="under"),
        Column("plan", _("규칙"), reads=("plan__name",), value="plan__name"),
        Column("sold", _("수주"), text=won, align="r num"),
        Column("quota", _("할당"), text=won, align="r num"),
        Column("earned", _("이 달의 커미션"), text=won, align="r num", phone="end"),
        Column("adjusted", _("지난 달 조정"), text=won, align="r num"),
        Column("approved_at", _("상태"), _state, text=lambda at: _t("승인") if at else _t("초안")),
        Column("approved_by", _("승인한 사람"), reads=("approved_by__name",),
               value="approved_by__name"),
    )  # fmt: skip
    attributes = (
        Person("owner", _("담당"), "owner_id", options=people),
        Date("month", _("달")),
        Won("sold", _("수주")),
        Won("earned", _("이 달의 커미션")),
        Text("plan", _("규칙"), "plan__name"),
        Moment("approved_at", _("승인 일시")),
    )
