"""Every complaint, those that wait for a decision first found by the menu of the bar."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import code_of, codes_of
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.conditions import Choice, Moment, Option, Text, Won, YesNo, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui

_COLORS = {"none": "slate", "asked": "amber", "approved": "green", "refused": "red"}
_GRAVE = {0: "slate", 1: "amber", 2: "orange", 3: "red"}


def _subject(row: Complaint, look: Look) -> SafeString:
    """The way to the ticket: a complaint has no page of its own, as `look.link` would have it."""
    url = reverse("helpdesk:ticket_detail", args=[row.ticket_id])
    return format_html(
        '<span class="cut"><a href="{}" data-open-row>{}</a><br>'
        '<small class="mute num">{}</small></span>',
        url, look.mark(row.ticket.subject), row.ticket.number,
    )  # fmt: skip


def _status(row: Complaint, look: Look) -> SafeString:
    return format_html(
        '<span class="badge {}">{}</span>', _COLORS[row.status], row.get_status_display()
    )


def _severity(row: Complaint, look: Look) -> SafeString:
    label = Ticket.Severity(row.ticket.severity).label
    return format_html('<span class="badge {}">{}</span>', _GRAVE[row.ticket.severity], label)


def _cause(row: Complaint, look: Look) -> Any:
    code = code_of(row.cause_id)
    return code.label if code else ui.DASH


def _causes() -> list[Option]:
    return [Option(str(code.id), code.label, code.id) for code in codes_of("complaint_cause")]


class ComplaintList(RecordList):
    """Every complaint whose ticket the person may see."""

    key = "helpdesk.complaint"
    model = Complaint
    url_name = "helpdesk:complaint_list"
    title = _("불만·클레임")
    unit = _("%(n)s건")
    quick = ("status", "cause", "severity")
    default_columns = ("subject", "customer", "severity", "cause", "repeat", "amount", "status")
    default_sort = "-opened_at"
    empty_title = _("아직 불만이 없습니다.")
    empty_text = _("티켓의 ‘불만 처리’에서 심각도와 원인, 보상을 적으면 여기에 모입니다.")
    first_steps = (FirstStep(_("티켓 보기"), "helpdesk:ticket_list", "helpdesk.view_ticket"),)
    columns = (
        Column("subject", _("티켓"), _subject, main=True, value="ticket__subject",
               reads=("ticket_id", "ticket__subject", "ticket__number", "ticket__severity")),
        Column("customer", _("고객"), lambda row, _look: row.customer.name
               if row.customer else ui.DASH, reads=("customer_id", "customer__name"),
               value="customer__name"),
        Column("opened_at", _("접수일시"), lambda row, _look: ui.when(row.opened_at),
               sort="-opened_at"),
        Column("severity", _("심각도"), _severity, reads=("ticket__severity",),
               value="ticket__severity", text=lambda v: str(Ticket.Severity(v).label)),
        Column("cause", _("원인"), _cause, reads=("cause_id",), value="cause__label"),
        Column("repeat", _("재발"), lambda row, _look: format_html(
            '<span class="badge red">{}</span>', _("재발")) if row.earlier_id else "",
               reads=("earlier_id",), value="earlier_id"),
        Column("amount", _("보상 금액"), lambda row, _look: won(row.amount), align="r num",
               text=won),
        Column("status", _("보상"), _status, phone="end",
               text=lambda v: str(Complaint.Status(v).label)),
        Column("action", _("재발 방지"), lambda row, look: look.mark(row.action[:80])),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("status", _("보상"), options=options_of(Complaint.Status)),
        Choice("cause", _("원인"), "cause_id", options=_causes),
        Choice("severity", _("심각도"), "ticket__severity", options=options_of(Ticket.Severity)),
        Moment("opened_at", _("접수일시")),
        Won("amount", _("보상 금액")),
        YesNo("is_first", _("처음 온 불만"), "earlier__isnull"),
        Text("product", _("상품"), "ticket__product__name"),
        Text("customer", _("고객"), "customer__name"),
    )

    @cached_property
    def right(self) -> Any:
        """Complaints go by the rights of tickets."""
        return lambda verb: f"helpdesk.{verb}_ticket"
