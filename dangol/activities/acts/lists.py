"""The lists of to-dos and of what was done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import KINDS, PURPOSES, kind_of, medium_ids
from dangol.activities.acts.many import complete_many, move_many, reassign_many
from dangol.activities.acts.models import Activity, KindRule
from dangol.activities.acts.oneline.words import HOUR
from dangol.activities.acts.queries import owners_of_work, sees_customer
from dangol.activities.acts.services import move_activity, reopen
from dangol.activities.acts.signals import MARKED, SIGNALS, signals_of
from dangol.activities.acts.times import end_of
from dangol.activities.templatetags.activities import due_of
from dangol.codes.queries import codes_of, label_of
from dangol.customers.models import Customer
from dangol.kit.conditions import (
    Asker,
    Attribute,
    Choice,
    Linked,
    Moment,
    Number,
    Option,
    Person,
    Text,
    options_of,
)
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.korean.dates import parse_datetime
from dangol.kit.korean.names import mask_name
from dangol.kit.lists import BulkAction, Column, Edit, FirstStep, Look, Outcome, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import person_name

CHANGE = "activities.change_activity"


@dataclass(frozen=True)
class DueState(Choice):
    """지연 · 오늘 · 이번 주 · 나중: where a to-do stands from now, on the index of `due_at`."""

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        if op in ("empty", "filled"):
            return self.compare(op, value)
        now, day = timezone.now(), end_of(asker.today)
        week = end_of(asker.today + timedelta(days=6 - asker.today.weekday()))
        spans = {
            "late": Q(due_at__lt=now),
            "today": Q(due_at__gte=now, due_at__lte=day),
            "week": Q(due_at__gt=day, due_at__lte=week),
            "later": Q(due_at__gt=max(day, week)),
        }
        found = Q(*(spans[item] for item in value), _connector=Q.OR)
        return found if op == "is" else ~found


@dataclass(frozen=True)
class MediumOf(Choice):
    """접촉매체: the kinds that belong to it."""

    def stored(self, value: Any, asker: Asker) -> list[Any]:
        return [pk for medium in value for pk in medium_ids(medium)]


def _codes(group: str) -> Any:
    return lambda: [
        Option(str(row.id), row.label, row.id, row.color) for row in codes_of(group, retired=True)
    ]


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


COMMON: list[Attribute] = [
    Choice("kind", _("종류"), "kind_id", options=_codes(KINDS)),
    Choice("purpose", _("접촉목적"), "purpose_id", options=_codes(PURPOSES)),
    Person("owner", _("담당"), "owner_id", options=_people),
    MediumOf("medium", _("접촉 매체"), "kind_id", options=options_of(KindRule.Medium)),
    Choice("priority", _("우선순위"), options=options_of(Activity.Priority)),
    Text("title", _("제목")),
    Text("text", _("내용")),
    Text("result", _("결과")),
    Number("customer", _("고객 번호(id)"), "customer_id"),
    Number("minutes", _("시간(분)")),
    Text("made_by_rule", _("만든 규칙")),
    Moment("created_at", _("등록일")),
]


def _called(row: Activity, look: Look) -> SafeString:
    kind = kind_of(row.kind_id)
    text = row.title or row.text.partition("\n")[0][:80] or (kind.label if kind else "")
    mark = format_html(
        '<span class="mark" data-kind="{}" title="{}">{}</span>',
        kind.mark if kind else "",
        kind.label if kind else "",
        ui.icon(kind.icon if kind else "activity"),
    )
    auto = (
        format_html(' <span class="badge violet">{}{}</span>', ui.icon("bell-ring"), _("자동"))
        if row.made_by_rule
        else ""
    )
    return format_html(
        '<span class="row">{}<span class="cut">{}{}</span></span>', mark, look.link(row, text), auto
    )


def _customer(row: Activity, look: Look) -> Any:
    """The name with a link where the user may open it; rows come from a visible customer or own."""
    customer = row.customer
    if customer is None:
        return ui.DASH
    if not sees_customer(look.user, customer):
        is_company = customer.kind == Customer.Kind.COMPANY
        return customer.name if is_company else mask_name(customer.name)
    return format_html('<a href="{}">{}</a>', customer.get_absolute_url(), look.mark(customer.name))


def _owner(row: Activity, _look: Look) -> SafeString:
    name = person_name(row.owner_id)
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _due(row: Activity, _look: Look) -> Any:
    return due_of(row)


def _check(row: Activity, _look: Look) -> SafeString:
    return format_html(
        '<a class="btn ghost icon sm" data-panel href="{}" aria-label="{}">{}</a>',
        reverse("activities:activity_complete", args=[row.pk]),
        _("완료"),
        ui.icon("circle-check"),
    )


def _move_cell(record: Activity, text: str, *, actor: User) -> Activity:
    moment = parse_datetime(text)
    if moment is None:
        raise Refused(str(_("날짜를 2026-03-02처럼 적으세요. 시각은 뒤에 14:00처럼 붙입니다.")))
    has_hour = HOUR.search(text) is not None
    return move_activity(record, due=moment if has_hour else moment.date(), actor=actor)


def _due_text(row: Activity) -> str:
    local = timezone.localtime(row.due_at)
    return f"{local:%Y-%m-%d}" if row.is_all_day else f"{local:%Y-%m-%d %H:%M}"


def _direction(value: str) -> str:
    return str(Activity.Direction(value).label) if value else ""


def _when(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


SHARED = (
    Column("customer", _("고객"), _customer, value="customer__name",
           reads=("customer__name", "customer__kind", "customer__owner_id"), phone="under"),
    Column("number", _("고객번호"), value="customer__number"),
    Column("counterpart", _("상대"), value="counterpart__name"),
    Column("kind", _("종류"), lambda row, _l: label_of(row.kind_id), reads=("kind_id",),
           value="kind__label", alike=True),
    Column("purpose", _("접촉목적"), lambda row, _l: label_of(row.purpose_id) or ui.DASH,
           reads=("purpose_id",), value="purpose__label", alike=True),
    Column("owner", _("담당"), _owner, reads=("owner_id",), value="owner__name", alike=True),
    Column("minutes", _("시간(분)"), align="r num"),
    Column("priority", _("우선순위"), alike=True, text=lambda v: str(Activity.Priority(v).label)),
    Column("text", _("내용")),
    Column("next_step", _("다음 단계")),
    Column("created_at", _("등록일"), lambda row, _l: ui.when(row.created_at), text=_when),
)  # fmt: skip
MAIN = Column(
    "title", _("활동"), _called, main=True,
    reads=("title", "text", "kind_id", "made_by_rule"),
)  # fmt: skip


class MoveForm(Form):
    """Which day they move to."""

    due = forms.DateField(label=_("새 기한"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class WorkerForm(Form):
    """Who does them from now on."""

    owner = forms.ModelChoiceField(User.objects.none(), label=_("새 담당"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners_of_work(self.user)


def _complete(rows: "QuerySet[Activity]", values: dict[str, Any], *, actor: User) -> Outcome:
    ids = complete_many(rows, at=timezone.now(), actor=actor)
    return Outcome(len(ids), before=ids)


def _open_again(before: list[int], *, actor: User) -> int:
    rows = list(Activity.objects.done().filter(pk__in=before))
    for row in rows:
        reopen(row, actor=actor)
    return len(rows)


def _move(rows: "QuerySet[Activity]", values: dict[str, Any], *, actor: User) -> Outcome:
    due = forms.DateField().clean(values["due"])
    before = [
        [pk, at.isoformat(), whole]
        for pk, at, whole in rows.values_list("pk", "starts_at", "is_all_day")
        if at
    ]
    return Outcome(len(move_many(rows, due=due, actor=actor)), before=before)


def _move_back(before: list[Any], *, actor: User) -> int:
    by_id = Activity.objects.open().in_bulk([pk for pk, _at, _whole in before])
    for pk, text, whole in before:
        if row := by_id.get(pk):
            at = datetime.fromisoformat(text)
            due: date | datetime = timezone.localdate(at) if whole else at
            move_activity(row, due=due, actor=actor)
    return len(by_id)


def _hand(rows: "QuerySet[Activity]", values: dict[str, Any], *, actor: User) -> Outcome:
    to = owners_of_work(actor).filter(pk=values["owner"]).first()
    if to is None:
        raise Refused(str(_("이 담당에게는 넘길 수 없습니다. 다른 담당을 골라 주세요.")))
    before = list(rows.exclude(owner=to).values_list("pk", "owner_id"))
    return Outcome(len(reassign_many(rows, to=to, actor=actor)), before=before)


def _hand_back(before: list[Any], *, actor: User) -> int:
    done = 0
    for person in User.objects.filter(pk__in={owner for _pk, owner in before}, is_active=True):
        ids = [pk for pk, owner in before if owner == person.pk]
        done += len(reassign_many(Activity.objects.filter(pk__in=ids), to=person, actor=actor))
    return done


class TodoList(RecordList):
    """Every open to-do the user may see, soonest first."""

    key = "activities.todo"
    model = Activity
    url_name = "activities:todo_list"
    title = _("할 일")
    quick = ("when", "kind", "owner", "purpose")
    default_sort = "due"
    default_columns = ("title", "customer", "due", "done", "owner", "purpose")
    empty_title = _("할 일이 없습니다.")
    empty_text = _("고객 화면에서 ‘다음 주 화 재통화’처럼 적으면 여기에 모입니다.")
    first_steps = (FirstStep(_("할 일 더하기"), "activities:todo_add", "activities.add_activity"),)
    columns = (
        MAIN,
        Column("due", _("기한"), _due, reads=("due_at", "is_all_day", "starts_at", "status"),
               sort="due_at",
               value="due_at", text=_when, phone="end", edit=Edit(_move_cell, _due_text)),
        Column("done", _("완료"), _check, reads=("id",), exported=False),
        *SHARED,
    )  # fmt: skip
    attributes = (
        DueState("when", _("언제"), "due_at", options=lambda: [
            Option("late", _("지연")), Option("today", _("오늘")),
            Option("week", _("이번 주")), Option("later", _("나중")),
        ]),
        Moment("due_at", _("기한")),
        *COMMON,
    )  # fmt: skip
    bulk = (
        BulkAction("complete", _("완료"), "check", CHANGE, _complete, _open_again),
        BulkAction("move", _("기한 옮기기"), "calendar", CHANGE, _move, _move_back, MoveForm),
        BulkAction("hand", _("담당 바꾸기"), "user-round-check", CHANGE, _hand, _hand_back,
                   WorkerForm),
    )  # fmt: skip

    def rows(self, user: User) -> "QuerySet[Activity]":
        return Activity.objects.visible_to(user).open()


def _signals(row: Activity, _look: Look) -> SafeString:
    marks = ((code.color, code.label) for code in row.signals.all())
    return format_html_join(" ", '<span class="badge {}">{}</span>', marks)


def _signal_names(ids: list[int]) -> dict[int, str]:
    found = signals_of(ids)
    return {pk: ", ".join(row.label for row in rows) for pk, rows in found.items()}


class ActivityList(RecordList):
    """Everything that was done, newest first."""

    key = "activities.activity"
    model = Activity
    url_name = "activities:activity_list"
    title = _("활동 이력")
    quick = ("kind", "purpose", "owner", "signal")
    default_sort = "-occurred"
    default_columns = ("title", "customer", "occurred", "minutes", "purpose", "owner")
    empty_title = _("아직 기록한 활동이 없습니다.")
    empty_text = _("고객 화면이나 ⌘K ‘전화 기록’에서 한 줄로 적어 보세요.")
    first_steps = (FirstStep(_("전화 기록"), "activities:quick", "activities.add_activity"),)
    columns = (
        MAIN,
        Column("occurred", _("있었던 때"), lambda row, _l: ui.when(row.occurred_at),
               reads=("occurred_at",), sort="-occurred_at", value="occurred_at", text=_when,
               phone="end"),
        Column("recorded", _("기록한 때"), lambda row, _l: ui.when(row.recorded_at),
               reads=("recorded_at",), value="recorded_at", text=_when),
        Column("direction", _("방향"), text=_direction),
        Column("result", _("결과")),
        Column("signals", _("시장 신호"), _signals, reads=("id",), prefetch=("signals",),
               gather=_signal_names),
        *SHARED,
    )  # fmt: skip
    attributes = (
        Moment("occurred_at", _("있었던 때")),
        Moment("recorded_at", _("기록한 때")),
        Choice("direction", _("방향"), options=options_of(Activity.Direction)),
        Linked("signal", _("시장 신호"), "code_id", options=_codes(SIGNALS),
               rows=MARKED.objects.all, key="activity_id"),
        *COMMON,
    )  # fmt: skip

    def rows(self, user: User) -> "QuerySet[Activity]":
        return Activity.objects.visible_to(user).done()
