"""윈백률 (F4): of the win-backs that ended, how many came back, after how many tries."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, Sum, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import label_of
from dangol.sales.pipeline.queries import end_of
from dangol.sales.reporting.results import SALES, ratio
from dangol.sales.rivals.queries import names_of
from dangol.sales.winback.models import WinBack
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW = "sales.view_winback"
GROUPINGS: dict[str, tuple[str | Promise, str, Callable[[Any], str]]] = {
    "reason": (_("실주 사유"), "deal__lost_reason_id", label_of),
    "owner": (_("담당"), "owner_id", person_name),
    "rival": (_("이긴 경쟁사"), "deal__lost_to_id", str),
}


def _sums(days: Days) -> dict[str, Any]:
    """What became of win-backs by the end of the period.

    Won is what stood so then, also if it was taken up again since, and what was written down
    later as won by then.
    """
    was_won = Q(stood__status="won")
    won = was_won | Q(new_deal__status="won", new_deal__closed_on__lte=days.last)
    amount = Case(When(was_won, then="stood__amount"), default="new_deal__amount")
    return {
        "back": Count("pk", filter=Q(status="won")),
        "lost": Count("pk", filter=Q(status="lost")),
        "tries": Sum("attempts", default=0),
        "won": Count("pk", filter=won),
        "amount": Sum(amount, filter=won, default=0),
    }


def ended_in(user: User, asked: Asked) -> "QuerySet[WinBack]":
    """Win-backs the person sees that ended in the period; `stood` is their deals at its end."""
    days, ids = asked["period"], asked["staff"].ids
    end = end_of(days.last)
    lasted = Q(new_deal__states__until=None) | Q(new_deal__states__until__gt=end)
    stood = FilteredRelation(
        "new_deal__states", condition=lasted & Q(new_deal__states__at__lte=end)
    )
    rows = WinBack.objects.visible_to(user).filter(ended_on__range=(days.first, days.last))
    rows = rows.annotate(stood=stood).order_by()
    return rows if ids is None else rows.filter(owner_id__in=ids)


def rates(user: User, asked: Asked) -> Figures:
    """Win-backs that ended in a period, by what was asked for; two queries."""
    label, field, named = GROUPINGS[asked["by"]]
    rows, sums = ended_in(user, asked), _sums(asked["period"])
    told: Any = rows.values(of=F(field)).annotate(**sums)
    found: list[dict[str, Any]] = list(told)
    if asked["by"] == "rival":
        named = names_of(line["of"] for line in found).__getitem__
    found.sort(key=lambda line: (-line["back"], -line["lost"], str(line["of"])))
    of_all = rows.aggregate(**sums)
    measures = (
        Measure("back", _t("되찾음")), Measure("lost", _t("포기")),
        Measure("rate", _t("윈백률"), "percent", heat=True),
        Measure("tries", _t("평균 시도"), "score"),
        Measure("won", _t("수주")), Measure("amount", _t("수주 금액"), "won"),
    )  # fmt: skip
    lines = tuple(
        Row(str(line["of"] or ""), named(line["of"]) if line["of"] else _t("(적지 않음)"),
            _cells(line), _page_of(asked["by"], line["of"]))
        for line in found
    )  # fmt: skip
    table = Table(
        "win_backs", _t("윈백률"), str(label), (Group("", "", measures),), lines,
        total=Row("total", _t("합계"), _cells(of_all)) if lines else None, head_key=asked["by"],
    )  # fmt: skip
    return Figures((table,), _sentence(of_all))


def _page_of(grouping: str, key: Any) -> str:
    """The competitor's own page, where lines are competitors."""
    return reverse("sales:rival_detail", args=[key]) if grouping == "rival" and key else ""


def _cells(line: dict[str, Any]) -> tuple[Cell, ...]:
    ended = line["back"] + line["lost"]
    values = (
        line["back"], line["lost"], ratio(100 * line["back"], ended), ratio(line["tries"], ended),
        line["won"], line["amount"],
    )  # fmt: skip
    return tuple(map(Cell, values))


def _sentence(of_all: dict[str, Any]) -> str:
    ended = of_all["back"] + of_all["lost"]
    if not ended:
        return _t("이 기간에 끝난 윈백이 없습니다.")
    text = _t("끝난 윈백 %(ended)s건 가운데 %(back)s건을 되찾았습니다(%(rate)s%%).")
    rate = ratio(100 * of_all["back"], ended)
    return text % {"ended": ended, "back": of_all["back"], "rate": f"{rate:g}"}


reports.add("win_backs")(
    Report(
        _("윈백률"),
        permission=VIEW,
        help=_(
            "기간에 끝난 윈백을 되찾음과 포기로 나누어 봅니다. 윈백률은 끝난 것 가운데 되찾은 "
            "몫이고, 수주는 다시 연 거래가 기간의 끝 날까지 수주된 것입니다. 나중에 거래를 "
            "다시 열어도 지난 기간의 숫자는 같습니다."
        ),
        asks=(
            Period("period", _("기간"), default="year"),
            Staff("staff", _("담당"), permission=VIEW),
            Pick("by", _("나누기"),
                 options=lambda: [(key, each[0]) for key, each in GROUPINGS.items()]),
        ),
        figures=rates,
        section=SALES,
        order=13,
    )
)  # fmt: skip
