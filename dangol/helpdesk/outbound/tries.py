"""Every time somebody called a customer of a list: the rows behind 발신 결과."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import code_of
from dangol.helpdesk.outbound.lists import dial_lists, results
from dangol.helpdesk.outbound.models import DialTarget, DialTry
from dangol.kit.conditions import Choice, Moment, Person, Text
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name


def _customer(row: DialTry, look: Look) -> SafeString:
    customer = row.target.customer
    return format_html(
        '<a class="cut" href="{}" data-open-row>{}</a>',
        customer.get_absolute_url(), look.mark(customer.name),
    )  # fmt: skip


def _result(row: DialTry, _look: Look) -> Any:
    code = code_of(row.result_id)
    if code is None:
        return ui.DASH
    return format_html('<span class="badge {}">{}</span>', code.color, code.label)


def _call(row: DialTry, _look: Look) -> Any:
    if row.call is None:
        return ui.DASH
    return format_html('<a href="{}">{}</a>', row.call.get_absolute_url(), _("통화 보기"))


class TryList(RecordList):
    """The tries at customers of lists the person may work with, newest first."""

    key = "helpdesk.dialtry"
    model = DialTry
    url_name = "helpdesk:dial_tries"
    title = _("콜 시도")
    unit = _("%(n)s번")
    quick = ("dial_list", "result", "agent")
    default_columns = ("customer", "result", "dial_list", "agent", "at", "call")
    default_sort = "-at"
    empty_title = _("아직 건 전화가 없습니다.")
    empty_text = _("콜 명단에서 ‘다음 고객’을 누르면 전화와 결과가 여기에 남습니다.")
    first_steps = (FirstStep(_("콜 명단 보기"), "helpdesk:dial_lists", "helpdesk.view_diallist"),)
    columns = (
        Column("customer", _("고객"), _customer, main=True, value="target__customer__name",
               reads=("target__customer_id", "target__customer__name", "target__customer__kind")),
        Column("result", _("결과"), _result, reads=("result_id",), value="result__label",
               alike=True, phone="end"),
        Column("dial_list", _("콜 명단"), lambda row, _look: row.target.dial_list.name,
               reads=("target__dial_list__name",), value="target__dial_list__name", alike=True),
        Column("agent", _("건 사람"), lambda row, _look: person_name(row.agent_id),
               reads=("agent_id",), value="agent__name", alike=True),
        Column("at", _("일시"), lambda row, _look: ui.when(row.at), sort="-at", phone="under"),
        Column("call", _("통화"), _call, reads=("call_id", "call__number", "call__key"),
               value="call_id"),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("dial_list", _("콜 명단"), "target__dial_list_id", options=dial_lists),
        Choice("result", _("결과"), "result_id", options=results),
        Person("agent", _("건 사람"), "agent_id", options=people),
        Moment("at", _("일시")),
        Text("customer", _("고객"), "target__customer__name"),
    )

    @cached_property
    def right(self) -> Any:
        """Tries go by the rights of lists."""
        return lambda verb: f"helpdesk.{verb}_diallist"

    def rows(self, user: Any) -> "QuerySet[Any]":
        return DialTry.objects.filter(target__in=DialTarget.objects.visible_to(user).values("pk"))
