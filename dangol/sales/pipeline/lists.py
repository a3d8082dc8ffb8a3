"""The list of deals."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import code_of, codes_of
from dangol.kit.conditions import (
    Asker,
    Choice,
    Date,
    Moment,
    Number,
    Option,
    Options,
    Person,
    Search,
    Text,
    Won,
    options_of,
)
from dangol.kit.lists import Column, Edit, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.sales.pipeline.bulk import set_expected, set_owner
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import every_stage, is_stuck, pipelines, stage_row
from dangol.sales.pipeline.services import edit_deal
from dangol.workspace.queries import person_name


def stage_badge(stage_id: int) -> SafeString:
    """The stage as a coloured word."""
    row = stage_row(stage_id)
    if row is None:
        return format_html("{}", ui.DASH)
    return format_html('<span class="badge {}">{}</span>', row.color, row.name)


def _title(row: Deal, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.title),
        look.mark(row.customer.name),
    )


def _owner(row: Deal, look: Look) -> SafeString:
    name = person_name(row.owner_id)
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _expected(row: Deal, look: Look) -> Any:
    if not row.expected_on:
        return ui.DASH
    return ui.due(row.expected_on) if row.is_open else ui.day(row.expected_on)


def _since(row: Deal, look: Look) -> Any:
    now = timezone.now()
    days = _("%(n)s일") % {"n": row.days_in_stage(now)}
    if is_stuck(row, now=now):
        return format_html('<span class="badge amber">{}</span>', days)
    return days


def _codes(group: str) -> Options:
    return lambda: [
        Option(str(row.id), row.label, row.id, row.color) for row in codes_of(group, retired=True)
    ]


def _stage_options() -> list[Option]:
    return [Option(str(row.id), row.name, row.id, row.color) for row in every_stage()]


def _pipeline_options() -> list[Option]:
    return [Option(str(pk), name, pk) for pk, name in pipelines(retired=True)]


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _save(field: str) -> Any:
    def save(record: Deal, text: str, *, actor: User) -> Deal:
        values: dict[str, Any] = {field: text}
        return edit_deal(record, at=timezone.now(), actor=actor, **values)

    return save


def _label(group_id: int | None) -> str:
    row = code_of(group_id)
    return row.label if row else ""


class Weighted(Number):
    """금액 × 확률 in won (F48): what is small and unlikely can be left out of sight."""

    kind = "won"
    operators = {"gte": "one", "lte": "one", "between": "two"}

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        return [row.weighted for row in rows.select_related("stage")[:3]]

    def missing(self) -> Q:
        return Q(pk__in=[])

    def value_text(self, value: Any) -> str:
        return f"₩{value:,}"

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        chance = F("amount") * Coalesce("percent", "stage__percent")
        least, most = value if op == "between" else (value, value)
        above, below = GreaterThanOrEqual(chance, least * 100), LessThan(chance, (most + 1) * 100)
        return {"gte": Q(above), "lte": Q(below)}.get(op, Q(above) & Q(below))


class DealList(RecordList):
    """Every deal the user may see."""

    key = "sales.deal"
    model = Deal
    url_name = "sales:deal_list"
    title = _("거래")
    unit = _("%(n)s건")
    search = "search"
    search_hint = _("거래명·초성·거래번호·고객")
    quick = ("status", "stage", "owner", "kind")
    default_columns = (
        "title", "stage", "amount", "chance", "expected_on", "days", "owner", "forecast",
    )  # fmt: skip
    empty_title = _("아직 거래가 없습니다.")
    empty_text = _("이야기가 오가는 판매를 하나 적어 보세요.")
    first_steps = (FirstStep(_("거래 만들기"), "sales:deal_open", "sales.add_deal"),)
    columns = (
        Column("title", _("거래"), _title, reads=("title", "customer__name"), main=True),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name"),
        Column("number", _("거래번호"), lambda row, look: look.mark(row.number)),
        Column("status", _("상태"), text=lambda value: str(Deal.Status(value).label), alike=True),
        Column("stage", _("단계"), lambda row, _look: stage_badge(row.stage_id),
               reads=("stage_id",), value="stage__name", alike=True, phone="under"),
        Column("amount", _("예상 금액"), text=won, sort="-amount", align="r num", phone="end"),
        Column("chance", _("확률"), reads=("percent", "stage__percent"), align="r num",
               cell=lambda row, _look: f"{row.chance}%", value="percent"),
        Column("weighted", _("가중 금액"), lambda row, _look: won(row.weighted),
               reads=("amount", "percent", "stage__percent"), exported=False, align="r num"),
        Column("kind", _("구분"), text=lambda value: str(Deal.Kind(value).label), alike=True),
        Column("expected_on", _("마감 예정"), _expected, reads=("expected_on", "status"),
               sort="expected_on"),
        Column("days", _("단계에 머문 날"), _since, reads=("stage_since", "stage_id", "status"),
               exported=False, align="r num"),
        Column("forecast", _("예측"), text=lambda value: str(Deal.Forecast(value).label),
               alike=True, edit=Edit(_save("forecast"), lambda row: row.forecast,
                                     options_of(Deal.Forecast))),
        Column("owner", _("담당"), _owner, reads=("owner_id",), value="owner__name", alike=True),
        Column("opened_on", _("시작일"), text=lambda value: value and ui.day(value)),
        Column("closed_on", _("종료일"), text=lambda value: value and ui.day(value)),
        Column("cycle_days", _("걸린 날"), align="r num",
               text=lambda value: "" if value is None else _("%(n)s일") % {"n": value}),
        Column("source", _("유입 경로"), lambda row, _look: _label(row.source_id),
               reads=("source_id",), value="source__label", alike=True),
        Column("lost_reason", _("실주 사유"), lambda row, _look: _label(row.lost_reason_id),
               reads=("lost_reason_id",), value="lost_reason__label", alike=True),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Deal.Status)),
        Choice("stage", _("단계"), "stage_id", options=_stage_options),
        Choice("pipeline", _("파이프라인"), "pipeline_id", options=_pipeline_options),
        Person("owner", _("담당"), "owner_id", options=_people),
        Choice("kind", _("구분"), options=options_of(Deal.Kind)),
        Choice("forecast", _("예측"), options=options_of(Deal.Forecast)),
        Won("amount", _("예상 금액")),
        Weighted("weighted", _("가중 금액")),
        Number("percent", _("확률(직접 정한 것)")),
        Date("expected_on", _("마감 예정일")),
        Date("opened_on", _("시작일")),
        Date("closed_on", _("종료일")),
        Number("cycle_days", _("걸린 날")),
        Moment("stage_since", _("단계 시작")),
        Moment("created_at", _("등록일")),
        Choice("source", _("유입 경로"), "source_id", options=_codes("source")),
        Choice("lost_reason", _("실주 사유"), "lost_reason_id", options=_codes("lost_reason")),
        Text("title", _("거래명")),
        Text("number", _("거래번호")),
        Text("customer", _("고객"), "customer__name"),
        Text("customer_number", _("고객번호"), "customer__number"),
        Text("region", _("고객의 지역"), "customer__region"),
        Search("search", _("검색")),
    )
    bulk = (set_owner, set_expected)
