"""답 없이 가장 많이 찾은 말: what readers miss, to write it next."""

from urllib.parse import urlencode

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.knowledge.finding.models import Missed
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Period
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

MOST = 100


def missed_report(user: User, asked: Asked) -> Figures:
    """The words of the period, most often first, by where they were looked for."""
    days = asked["period"]
    rows = Missed.objects.filter(on__range=(days.first, days.last))
    counted: dict[str, dict[str, int]] = {}
    for words, place, number in (
        rows.values_list("words", "place").annotate(number=Sum("count")).order_by()
    ):
        counted.setdefault(words, {})[place] = number
    best = sorted(counted.items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    lines = tuple(_line(words, found, asked) for words, found in best[:MOST])
    measures = (
        Measure("all", _t("합계"), heat=True),
        *(Measure(place.value, str(place.label)) for place in Missed.Place),
    )
    table = Table(
        "missed", _t("답 없이 가장 많이 찾은 말"), _t("찾은 말"), (Group("", "", measures),), lines,
        head_key="words",
    )  # fmt: skip
    whole = sum(sum(found.values()) for found in counted.values())
    return Figures((table,), _sentence(whole, len(counted), best[0][0] if best else ""))


def _line(words: str, found: dict[str, int], asked: Asked) -> Row:
    days = asked["period"]

    def behind(**more: str) -> str:
        pairs = {"words": words, "from": days.first, "to": days.last, **more}
        return f"{reverse('knowledge:missed_list')}?{urlencode(pairs)}"

    cells = [Cell(sum(found.values()), behind())]
    cells += [
        Cell(found.get(place, 0), behind(place=place) if place in found else "")
        for place in Missed.Place.values
    ]
    write = f"{reverse('knowledge:article_add')}?{urlencode({'title': words})}"
    return Row(words, words, tuple(cells), write)


def _sentence(whole: int, different: int, first: str) -> str:
    if not whole:
        return _t("이 기간에는 답을 찾지 못한 검색이 없습니다.")
    said = {"n": f"{whole:,}", "m": f"{different:,}", "first": first}
    return (
        _t(
            "답을 찾지 못한 검색이 %(n)s번, 서로 다른 말 %(m)s가지입니다. 가장 많이 찾은 말은 "
            "‘%(first)s’입니다. 말을 누르면 그 제목으로 글을 씁니다."
        )
        % said
    )


reports.add("knowledge_missed")(
    Report(
        _("답 없이 가장 많이 찾은 말"),
        permission="knowledge.view_article",
        help=_(
            "지식창고와 도움말 사이트에서 찾았지만 답이 없던 말입니다. 다음에 쓸 글을 고르세요."
        ),
        asks=(Period("period", _("기간")),),
        figures=missed_report,
        section=_("서비스 보고서"),
        order=60,
    )
)
