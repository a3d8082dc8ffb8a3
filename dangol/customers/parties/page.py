"""What the page of one customer shows, gathered once per request."""

from typing import NamedTuple

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dangol.accounts.requests import UserRequest
from dangol.codes.custom import shown_value
from dangol.codes.queries import custom_fields, label_of
from dangol.customers.parties.birthdays import written_day
from dangol.customers.parties.models import Customer
from dangol.customers.parties.queries import customer_page_of, places_of, points_of, reachability_of
from dangol.customers.registry import Panel, Tab, panels, tabs
from dangol.kit.korean.addresses import mask_address
from dangol.kit.korean.emails import mask_email
from dangol.kit.korean.identifiers import format_business_number, format_corporate_number
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.workspace.queries import people

RECORD = "customers.customer"
REVEAL = "customers.reveal_customer"


class Fact(NamedTuple):
    """One line of the profile; `is_hidden` while it is shown masked."""

    label: str
    text: str
    note: str = ""
    href: str = ""
    is_hidden: bool = False


def customer_of(request: UserRequest, pk: int, verb: str = "view") -> Customer:
    """The customer of an address; 404 when the user may not see (change, delete) it."""
    customer = customer_page_of(request.user, pk, verb)
    if customer is None:
        raise Http404
    return customer


def facts_of(customer: Customer, *, reveal: bool) -> list[Fact]:
    """The profile: how to reach the customer and what is known, masked unless revealed."""
    return [*_contacts(customer, reveal), *_known(customer, reveal), *_own(customer)]


def _contacts(customer: Customer, reveal: bool) -> list[Fact]:
    points, places = points_of(customer), places_of(customer)
    found = []
    for point in points:
        if point.medium == "email":
            text = point.value if reveal else mask_email(point.value)
            href = f"mailto:{point.value}" if reveal else ""
        else:
            text = format_phone(point.value) if reveal else mask_phone(point.value)
            href = f"tel:{point.value}" if reveal else ""
            text = f"{text} ({_('내선')} {point.extension})" if point.extension else text
        label = _("팩스") if point.medium == "fax" else _LABELS.get(point.use, "")
        label = label if point.medium != "email" else _("이메일")
        found.append(Fact(str(label), text, _("대표") if point.is_main else "", href, not reveal))
    for place in places:
        text = f"{place.postcode} {place}".strip() if reveal else mask_address(place.place) or "***"
        found.append(Fact(_("주소"), text, place.get_use_display(), "", not reveal))
    way = reachability_of(points, places)
    return [*found, Fact(_("연락처 충실도"), way.text)]


_LABELS = {
    "mobile": _l("휴대전화"),
    "work": _l("직장 전화"),
    "home": _l("자택 전화"),
    "other": _l("전화"),
}


def _known(customer: Customer, reveal: bool) -> list[Fact]:
    birthday = written_day(customer.birth_on, customer.birth_calendar)
    if birthday and not reveal:
        birthday = f"{birthday[:4]}-**-**"
    calendar = customer.get_birth_calendar_display() if birthday else ""
    number = format_corporate_number(customer.corporate_number)
    rows = [
        Fact(_("생년월일"), birthday, calendar, "", not reveal),
        Fact(_("성별"), customer.get_sex_display()),
        Fact(_("법정대리인"), customer.guardian),
        Fact(_("사업자번호"), format_business_number(customer.business_number)),
        Fact(_("법인번호"), number),
        Fact(_("대표자"), customer.representative),
        Fact(_("업태"), customer.industry),
        Fact(_("종목"), customer.line),
        Fact(_("홈페이지"), customer.homepage, "", customer.homepage),
        Fact(_("알게 된 경로"), label_of(customer.source_id), label_of(customer.last_source_id)),
        Fact(_("수집 출처"), customer.source_note, f"{customer.collected_on or ''}"),
        Fact(_("의사결정"), customer.decision_process),
        Fact(_("메모"), customer.memo),
    ]
    return [row for row in rows if row.text]


def _own(customer: Customer) -> list[Fact]:
    """The office's own fields that have a value."""
    found = []
    for field in custom_fields(RECORD):
        value = customer.custom.get(field.key)
        if value is None:
            continue
        if field.kind == "person":
            shown = staff_name(value)
        elif field.kind == "won":
            shown = f"₩{value:,}"
        else:
            shown = str(shown_value(field, value))
        found.append(Fact(field.label, shown, "", shown if field.kind == "link" else ""))
    return found


def staff_name(user_id: int | None) -> str:
    """The name of a member of staff, from the list the process keeps."""
    wanted = str(user_id)
    return next((str(option.label) for option in people() if option.value == wanted), "")


def panels_for(request: UserRequest, customer: Customer, *, at_once: bool) -> list[SafeString]:
    """The cards of apps above, those that are allowed and have something to show.

    Those the page draws itself, or all the others. Each is drawn with its own context, by its
    names and together as `panel`.
    """
    found = []
    ordered = sorted((panel for _name, panel in panels), key=lambda panel: panel.order)
    for panel in (panel for panel in ordered if panel.at_once == at_once):
        if _allowed(request, panel) and (context := panel.context(request, customer)) is not None:
            whole = {"customer": customer, **context, "panel": context}
            found.append(render_to_string(panel.template, whole, request))
    return found


def tabs_for(request: UserRequest) -> list[tuple[str, Tab]]:
    """The tabs of the middle column that are allowed, in order."""
    ordered = sorted(tabs, key=lambda pair: pair[1].order)
    return [(name, tab) for name, tab in ordered if _allowed(request, tab)]


def _allowed(request: UserRequest, part: Panel | Tab) -> bool:
    return not part.permission or request.user.has_perm(part.permission)
