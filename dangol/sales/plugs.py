"""What sales hangs into the customer's page, the menu, the search, segments and activities."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.accounts.requests import UserRequest
from dangol.activities.registry import EntryGroup, Linked, LinkKind, groups, links, standings
from dangol.codes.registry import (
    CodeDefault,
    CodeGroup,
    NumberedRecord,
    custom_records,
    numbered_records,
)
from dangol.codes.registry import groups as code_groups
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import (
    Glance,
    Glimpse,
    Panel,
    attributes,
    bulk_actions,
    columns,
    glances,
    panels,
    parts,
)
from dangol.kit.access import declare, declare_record
from dangol.kit.conditions import Linked as LinkedAttribute
from dangol.kit.conditions import Option, options_of
from dangol.kit.lists import BulkAction, Column
from dangol.kit.money import won
from dangol.kit.search import matching_ids
from dangol.messaging.reports import DealFact, deals_of
from dangol.sales.dealers import importing as _dealer_imports  # noqa: F401 - fills the registry
from dangol.sales.dealers import lists as _dealing  # noqa: F401 - fills the registry
from dangol.sales.importing import importer as _imports  # noqa: F401 - fills the registry
from dangol.sales.leads import handing as _handing  # noqa: F401 - fills the registry
from dangol.sales.leads import handoff_lists as _handoffs  # noqa: F401 - fills the registry
from dangol.sales.leads import importing as _lead_imports  # noqa: F401 - fills the registry
from dangol.sales.leads import lists as _leads  # noqa: F401 - fills the registry
from dangol.sales.leads import reports as _lead_reports  # noqa: F401 - fills the registry
from dangol.sales.pipeline import lists as _declared  # noqa: F401 - fills the registry
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by, every_stage, stage_row
from dangol.sales.pipeline.suggesting import suggestions_to
from dangol.sales.pipeline.views import hand_over
from dangol.sales.planning import importing as _plan_imports  # noqa: F401 - fills the registry
from dangol.sales.planning import lists as _planned  # noqa: F401 - fills the registry
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import coming_for
from dangol.sales.planning.services import hand_over_planned
from dangol.sales.reporting import effort as _effort  # noqa: F401 - fills the registry
from dangol.sales.reporting import funnel as _funnel  # noqa: F401 - fills the registry
from dangol.sales.reporting import results as _results  # noqa: F401 - fills the registry
from dangol.sales.rivals import lists as _rivals  # noqa: F401 - fills the registry
from dangol.sales.rivals import move_lists as _moves  # noqa: F401 - fills the registry
from dangol.sales.rivals import plugs as _rival_plugs  # noqa: F401 - fills the registry
from dangol.sales.territories import importing as _area_imports  # noqa: F401 - fills the registry
from dangol.sales.territories import reports as _area_reports  # noqa: F401 - fills the registry
from dangol.sales.territories.models import CustomerTerritory, Territory
from dangol.sales.territories.services import assign_by_territory, take_assignment_back
from dangol.sales.winback import importing as _win_back_imports  # noqa: F401 - fills the registry
from dangol.sales.winback import lists as _winning_back  # noqa: F401 - fills the registry
from dangol.sales.winback import reports as _win_rates  # noqa: F401 - fills the registry
from dangol.workspace.registry import Action, Hit, MenuItem, Search, actions, menu, searches

RECORD = "sales.deal"
VIEW, ADD = "sales.view_deal", "sales.add_deal"
MANAGE, LEADS = "sales.manage_pipelines", "sales.manage_leads"
TERRITORIES, DEALERS = "sales.manage_territories", "sales.manage_dealers"

declare_record("sales", "deal", _("거래"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"))
declare_record("sales", "lead", _("가망고객"), export=_("내보내기"))
declare_record("sales", "plannedsale", _("영업기획"), export=_("내보내기"))
declare_record("sales", "winback", _("윈백"), export=_("내보내기"))
declare_record(
    "sales", "dealregistration", _("거래 등록"), export=_("내보내기"), approve=_("승인과 반려")
)
declare(DEALERS, _("대리점과 대리점이 보는 범위 관리"), group=_("거래 등록"))
declare(LEADS, _("웹 양식과 배정 규칙 관리"), group=_("가망고객"))
declare(TERRITORIES, _("권역을 나누고 고객을 배정"), group=_("권역"))
declare(MANAGE, _("파이프라인과 영업단계 관리"), group=_("거래"))
custom_records.add(RECORD)(_("거래"))
custom_records.add("sales.plannedsale")(_("영업기획"))
custom_records.add("sales.lead")(_("가망고객"))
custom_records.add("sales.winback")(_("윈백"))
custom_records.add("sales.dealregistration")(_("거래 등록"))
numbered_records.add(RECORD)(NumberedRecord(_("거래번호"), "D-{yy}{seq:05}"))
code_groups.add("lost_reason")(
    CodeGroup(
        _("실주 사유"),
        [
            CodeDefault("price", _("가격"), "amber"),
            CodeDefault("rival", _("경쟁사 선택"), "red"),
            CodeDefault("budget", _("예산 없음"), "slate"),
            CodeDefault("timing", _("시기가 맞지 않음"), "blue"),
            CodeDefault("feature", _("기능·품질 부족"), "violet"),
            CodeDefault("contact", _("연락 끊김"), "slate"),
            CodeDefault("dropped", _("계획 취소"), "slate"),
        ],
    )
)
groups.add("deals")(EntryGroup(_("거래"), ("sales.",)))


def _of_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = deals_seen_by(request.user).filter(customer=customer).order_by("-pk")
    return {"deals": list(rows[:8]), "may_add": request.user.has_perm(ADD)}


def _plans_of(request: UserRequest, customer: Customer) -> dict[str, Any]:
    plans = coming_for(request.user, customer)
    return {"plans": plans, "may_add": request.user.has_perm("sales.add_plannedsale")}


def _suggested(request: UserRequest, customer: Customer) -> dict[str, Any] | None:
    """Left out for those who bought nothing, or have all there is to offer."""
    found = suggestions_to(customer)
    return {"suggested": found, "may_add": request.user.has_perm(ADD)} if found else None


panels.add("deals")(
    Panel("sales/customer_deals.html", _of_customer, permission=VIEW, order=10, at_once=True)
)
panels.add("suggestions")(
    Panel("sales/customer_suggestions.html", _suggested, permission=VIEW, order=14)
)
panels.add("planned_sales")(
    Panel("sales/customer_plans.html", _plans_of, permission="sales.view_plannedsale", order=11)
)


def _stages() -> list[Option]:
    return [Option(str(row.id), row.name, row.id, row.color) for row in every_stage()]


attributes.add("deal_status")(
    LinkedAttribute(
        "deal_status", _("거래 상태"), "status", options=options_of(Deal.Status),
        rows=Deal.objects.all, key="customer_id",
    )
)  # fmt: skip
attributes.add("deal_stage")(
    LinkedAttribute(
        "deal_stage", _("진행 중인 거래의 단계"), "stage_id", options=_stages,
        rows=lambda: Deal.objects.filter(status=Deal.Status.OPEN), key="customer_id",
    )
)  # fmt: skip


def _territories() -> list[Option]:
    rows = Territory.objects.order_by("order", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


attributes.add("territory")(
    LinkedAttribute(
        "territory", _("권역"), "territory_id", options=_territories,
        rows=CustomerTerritory.objects.all, key="customer_id",
    )
)  # fmt: skip
columns.add("territory")(Column("territory", _("권역"), value="territory_place__territory__name"))
parts.add("territory")(CustomerTerritory)


def _found(user: User, ids: Iterable[int]) -> Mapping[int, Linked]:
    rows = deals_seen_by(user).filter(pk__in=list(ids)).only("pk", "title")
    return {row.pk: Linked(row.title, row.get_absolute_url()) for row in rows}


links.add(RECORD)(LinkKind(_("거래"), "kanban", _found))


@deals_of.add("sales")
def _telling(user: User, ids: Sequence[int]) -> Mapping[int, DealFact]:
    """Of each customer the deal in progress, else the last one, with its stage (F105)."""
    rows = deals_seen_by(user).filter(customer__in=ids).order_by("opened_on", "pk")
    found: dict[int, Deal] = {}
    for row in rows.only("title", "customer", "status", "stage"):
        held = found.get(row.customer_id)
        if held is None or row.is_open or not held.is_open:
            found[row.customer_id] = row
    return {pk: DealFact(row.title, _stage_name(row), row.get_absolute_url())
            for pk, row in found.items()}  # fmt: skip


def _stage_name(row: Deal) -> str:
    stage = stage_row(row.stage_id)
    return stage.name if stage else ""


@standings.add("sales")
def _in_progress(user: User, ids: Iterable[int]) -> Mapping[int, list[Linked]]:
    """The open deals of each customer, for whoever takes the customer over."""
    rows = deals_seen_by(user).filter(customer__in=list(ids), status=Deal.Status.OPEN)
    found: dict[int, list[Linked]] = {}
    for row in rows.order_by("-amount").only("title", "customer", "stage", "amount"):
        text = f"{row.title} · {_stage_name(row)} · {won(row.amount)}"
        found.setdefault(row.customer_id, []).append(Linked(text, row.get_absolute_url()))
    return found


menu.add("leads")(
    MenuItem("sales", _("가망고객"), "sales:lead_list", "inbox", "sales.view_lead", 9)
)
actions.add("lead_take")(
    Action(
        _("가망고객 적기"),
        "sales:lead_take",
        "inbox",
        _("리드 문의 소개"),
        "sales.add_lead",
        panel=True,
    )
)
menu.add("win_back")(
    MenuItem("sales", _("윈백"), "sales:win_back_board", "rotate-ccw", "sales.view_winback", 12)
)
menu.add("planned_sales")(
    MenuItem(
        "sales", _("영업기획"), "sales:planned_sale_list", "calendar",
        "sales.view_plannedsale", 13,
    )
)  # fmt: skip
actions.add("plan_sale")(
    Action(
        _("영업기획 적기"), "sales:planned_sale_add", "calendar", _("추가 구매 재구매 계획"),
        "sales.add_plannedsale", panel=True,
    )
)  # fmt: skip
menu.add("board")(
    MenuItem("sales", _("파이프라인"), "sales:board", "kanban", VIEW, 10, tab=True, key="d")
)
menu.add("deals")(MenuItem("sales", _("거래"), "sales:deal_list", "handshake", VIEW, 11))
menu.add("rivals")(MenuItem("sales", _("경쟁사"), "sales:rival_list", "shield-alert", VIEW, 15))
settings_pages.add("pipelines")(
    SettingsPage("sales", _("파이프라인"), "sales:pipeline_list", "kanban", MANAGE)
)
menu.add("registrations")(
    MenuItem(
        "sales", _("거래 등록"), "sales:registration_list", "stamp",
        "sales.view_dealregistration", 14,
    )
)  # fmt: skip
settings_pages.add("dealers")(
    SettingsPage("sales", _("대리점"), "sales:dealer_settings", "handshake", DEALERS)
)
settings_pages.add("territories")(
    SettingsPage("sales", _("권역"), "sales:territory_list", "map-pin", TERRITORIES)
)
bulk_actions.add("territory")(
    BulkAction(
        "territory", _("권역대로 배정"), "map-pin", TERRITORIES, assign_by_territory,
        take_assignment_back,
        ask=_("권역의 사람이 맡고 있지 않은 고객만 옮깁니다."),
    )
)  # fmt: skip
actions.add("deal_open")(
    Action(_("거래 만들기"), "sales:deal_open", "kanban", _("새 거래 영업건 추가"), ADD, panel=True)
)


def _find(user: User, q: str, limit: int) -> Iterable[Deal]:
    rows = deals_seen_by(user)
    ids = matching_ids(rows, q, limit=limit)
    by_id = {row.pk: row for row in rows.filter(pk__in=ids).select_related("customer")}
    return [by_id[pk] for pk in ids if pk in by_id]


def _hit(row: Deal) -> Hit:
    note = f"{row.customer.name} · {won(row.amount)} · {row.number}"
    return Hit(row.pk, row.get_absolute_url(), row.title, note, icon="kanban")


def _recent(user: User) -> Any:
    return deals_seen_by(user).select_related("customer")


searches.add("deals")(Search(_("거래"), Deal, _find, _hit, rows=_recent, permission=VIEW, order=20))
handovers.add(RECORD)(
    Handover(
        _("진행 중인 거래"),
        lambda person: Deal.objects.filter(owner=person, status=Deal.Status.OPEN).count(),
        hand_over,
    )
)
handovers.add("sales.plannedsale")(
    Handover(
        _("영업기획"),
        lambda person: PlannedSale.objects.filter(owner=person, status="planned").count(),
        hand_over_planned,
    )
)


def _glance(user: User, customer: Any, limit: int) -> list[Glimpse]:
    rows = deals_seen_by(user).filter(customer=customer, status=Deal.Status.OPEN)
    rows = rows.order_by("-amount", "-pk")[:limit]
    return [
        Glimpse(row.title, f"{_stage_name(row)} · {won(row.amount)}", row.get_absolute_url())
        for row in rows
    ]


glances.add("deals")(Glance(_("진행 중인 거래"), "kanban", _glance, VIEW, 20))
