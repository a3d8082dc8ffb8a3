"""발신 결과: customers reached, tries, results and hand-overs of call lists, per list and agent."""

from collections import Counter, defaultdict
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import codes_of
from dangol.helpdesk.outbound.models import DialList, DialTry
from dangol.helpdesk.outbound.services import NOBODY, WRONG
from dangol.helpdesk.reports.queries import bounds
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period, Pick
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "helpdesk.view_diallist"
WAYS = {"list": _("콜 명단"), "agent": _("건 사람")}


def outbound_report(user: User, asked: Asked) -> Figures:
    """Tries of a period: how many, how many talked, and every result by its code."""
    start, end = bounds(asked["period"])
    rows = DialTry.objects.filter(
        at__gte=start, at__lt=end, target__dial_list__in=DialList.objects.visible_to(user)
    )
    if asked["list"]:
        rows = rows.filter(target__dial_list=asked["list"])
    by = asked["by"]
    column = {"list": "target__dial_list_id", "agent": "agent_id"}[by]
    counts: dict[Any, Counter[int]] = defaultdict(Counter)
    for key, result, n in rows.order_by().values_list(column, "result").annotate(Count("pk")):
        counts[key][result] += n
    used = {result for one in counts.values() for result in one}
    codes = [code for code in codes_of("call_result", retired=True) if code.id in used]
    names = dict(DialList.objects.values_list("pk", "name")) if by == "list" else {}
    lines = [
        Row(str(key), names.get(key) or person_name(key), _cells(one, codes, _behind(asked, key)))
        for key, one in counts.items()
    ]
    lines.sort(key=lambda line: line.label)
    whole: Counter[int] = sum(counts.values(), Counter())
    total = Row("total", _t("합계"), _cells(whole, codes, _behind(asked)))
    measures = (
        Measure("tries", _t("시도")), Measure("talked", _t("통화함")),
        Measure("rate", _t("통화 비율"), "percent"),
        *(Measure(f"r{code.id}", code.label) for code in codes),
    )  # fmt: skip
    table = Table(
        "outbound", _t("발신 결과"), str(WAYS[by]), (Group("", "", measures),), tuple(lines), total,
        head_key=by,
    )  # fmt: skip
    return Figures((table,), _sentence(total))


def _behind(asked: Asked, key: Any = None) -> str:
    """The address of the tries of a period, of one line of the report."""
    pairs = [("at.between", day.isoformat()) for day in asked["period"]]
    wanted = {"dial_list": asked["list"]} if asked["list"] else {}
    if key:
        wanted[{"list": "dial_list", "agent": "agent"}[asked["by"]]] = key
    return f"{reverse('helpdesk:dial_tries')}?{urlencode([*pairs, *wanted.items()])}"


def _cells(counts: Counter[int], codes: list[Any], url: str) -> tuple[Cell, ...]:
    tries = sum(counts.values())
    talked = [code.id for code in codes if code.key not in (*NOBODY, WRONG)]
    talks = sum(counts[pk] for pk in talked)
    behind_talks = url + "".join(f"&result={pk}" for pk in talked)
    return (
        Cell(tries, url),
        Cell(talks, behind_talks),
        Cell(round(100 * talks / tries, 1) if tries else None, behind_talks),
        *(Cell(counts[code.id], f"{url}&result={code.id}") for code in codes),
    )


def _sentence(total: Row) -> str:
    tries, talked = (cell.value for cell in total.cells[:2])
    if not tries:
        return _t("이 기간에 건 전화가 없습니다.")
    return _t("%(tries)s번 걸어 %(talked)s번 통화했습니다.") % {
        "tries": f"{tries:,}", "talked": f"{talked:,}"
    }  # fmt: skip


def _lists() -> list[tuple[str, Any]]:
    rows = DialList.objects.order_by("-pk").values_list("pk", "name")[:100]
    return [("", _("모든 명단")), *((str(pk), name) for pk, name in rows)]


reports.add("outbound")(
    Report(
        _("발신 결과"),
        permission=VIEW,
        help=_("콜 명단으로 건 전화의 시도, 통화한 비율, 결과입니다."),
        asks=(
            Period("period", _("기간")),
            Pick("by", _("나누기"), options=lambda: list(WAYS.items())),
            Pick("list", _("콜 명단"), options=_lists),
        ),
        figures=outbound_report,
        section=_("서비스 보고서"),
        order=33,
    )
)
