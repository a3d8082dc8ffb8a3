"""What customers tell the apps below: rights, codes, numbers, menu, search, home, hand-over."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.accounts.requests import UserRequest
from dangol.audit.presenting import change_lines
from dangol.audit.queries import changes_of
from dangol.codes.registry import (
    CodeDefault,
    CodeGroup,
    NumberedRecord,
    custom_records,
    groups,
    numbered_records,
)
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.lifecycle.queries import recency_moves
from dangol.customers.lists import CustomerList
from dangol.customers.parties.models import Customer
from dangol.customers.parties.queries import customers_seen_by, files_of
from dangol.customers.parties.services import change_owner
from dangol.customers.registry import Tab, tabs
from dangol.kit.access import declare, declare_record
from dangol.kit.korean.names import mask_name
from dangol.kit.search import matching_ids
from dangol.workspace.comments.registry import Commentable, commentables
from dangol.workspace.comments.views import comments_context
from dangol.workspace.registry import (
    Action,
    Hit,
    MenuItem,
    Search,
    Widget,
    actions,
    menu,
    searches,
    widgets,
)

RECORD = "customers.customer"
VIEW, ADD = "customers.view_customer", "customers.add_customer"
CHANGE = "customers.change_customer"
RULES = "customers.manage_rules"

declare_record(
    "customers",
    "customer",
    _("고객"),
    export=_("내보내기"),
    bulk=_("한꺼번에 바꾸기"),
    merge=_("합치기"),
    reveal=_("가린 개인정보 보기"),
)
declare(RULES, _("단계·최근성 규칙과 동의 문구 관리"), group=_("고객"))

custom_records.add(RECORD)(_("고객"))
numbered_records.add(RECORD)(NumberedRecord(_("고객번호"), "C-{seq:06}"))
groups.add("customer_grade")(
    CodeGroup(
        _("고객 등급"),
        [
            CodeDefault("vip", "VIP", "amber"),
            CodeDefault("a", "A", "blue"),
            CodeDefault("b", "B", "slate"),
            CodeDefault("c", "C", "slate"),
        ],
        help=_("거래 규모나 관계에 따라 나눕니다. 적용일부터 바뀝니다."),
        by_preset={
            "b2c": [
                CodeDefault("vvip", "VVIP", "violet"),
                CodeDefault("vip", "VIP", "amber"),
                CodeDefault("good", _("우수"), "green"),
                CodeDefault("plain", _("일반"), "slate"),
            ],
            "non_profit": [
                CodeDefault("major", _("고액 후원자"), "amber"),
                CodeDefault("regular", _("정기 후원자"), "green"),
                CodeDefault("once", _("일시 후원자"), "blue"),
                CodeDefault("past", _("지난 후원자"), "slate"),
            ],
        },
    )
)
groups.add("source")(
    CodeGroup(
        _("알게 된 경로"),
        [
            CodeDefault("search", _("검색"), "green"),
            CodeDefault("referral", _("소개"), "violet"),
            CodeDefault("event", _("행사·전시"), "orange"),
            CodeDefault("ad", _("광고"), "amber"),
            CodeDefault("web", _("홈페이지 문의"), "blue"),
            CodeDefault("call", _("전화 문의"), "teal"),
            CodeDefault("visit", _("방문"), "slate"),
            CodeDefault("list", _("명단"), "slate"),
        ],
        by_preset={
            "non_profit": [
                CodeDefault("referral", _("소개"), "violet"),
                CodeDefault("street", _("거리 모금"), "orange"),
                CodeDefault("broadcast", _("방송"), "amber"),
                CodeDefault("web", _("홈페이지"), "blue"),
                CodeDefault("event", _("행사"), "green"),
            ]
        },
    )
)
groups.add("company_type")(
    CodeGroup(
        _("거래처 구분"),
        [
            CodeDefault("buyer", _("매출처"), "green"),
            CodeDefault("supplier", _("매입처"), "blue"),
            CodeDefault("agency", _("대리점"), "violet"),
            CodeDefault("reseller", _("리셀러"), "teal"),
            CodeDefault("partner", _("협력사"), "slate"),
            CodeDefault("competitor", _("경쟁업체"), "red"),
        ],
        help=_("한 회사에 여러 개를 붙일 수 있습니다."),
    )
)


commentables.add(RECORD)(
    Commentable(
        _("고객"),
        rows=customers_seen_by,
        title=lambda customer: customer.name,
        url=lambda customer: reverse("customers:customer_tab", args=[customer.pk, "comments"]),
        watchers=lambda customer: [customer.owner_id],
    )
)


def _comments(request: UserRequest, customer: Customer) -> dict[str, Any]:
    return comments_context(customer, request.user)


def _files(request: UserRequest, customer: Customer) -> dict[str, Any]:
    files = list(files_of(customer))
    return {"files": files, "may_change_files": request.user.has_perm(CHANGE)}


def _history(request: UserRequest, customer: Customer) -> dict[str, Any]:
    return {"lines": change_lines(list(changes_of(customer)[:100]))}


tabs.add("comments")(Tab(_("댓글"), "workspace/comments/comments.html", _comments, order=30))
tabs.add("files")(Tab(_("파일"), "customers/parties/files.html", _files, order=80))
tabs.add("history")(Tab(_("변경 이력"), "customers/parties/history.html", _history, order=90))


def _hand_over(person: User, to: User, actor: User | None) -> int:
    return change_owner(Customer.objects.filter(owner=person), owner=to, actor=actor)


handovers.add(RECORD)(
    Handover(_("고객"), lambda person: Customer.objects.filter(owner=person).count(), _hand_over)
)

menu.add("customers")(
    MenuItem(
        "customers", _("고객"), "customers:customer_list", "users", VIEW, 10, tab=True, key="c"
    )
)
menu.add("households")(
    MenuItem("customers", _("세대"), "customers:household_list", "house", VIEW, 20)
)
settings_pages.add("customer_rules")(
    SettingsPage("customers", _("고객 규칙"), "customers:rules", "sliders-horizontal", RULES)
)
actions.add("customer_register")(
    Action(
        _("고객 등록"),
        "customers:customer_register",
        "user-plus",
        _("새 고객 추가 만들기"),
        ADD,
        panel=True,
    )
)


def _find(user: User, q: str, limit: int) -> Iterable[Customer]:
    found = matching_ids(customers_seen_by(user), q, limit=limit)
    rows = {row.pk: row for row in _searched(user).filter(pk__in=found)}
    return [rows[pk] for pk in found if pk in rows]


def _searched(user: User) -> "QuerySet[Customer]":
    shown = ("pk", "name", "kind", "number", "company_name", "representative", "phone")
    return customers_seen_by(user).only(*shown)


def _hit(row: Customer) -> Hit:
    """The name and what tells it from its namesakes: company, last four digits, number."""
    beside = row.representative and mask_name(row.representative)
    parts = (row.company_name or beside, row.phone[-4:], row.number)
    note = " · ".join(part for part in parts if part)
    return Hit(row.pk, row.get_absolute_url(), row.name, note, avatar=row.name)


searches.add("customers")(
    Search(_("고객"), Customer, _find, _hit, rows=_searched, permission=VIEW, order=10)
)


def _my_customers(user: User) -> dict[str, Any]:
    mine = Customer.objects.filter(owner=user)
    fields = ("pk", "name", "kind", "stage", "company_name", "last_contact_at", "grade_id")
    steps = [step for step in CustomerList.first_steps if user.has_perm(step.permission)]
    return {"customers": list(mine.only(*fields).order_by("-pk")[:6]), "steps": steps}


def _moves(user: User) -> dict[str, Any]:
    today = timezone.localdate()
    return {"moves": recency_moves(user, since=today - timedelta(days=7))}


widgets.add("my_customers")(
    Widget("customers/home/my_customers.html", _my_customers, VIEW, 20, wide=True)
)
widgets.add("recency_moves")(Widget("customers/home/recency_moves.html", _moves, VIEW, 10))
