"""VOC reports: how kinds, products and causes move, and which words come up more than before."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.codes.models import Code
from dangol.helpdesk.models import Ticket
from dangol.kit.korean.text import fit_particles
from dangol.voc.models import Channel, Voice
from dangol.voc.queries import days_before, rising_words
from dangol.voc.sums import Sum, sums_by, word_counts
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick
from dangol.workspace.reports.shape import Cell, Chart, Figures, Group, Measure, Row, Table

VIEW = "voc.view_voice"
SECTION = _("서비스 보고서")
Names = Callable[[list[Any]], dict[Any, str]]
Pairs = list[tuple[str, str]]


class By(NamedTuple):
    """One way to break voices down: a column, what its values are called, the list's filter."""

    label: Any
    column: str
    names: Names
    param: str


def _products(ids: list[Any]) -> dict[Any, str]:
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))


def _causes(ids: list[Any]) -> dict[Any, str]:
    return dict(Code.objects.filter(pk__in=ids).values_list("pk", "label"))


def _labels(choices: Any) -> Names:
    return lambda ids: {key: str(choices(key).label) for key in ids}


WAYS: dict[str, By] = {
    "kind": By(_("구분"), "kind", _labels(Voice.Kind), "kind"),
    "product": By(_("상품"), "product_id", _products, "product.is"),
    "cause": By(_("원인"), "cause_id", _causes, "cause"),
    "channel": By(_("채널"), "channel", _labels(Channel), "channel"),
    "severity": By(_("심각도"), "severity", _labels(Ticket.Severity), "severity"),
}


def trend(user: User, asked: Asked) -> Figures:
    """How many voices of each kind, against as many days before; every figure opens its voices."""
    way, days = WAYS[asked["by"]], asked["period"]
    sums = sums_by(user, way.column, days)
    names = way.names([each.key for each in sums if each.key not in (None, "")])
    rows = [_row(way, each, names, days) for each in sums]
    rows.sort(key=lambda row: (-(row.cells[0].value or 0), row.label))  # type: ignore[operator]  # cells of this report hold numbers
    whole = Sum(
        None, sum(each.now for each in sums), sum(each.before for each in sums),
        sum(each.reach for each in sums),
        {kind: sum(each.kinds[kind] for each in sums) for kind in Voice.Kind.values},
    )  # fmt: skip
    total = Row("total", _t("합계"), _cells(whole, [], days)) if rows else None
    table = Table(
        "voc", _t("VOC 추이"), str(way.label), _groups(), tuple(rows), total, head_key=asked["by"]
    )
    notes = (_t("등록한 VOC만 셉니다. 앞 기간은 바로 앞의 같은 날수입니다."),)
    return Figures((table,), _sentence(whole), _chart(rows), notes)


def _groups() -> tuple[Group, ...]:
    kinds = tuple(Measure(key, str(label)) for key, label in Voice.Kind.choices)
    return (
        Group("", "", (
            Measure("now", _t("건수"), heat=True), Measure("before", _t("앞 기간")),
            Measure("change", _t("증감")),
        )),
        Group("kind", _t("구분"), kinds),
        Group("", "", (Measure("reach", _t("영향력 있는 고객")),)),
    )  # fmt: skip


def _cells(sum_: Sum, kept: Pairs, days: Days) -> tuple[Cell, ...]:
    return (
        Cell(sum_.now, behind(kept, days)),
        Cell(sum_.before, behind(kept, days_before(days))),
        Cell(sum_.now - sum_.before, behind(kept, days)),
        *(
            Cell(sum_.kinds[kind], behind([*_but(kept, "kind"), ("kind", kind)], days))
            for kind in Voice.Kind.values
        ),
        Cell(sum_.reach, behind([*kept, ("has_reach", "yes")], days)),
    )


def _but(kept: Pairs, name: str) -> Pairs:
    return [pair for pair in kept if pair[0] != name]


def _row(way: By, each: Sum, names: dict[Any, str], days: Days) -> Row:
    label = names.get(each.key, "")
    value = label if way.param == "product.is" else str(each.key)
    kept = [(way.param, value)] if label else [(f"{way.param.partition('.')[0]}.empty", "")]
    return Row(str(each.key or "none"), label or _t("정하지 않음"), _cells(each, kept, days))


def behind(kept: Pairs, days: Days) -> str:
    """The address of the voices of a cell."""
    between = [("occurred_at.between", day.isoformat()) for day in days]
    pairs = [("state", Voice.State.ACCEPTED.value), *kept, *between]
    return f"{reverse('voc:voice_list')}?{urlencode(pairs)}"


def _sentence(whole: Sum) -> str:
    if not whole.now:
        return _t("이 기간에 등록한 VOC가 없습니다.")
    text = _t(
        "VOC %(n)s건 가운데 불만이 %(bad)s건(%(share)s%%)이고, 앞 기간은 모두 %(was)s건입니다."
    )
    bad = whole.kinds[Voice.Kind.COMPLAINT]
    return text % {
        "n": f"{whole.now:,}", "bad": f"{bad:,}", "share": round(100 * bad / whole.now, 1),
        "was": f"{whole.before:,}",
    }  # fmt: skip


def _chart(rows: list[Row]) -> Chart | None:
    top = rows[:12]
    if not top:
        return None
    series = tuple(
        (str(label), tuple(float(row.cells[3 + n].value or 0) for row in top))  # type: ignore[arg-type]  # cells of this report hold numbers
        for n, (_key, label) in enumerate(Voice.Kind.choices)
    )
    return Chart(_t("구분별 건수"), tuple(row.label for row in top), series, unit=_t("건"))


def words(user: User, asked: Asked) -> Figures:
    """The words that rise most; each opens the sentences it was said in."""
    days, least = asked["period"], int(asked["least"])
    kind = asked["kind"]
    kept: Pairs = [("kind", kind)] if kind else []
    found = rising_words(partial(word_counts, user, kind=kind), days, least=least)
    rows = tuple(
        Row(rise.word, rise.word, (
            Cell(rise.now, behind([*kept, ("word", rise.word)], days)),
            Cell(rise.before, behind([*kept, ("word", rise.word)], days_before(days))),
            Cell(rise.times), Cell(round(rise.surprise, 1)),
        ), behind([*kept, ("word", rise.word)], days))
        for rise in found
    )  # fmt: skip
    measures = (
        Measure("now", _t("말씀 수"), heat=True), Measure("before", _t("앞 기간")),
        Measure("times", _t("몇 배"), "score"), Measure("surprise", _t("뜻밖의 정도"), "score"),
    )  # fmt: skip
    table = Table("words", _t("떠오르는 낱말"), _t("낱말"), (Group("", "", measures),), rows,
                  head_key="word")  # fmt: skip
    if found:
        text = _t("‘%(word)s’이(가) 앞 기간 %(was)s건에서 %(n)s건으로 가장 뜻밖에 늘었습니다.")
        top = found[0]
        sentence = fit_particles(text % {"word": top.word, "was": top.before, "n": top.now})
    else:
        sentence = _t("앞 기간보다 뚜렷이 늘어난 낱말이 없습니다.")
    notes = (
        _t("한 말씀에 여러 번 나와도 한 번 셉니다. 앞 기간은 바로 앞의 같은 날수입니다."),
        _t("뜻밖의 정도는 앞 기간으로 짐작한 수보다 표준편차의 몇 배만큼 많은지입니다."),
    )
    return Figures((table,), sentence, None, notes)


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("모든 구분")), *Voice.Kind.choices]


def _leasts() -> list[tuple[str, Any]]:
    return [(str(n), _("%(n)s건 이상") % {"n": n}) for n in (3, 5, 10, 20)]


reports.add("voc")(
    Report(
        _("VOC 추이"),
        permission=VIEW,
        help=_(
            "고객이 스스로 한 말을 구분·상품·원인·채널·심각도로 나누어 앞 기간과 견줍니다. "
            "숫자를 누르면 그 말씀들이 열립니다."
        ),
        asks=(
            Period("period", _("말한 기간")),
            Pick("by", _("나누기"), options=lambda: [(k, way.label) for k, way in WAYS.items()]),
        ),
        figures=trend,
        section=SECTION,
        order=34,
    )
)
reports.add("voc_words")(
    Report(
        _("떠오르는 낱말"),
        permission=VIEW,
        help=_(
            "앞 기간보다 뜻밖에 많이 나온 낱말입니다. 낱말을 누르면 그 문장들이 열립니다. "
            "뜻 없는 낱말은 확인 화면에서 빼면 다시 세지 않습니다."
        ),
        asks=(
            Period("period", _("말한 기간")),
            Pick("kind", _("구분"), options=_kinds),
            Pick("least", _("적어도"), options=_leasts),
        ),
        figures=words,
        section=SECTION,
        order=35,
    )
)
