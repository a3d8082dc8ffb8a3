"""채팅 현황: how many wrote, how soon they were answered, who gave up, what the bot took off."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.chat.models import ChatSite, Conversation
from dangol.chat.queries import VIEW
from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.reports.spread import ALL, Seconds, Spread, spread_by
from dangol.helpdesk.surveys.queries import points
from dangol.workspace.queries import people, person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Pairs, Period, Pick
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

WAYS = {"day": _("날짜"), "hour": _("시"), "agent": _("담당"), "site": _("채팅 사이트")}
Status = Conversation.Status
CLOSED = Q(status=Status.CLOSED)
ANSWERED = Q(answered_at__isnull=False)
COUNTS = {
    "n_chats": Count("pk"),
    "n_answered": Count("pk", filter=ANSWERED),
    "n_gone": Count("pk", filter=CLOSED & Q(answered_at=None, asked_at__isnull=False)),
    "n_talked": Count("pk", filter=CLOSED & ANSWERED),
    "n_seconds": Sum(Seconds("answered_at", "closed_at"), filter=CLOSED & ANSWERED),
    "n_bot": Count("pk", filter=Q(bot_at__isnull=False)),
    "n_alone": Count("pk", filter=CLOSED & Q(bot_at__isnull=False, asked_at=None)),
    "n_tickets": Count("ticket"),
}


class Line(NamedTuple):
    """What one row of the report is made of."""

    counts: dict[str, Any]
    wait: Spread | None
    score: float | None


def chat_report(user: User, asked: Asked) -> Figures:
    """Talks begun in a period by day, hour, agent or site; merged ones are one."""
    by = asked["by"]
    rows = _by(_begun(user, asked), by)
    waits = spread_by(rows, "asked_at", "answered_at", "by")
    scores = _scores(rows, "by")
    found = list(rows.values("by").annotate(**COUNTS))  # type: ignore[misc]  # expressions by name
    names = _names(by, [row["by"] for row in found])
    kept = _kept(asked)
    lines = [
        Row(str(row["by"]), names[row["by"]],
            _cells(Line(row, waits.get(row["by"]), scores.get(row["by"])),
                   _narrowed(kept, by, row["by"])))
        for row in sorted(found, key=lambda row: (row["by"] is None, str(names[row["by"]])))
    ]  # fmt: skip
    whole = rows.aggregate(**COUNTS)
    wait = waits.get(ALL)
    total = Row("total", _t("합계"), _cells(Line(whole, wait, _scores(rows).get(ALL)), kept))
    table = Table(
        "chats", _t("채팅 현황"), str(WAYS[by]), _groups(), tuple(lines), total, head_key=by
    )
    series = ((_t("대화"), tuple(float(row.cells[0].value or 0) for row in lines)),)  # type: ignore[arg-type]  # cells of this report hold numbers
    # the year is said by the period; it would leave no room for the day
    heads = tuple(row.label[5:] if by == "day" else row.label for row in lines)
    chart = Chart(_t("대화"), heads, series, unit=_t("건"))
    note = _t(
        "포기는 상담원을 기다리다 답을 받지 못하고 끝난 대화입니다. 열려 있는 대화는 세지 않습니다."
    )
    return Figures((table,), _sentence(whole, wait), chart, (note,))


def _begun(user: User, asked: Asked) -> QuerySet[Conversation]:
    start, end = bounds(asked["period"])
    rows = Conversation.objects.visible_to(user).filter(
        began_at__gte=start, began_at__lt=end, merged_into=None
    )
    for name in ("site", "agent"):
        if asked[name]:
            rows = rows.filter(**{name: int(asked[name])})
    return rows.order_by()


def _kept(asked: Asked) -> Pairs:
    """What the list of chats is asked, to show those that are counted."""
    pairs = [("began_at.between", day.isoformat()) for day in asked["period"]]
    return [*pairs, *((name, asked[name]) for name in ("site", "agent") if asked[name])]


def _narrowed(kept: Pairs, by: str, key: Any) -> Pairs:
    """The same of one row."""
    if by == "day":
        others = [pair for pair in kept if pair[0] != "began_at.between"]
        return [*others, *[("began_at.between", key.isoformat())] * 2]
    others = [pair for pair in kept if pair[0] != by]
    return [*others, (f"{by}.empty", "") if key is None else (by, str(key))]


def _behind(kept: Pairs, *more: str) -> str:
    pairs = [*kept, *((name, value) for name, _sign, value in (one.partition("=") for one in more))]
    return f"{reverse('chat:chat_list')}?{urlencode(pairs)}"


def _by(rows: QuerySet[Conversation], by: str) -> QuerySet[Conversation]:
    zone = timezone.get_current_timezone()
    columns = {
        "day": TruncDate("began_at", tzinfo=zone),
        "hour": ExtractHour("began_at", tzinfo=zone),
        "agent": F("agent_id"),
        "site": F("site_id"),
    }
    return rows.annotate(by=columns[by])


def _scores(rows: QuerySet[Conversation], column: str = "") -> dict[Any, float]:
    """The mean score of 100 by a column, or of all, where somebody gave one."""
    given = rows.filter(messages__survey__score__isnull=False)
    mean = Avg("messages__survey__score")
    if not column:
        found = given.aggregate(mean=mean)["mean"]
        return {} if found is None else {ALL: points(found) or 0}
    return {key: points(found) or 0 for key, found in given.values_list(column).annotate(mean=mean)}


def _names(by: str, keys: list[Any]) -> dict[Any, str]:
    if by == "site":
        return dict(ChatSite.objects.filter(pk__in=keys).values_list("pk", "name"))
    if by == "agent":
        return {key: person_name(key) if key else _t("정하지 않음") for key in keys}
    return {key: f"{key:02}" if by == "hour" else f"{key:%Y-%m-%d}" for key in keys}


def _groups() -> tuple[Group, ...]:
    return (
        Group("", _t("건수"), (
            Measure("chats", _t("대화"), heat=True), Measure("answered", _t("답함")),
            Measure("gone", _t("포기")), Measure("abandonment", _t("포기율"), "percent"),
            Measure("tickets", _t("티켓이 됨")),
        )),
        Group("wait", _t("첫 응답(분)"), (
            Measure("median", _t("중앙값"), "score"), Measure("p90", _t("90%"), "score"),
        )),
        Group("talk", _t("대화(분)"), (Measure("mean", _t("평균"), "score"),)),
        Group("score", _t("만족도"), (Measure("points", _t("100점"), "score"),)),
        Group("bot", _t("자동 응답"), (
            Measure("shown", _t("먼저 답함")), Measure("alone", _t("그것으로 끝남")),
        )),
    )  # fmt: skip


def _cells(line: Line, kept: Pairs) -> tuple[Cell, ...]:
    counts, wait, score = line
    answered, gone, talked = counts["n_answered"], counts["n_gone"], counts["n_talked"]
    ended = "status=closed"
    with_answer = _behind(kept, "answered_at.filled")
    given_up = _behind(kept, ended, "answered_at.empty", "asked_at.filled")
    return (
        Cell(counts["n_chats"], _behind(kept)), Cell(answered, with_answer), Cell(gone, given_up),
        Cell(round(100 * gone / (answered + gone), 1) if answered + gone else None, given_up),
        Cell(counts["n_tickets"], _behind(kept, "ticket.filled")),
        Cell(wait and round(wait.median / 60, 2), with_answer),
        Cell(wait and round(wait.p90 / 60, 2), with_answer),
        Cell(round(counts["n_seconds"] / talked / 60, 2) if talked else None,
             _behind(kept, ended, "answered_at.filled")),
        Cell(score, _behind(kept, "scored=yes")),
        Cell(counts["n_bot"], _behind(kept, "bot_at.filled")),
        Cell(counts["n_alone"], _behind(kept, ended, "bot_at.filled", "asked_at.empty")),
    )  # fmt: skip


def _sentence(whole: dict[str, Any], wait: Spread | None) -> str:
    if not whole["n_chats"]:
        return _t("이 기간에 시작한 대화가 없습니다.")
    text = _t("대화 %(chats)s건, 답한 것 %(answered)s건, 포기 %(gone)s건입니다.") % {
        "chats": f"{whole['n_chats']:,}", "answered": f"{whole['n_answered']:,}",
        "gone": f"{whole['n_gone']:,}",
    }  # fmt: skip
    if wait:
        text += " " + _t("첫 응답은 중앙값 %(minutes)s분입니다.") % {
            "minutes": f"{wait.median / 60:.1f}"
        }
    return text


def _sites() -> list[tuple[str, Any]]:
    rows = ChatSite.objects.order_by("name").values_list("pk", "name")
    return [("", _("모든 사이트")), *((str(pk), name) for pk, name in rows)]


def _agents() -> list[tuple[str, Any]]:
    return [("", _("모든 담당")), *((each.value, each.label) for each in people())]


reports.add("chats")(
    Report(
        _("채팅 현황"),
        permission=VIEW,
        help=_(
            "시작한 대화와 답한 대화, 기다리다 떠난 대화, 첫 응답까지 걸린 시간(정확한 백분위), "
            "만족도와 자동 응답을 봅니다. 볼 수 있는 대화만 셉니다."
        ),
        asks=(
            Period("period", _("기간")),
            Pick("by", _("나누기"), options=lambda: list(WAYS.items())),
            Pick("site", _("채팅 사이트"), options=_sites),
            Pick("agent", _("담당"), options=_agents),
        ),
        figures=chat_report,
        section=_("서비스 보고서"),
        order=33,
        wide=True,
    )
)
