"""The customers of call lists: whom nobody reached, who said what, who may not be called."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.codes.queries import code_of, codes_of
from dangol.helpdesk.outbound.models import DialList, DialTarget
from dangol.kit.conditions import Choice, Moment, Number, Option, Person, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.messaging.templatetags.messaging import reason_label
from dangol.workspace.queries import people, person_name

_COLORS = {
    "waiting": "blue", "held": "violet", "done": "green", "failed": "amber", "refused": "red",
}  # fmt: skip
LISTS_OFFERED = 200


def _customer(row: DialTarget, look: Look) -> SafeString:
    return format_html(
        '<a class="cut" href="{}" data-open-row>{}</a>',
        row.customer.get_absolute_url(), look.mark(row.customer.name),
    )  # fmt: skip


def _status(row: DialTarget, _look: Look) -> SafeString:
    label = row.get_status_display()
    return format_html('<span class="badge {}">{}</span>', _COLORS[row.status], label)


def _result(row: DialTarget, _look: Look) -> Any:
    code = code_of(row.result_id)
    if code is None:
        return ui.DASH
    return format_html('<span class="badge {}">{}</span>', code.color, code.label)


def answers_text(answers: Any) -> str:
    """What was answered, step by step, on one line."""
    return " · ".join(f"{step}: {said}" for step, said in (answers or {}).items())


def dial_lists() -> list[Option]:
    """The newest call lists, to choose from."""
    rows = DialList.objects.order_by("-pk").values_list("pk", "name")[:LISTS_OFFERED]
    return [Option(str(pk), name, pk) for pk, name in rows]


def results() -> list[Option]:
    """The results of calls, retired ones too."""
    codes = codes_of("call_result", retired=True)
    return [Option(str(code.id), code.label, code.id, code.color) for code in codes]


class TargetList(RecordList):
    """Every customer of the lists the person may work with."""

    key = "helpdesk.dialtarget"
    model = DialTarget
    url_name = "helpdesk:dial_targets"
    title = _("콜 대상")
    unit = _("%(n)s명")
    quick = ("dial_list", "status", "result", "agent")
    default_columns = (
        "customer", "dial_list", "status", "result", "attempts", "agent", "answers", "note",
    )  # fmt: skip
    empty_title = _("콜 대상이 없습니다.")
    empty_text = _("콜 명단에 세그먼트를 고르거나 자동화의 해피콜 규칙을 켜면 고객이 오릅니다.")
    first_steps = (FirstStep(_("콜 명단 보기"), "helpdesk:dial_lists", "helpdesk.view_call"),)
    columns = (
        Column("customer", _("고객"), _customer, main=True, value="customer__name",
               reads=("customer_id", "customer__name", "customer__kind")),
        Column("dial_list", _("콜 명단"), lambda row, _look: row.dial_list.name,
               reads=("dial_list__name",), value="dial_list__name", alike=True),
        Column("status", _("상태"), _status, phone="end", alike=True,
               text=lambda v: str(DialTarget.Status(v).label)),
        Column("result", _("결과"), _result, reads=("result_id",), value="result__label",
               alike=True),
        Column("attempts", _("건 횟수"), align="r num"),
        Column("agent", _("건 사람"), lambda row, _look: person_name(row.agent_id)
               if row.agent_id else ui.DASH, reads=("agent_id",), value="agent__name", alike=True),
        Column("due_at", _("걸 때"), lambda row, _look: ui.when(row.due_at)),
        Column("answers", _("답"), lambda row, look: look.mark(answers_text(row.answers)[:120]),
               text=answers_text),
        Column("note", _("메모"), lambda row, look: look.mark(row.note[:80])),
        Column("reason", _("사유"), lambda row, _look: reason_label(row.reason)
               if row.reason else ui.DASH, text=reason_label, alike=True),
        Column("done_at", _("끝낸 때"), lambda row, _look: ui.when(row.done_at)),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Choice("dial_list", _("콜 명단"), "dial_list_id", options=dial_lists),
        Choice("status", _("상태"), options=options_of(DialTarget.Status)),
        Choice("result", _("결과"), "result_id", options=results),
        Person("agent", _("건 사람"), "agent_id", options=people),
        Number("attempts", _("건 횟수")),
        Moment("due_at", _("걸 때")),
        Moment("done_at", _("끝낸 때")),
        Text("customer", _("고객"), "customer__name"),
    )

    @cached_property
    def right(self) -> Any:
        """Customers of lists go by the rights of lists."""
        return lambda verb: f"helpdesk.{verb}_diallist"

    def rows(self, user: Any) -> "QuerySet[Any]":
        return DialTarget.objects.visible_to(user)
