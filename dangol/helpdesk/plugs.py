"""What the desk hangs into the frame, the customer's page, the search and the roles."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.accounts.requests import UserRequest
from dangol.activities.registry import EntryGroup, Linked, LinkKind, groups, links
from dangol.codes.registry import NumberedRecord, custom_records, numbered_records
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, attributes, panels
from dangol.helpdesk import told as _told  # noqa: F401 - fills the registries
from dangol.helpdesk.agents import jobs as _agent_jobs  # noqa: F401 - registers itself
from dangol.helpdesk.calls import plugs as _call_plugs  # noqa: F401 - fills the registries
from dangol.helpdesk.complaints import plugs as _complaints  # noqa: F401 - registers itself
from dangol.helpdesk.importing import importer as _importer  # noqa: F401 - registers itself
from dangol.helpdesk.mail import jobs as _mail_jobs  # noqa: F401 - fills the registries
from dangol.helpdesk.outbound import plugs as _outbound  # noqa: F401 - registers itself
from dangol.helpdesk.quality import plugs as _quality  # noqa: F401 - registers itself
from dangol.helpdesk.reports import figures as _figures  # noqa: F401 - registers itself
from dangol.helpdesk.reports import labels as _labels  # noqa: F401 - registers itself
from dangol.helpdesk.setup.queries import request_types, steps
from dangol.helpdesk.surveys import figures as _satisfaction  # noqa: F401 - registers itself
from dangol.helpdesk.surveys import jobs as _survey_jobs  # noqa: F401 - registers itself
from dangol.helpdesk.surveys import lists as _survey_lists  # noqa: F401 - registers itself
from dangol.helpdesk.surveys import preferences as _preferences  # noqa: F401 - registers itself
from dangol.helpdesk.tickets import jobs as _jobs  # noqa: F401 - registers itself
from dangol.helpdesk.tickets import lists as _declared  # noqa: F401 - registers itself
from dangol.helpdesk.tickets.assigning import hand_over_tickets
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.queries import tickets_of, tickets_seen_by
from dangol.kit.access import declare, declare_record
from dangol.kit.conditions import Linked as LinkedAttribute
from dangol.kit.conditions import Option
from dangol.kit.realtime import Topic, topics
from dangol.kit.search import matching_ids
from dangol.workspace.registry import (
    Action,
    Carry,
    Hit,
    MenuItem,
    Search,
    actions,
    carries,
    menu,
    searches,
)

RECORD = "helpdesk.ticket"
VIEW, ADD = "helpdesk.view_ticket", "helpdesk.add_ticket"
MANAGE = "helpdesk.manage_desk"

declare_record("helpdesk", "ticket", _("티켓"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"))
declare(MANAGE, _("상담 설정"), group=_("티켓"))
custom_records.add(RECORD)(_("티켓"))
numbered_records.add(RECORD)(NumberedRecord(_("티켓번호"), "T-{yy}{seq:05}"))
groups.add("tickets")(EntryGroup(_("티켓"), ("helpdesk.",)))
topics.add("desk")(Topic(lambda user, name: user.has_perm(VIEW)))
settings_pages.add("desk")(
    SettingsPage("service", _("상담"), "helpdesk:settings_home", "inbox", MANAGE)
)


def _of_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = tickets_of(customer, request.user)
    return {"tickets": rows, "may_add": request.user.has_perm(ADD)}


panels.add("tickets")(
    Panel("helpdesk/customer_tickets.html", _of_customer, permission=VIEW, order=20)
)


def _steps() -> list[Option]:
    return [Option(str(row.id), row.name, row.id, row.color) for row in steps()]


def _requests() -> list[Option]:
    return [Option(str(row.id), row.name, row.id) for row in request_types()]


attributes.add("ticket_step")(
    LinkedAttribute(
        "ticket_step", _("진행 중인 티켓의 단계"), "step_id", options=_steps,
        rows=lambda: Ticket.objects.filter(is_open=True), key="customer_id",
    )
)  # fmt: skip
attributes.add("ticket_request")(
    LinkedAttribute(
        "ticket_request", _("티켓 요청유형"), "request_type_id", options=_requests,
        rows=Ticket.objects.all, key="customer_id",
    )
)  # fmt: skip


def _found(user: User, ids: Iterable[int]) -> Mapping[int, Linked]:
    rows = tickets_seen_by(user).filter(pk__in=list(ids)).only("pk", "number", "subject")
    return {row.pk: Linked(f"{row.number} {row.subject}", row.get_absolute_url()) for row in rows}


links.add(RECORD)(LinkKind(_("티켓"), "ticket", _found))
menu.add("desk")(
    MenuItem("service", _("상담함"), "helpdesk:desk", "inbox", VIEW, 10, tab=True, key="s")
)
menu.add("tickets")(MenuItem("service", _("티켓"), "helpdesk:ticket_list", "ticket", VIEW, 11))
menu.add("surveys")(MenuItem("service", _("만족도 응답"), "helpdesk:survey_list", "star", VIEW, 19))
actions.add("ticket_open")(
    Action(
        _("티켓 등록"), "helpdesk:ticket_open", "ticket", _("새 상담 문의 접수"), ADD, panel=True
    )
)


carries.add("mail_ticket")(
    Carry("messaging.mailthread", _("→ 티켓"), "helpdesk:thread_to_ticket", "ticket", ADD, 20)
)
carries.add("mail_todo")(
    Carry(
        "messaging.mailthread", _("→ 업무"), "helpdesk:thread_to_todo", "square-check-big",
        "activities.add_activity", 10,
    )
)  # fmt: skip
carries.add("activity_ticket")(
    Carry("activities.activity", _("→ 티켓"), "helpdesk:activity_to_ticket", "ticket", ADD, 20)
)


def _find(user: User, q: str, limit: int) -> Iterable[Ticket]:
    rows = tickets_seen_by(user)
    ids = matching_ids(rows, q, limit=limit)
    by_id = {row.pk: row for row in rows.filter(pk__in=ids).select_related("customer")}
    return [by_id[pk] for pk in ids if pk in by_id]


def _hit(row: Ticket) -> Hit:
    name = row.customer.name if row.customer else row.writer_name
    return Hit(row.pk, row.get_absolute_url(), row.subject, f"{name} · {row.number}", icon="ticket")


def _recent(user: User) -> Any:
    return tickets_seen_by(user).select_related("customer")


searches.add("tickets")(
    Search(_("티켓"), Ticket, _find, _hit, rows=_recent, permission=VIEW, order=30)
)
handovers.add(RECORD)(
    Handover(
        _("진행 중인 티켓"),
        lambda person: Ticket.objects.filter(agent=person, is_open=True).count(),
        hand_over_tickets,
    )
)
