"""Reports of targets: the forecast, how good it was, and who reached what."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, User
from dangol.catalog.models import Product
from dangol.kit.access import Scope
from dangol.sales.models import Territory
from dangol.sales.reporting.results import SALES, closed_address, ratio
from dangol.targets.models import ForecastShot, Hidden, Quota
from dangol.targets.queries import (
    Outlook,
    is_sampled,
    last_of,
    months_between,
    outlook_of,
    quota_between,
    sold_by_product,
    sold_by_team,
    sold_in_territories,
    spread_between,
    totals_by,
)
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Asker, Days, Period, Staff, preset_days
from dangol.workspace.reports.shape import (
    Cell,
    Chart,
    Figures,
    Group,
    Measure,
    Row,
    Table,
    total_of,
)

VIEW = "targets.view_quota"


class Ahead(Period):
    """A period to the end of its month, quarter or year: a forecast looks at days to come."""

    def read(self, given: Mapping[str, Any], asker: Asker) -> Days:
        days = super().read(given, asker)
        chosen = given.get("from") or given.get("to")
        return days if chosen else _whole(days, given.get("period") or self.default)

    def presets(self, value: Days, today: date) -> list[tuple[str, str, bool]]:
        return [
            (name, label, value == _whole(preset_days(name, today), name))
            for name, label, _is in super().presets(value, today)
        ]


def _whole(days: Days, name: str) -> Days:
    """The whole span a preset's running part belongs to."""
    month = days.last.month
    last = {"quarter": (month + 2) // 3 * 3, "year": 12}.get(name, month)
    return Days(days.first, last_of(days.last.replace(day=1, month=last)))


def forecast(user: User, asked: Asked) -> Figures:
    """예측 (F49): won and still to come, weighted, by category, by history and as called."""
    days, owners = asked["period"], asked["staff"].ids
    until = min(days.last, timezone.localdate())
    outlooks = outlook_of(owners, days.first, days.last, today=until)
    quotas = quota_between(owners, days.first, days.last)
    people = sorted({*outlooks, *quotas}, key=person_name)
    rows = tuple(_forecast_row(pk, outlooks.get(pk, Outlook()), quotas.get(pk)) for pk in people)
    measures = tuple(
        Measure(key, label, "won")
        for key, label in (
            ("quota", _t("할당")), ("won", _t("수주")), ("weighted", _t("가중")),
            ("forecast", _t("수주 + 가중")), ("commit", _t("확약")), ("best", _t("기대")),
            ("history", _t("과거 수주율로")), ("called", _t("부른 예측")),
        )
    )  # fmt: skip
    table = Table(
        "forecast", _t("사람별 예측"), _t("담당"), (Group("", "", measures),), rows,
        total=total_of(rows) if rows else None, head_key="owner",
    )  # fmt: skip
    whole = sum(each.forecast for each in outlooks.values())
    text = _t("수주한 것과 열린 거래의 가중 금액을 더하면 %(won)s원입니다.")
    tables = (table, *_accuracy(owners, days))
    return Figures(tables, text % {"won": f"{whole:,}"}, notes=_forecast_notes(until))


def _forecast_notes(until: date) -> tuple[str, ...]:
    notes = (_t("열린 거래는 마감 예정일이 기간 안에 있는 것만 셉니다."),)
    if not is_sampled(until):
        return notes
    lately = _t("과거 수주율은 최근에 끝난 거래로 어림했습니다. 밤이 지나면 1년치를 모두 셉니다.")
    return (*notes, lately)


def _forecast_row(pk: int, look: Outlook, quota: int | None) -> Row:
    figures = (
        quota, look.won, look.weighted, look.forecast, look.commit, look.best, look.history,
        look.called,
    )  # fmt: skip
    return Row(str(pk), person_name(pk), tuple(Cell(figure) for figure in figures))


def _accuracy(owners: list[int] | None, days: Any) -> tuple[Table, ...]:
    """What the forecasts of each month said on their Mondays, beside what was sold in the end."""
    months = months_between(days.first, days.last)
    shots = ForecastShot.objects.filter(month__in=months)
    if owners is not None:
        shots = shots.filter(owner__in=owners)
    sums: dict[tuple[Any, Any], list[int]] = {}
    for shot in shots.order_by("month", "on"):
        row = sums.setdefault((shot.month, shot.on), [0, 0, 0])
        row[0] += shot.won + shot.weighted
        row[1] += shot.won + shot.commit
        row[2] += shot.called or 0
    if not sums:
        return ()
    sold_in = {
        month: sum(totals_by(owners, month, last_of(month)).values())
        for month in {month for month, _on in sums}
    }
    rows = []
    for (month, on), (said, commit, called) in sums.items():
        sold = sold_in[month]
        hit = ratio(100 * max(0, sold - abs(said - sold)), sold)
        rows.append(Row(f"{month:%Y-%m} {on}", f"{month:%Y.%m} · {on:%m.%d}", (
            Cell(said), Cell(commit), Cell(called), Cell(sold), Cell(hit))))  # fmt: skip
    measures = (
        Measure("said", _t("그때의 예측"), "won"), Measure("commit", _t("확약까지"), "won"),
        Measure("called", _t("부른 예측"), "won"), Measure("sold", _t("실제 수주"), "won"),
        Measure("hit", _t("맞은 정도"), "percent", heat=True),
    )  # fmt: skip
    return (Table("accuracy", _t("예측이 맞은 정도"), _t("달 · 찍은 날"),
                  (Group("", "", measures),), tuple(rows)),)  # fmt: skip


def attainment(user: User, asked: Asked) -> Figures:
    """달성 (F48): who sold how much of their quota; who hid themselves only see their own."""
    days, owners = asked["period"], asked["staff"].ids
    sold = totals_by(owners, days.first, days.last)
    quotas = quota_between(owners, days.first, days.last)
    people = {*sold, *quotas}
    if user.scope_of(VIEW) != Scope.ALL:
        hidden = set(Hidden.objects.values_list("person_id", flat=True)) - {user.pk}
        people -= hidden
    shares = {pk: ratio(100 * sold.get(pk, 0), quotas.get(pk, 0)) for pk in people}
    order = sorted(people, key=lambda pk: (-(shares[pk] or 0), -sold.get(pk, 0), person_name(pk)))
    rows = tuple(
        Row(str(pk), person_name(pk), (
            Cell(n), Cell(quotas.get(pk)),
            Cell(sold.get(pk, 0), closed_address(asked, status="won", owner=pk)),
            Cell(shares[pk]), Cell(max(0, quotas[pk] - sold.get(pk, 0)) if pk in quotas else None)))
        for n, pk in enumerate(order, 1)
    )  # fmt: skip
    measures = (
        Measure("place", _t("순위")), Measure("quota", _t("할당"), "won"),
        Measure("sold", _t("수주"), "won"), Measure("share", _t("달성률"), "percent", heat=True),
        Measure("left", _t("남은 금액"), "won"),
    )  # fmt: skip
    table = Table("attainment", _t("달성 순위"), _t("담당"), (Group("", "", measures),), rows,
                  head_key="owner")  # fmt: skip
    chart = Chart(_t("달성률"), tuple(row.label for row in rows),
                  ((_t("달성률"), tuple(float(shares[pk] or 0) for pk in order)),),
                  unit="%", target=100.0)  # fmt: skip
    reached = sum((share or 0) >= 100 for share in shares.values())
    text = _t("%(all)s명 가운데 %(n)s명이 할당을 채웠습니다.")
    tables = (table, *_attained_elsewise(user, owners, days))
    return Figures(tables, text % {"all": len(order), "n": reached}, chart if rows else None,
                   (_t("나눈 거래는 나눈 비율만큼 셉니다."),))  # fmt: skip


def _attained_elsewise(user: User, owners: list[int] | None, days: Any) -> tuple[Table, ...]:
    """Quotas of teams, territories and products, where there are any this person may see."""
    rows = Quota.objects.visible_to(user)
    of_people = rows.filter(owner__isnull=False, product__isnull=False)
    if owners is not None:
        of_people = of_people.filter(owner__in=owners)
    found = []
    for key, label, name, kind, sold in (
        ("department", _t("부서별 달성"), _t("부서"), Department, sold_by_team),
        ("territory", _t("권역별 달성"), _t("권역"), Territory, sold_in_territories),
        ("product", _t("상품별 달성"), _t("상품"), Product, partial(sold_by_product, owners)),
    ):
        there = rows.filter(product=None, **{f"{key}__isnull": False})
        each = of_people if key == "product" else there
        if quotas := spread_between(each, f"{key}_id", days.first, days.last):
            names = dict(kind.objects.filter(pk__in=quotas).values_list("pk", "name"))
            found.append(_attained(key, label, name, names, quotas, sold(days.first, days.last)))
    return tuple(found)


def _attained(
    key: str, label: str, head: str, names: dict[int, str], quotas: dict[int, int],
    sold: dict[int, int],
) -> Table:  # fmt: skip
    measures = (
        Measure("quota", _t("할당"), "won"), Measure("sold", _t("수주"), "won"),
        Measure("share", _t("달성률"), "percent", heat=True),
        Measure("left", _t("남은 금액"), "won"),
    )  # fmt: skip
    rows = tuple(
        Row(str(pk), name, (Cell(quotas[pk]), Cell(sold.get(pk, 0)),
                            Cell(ratio(100 * sold.get(pk, 0), quotas[pk])),
                            Cell(max(0, quotas[pk] - sold.get(pk, 0)))))
        for pk, name in sorted(names.items(), key=lambda pair: pair[1])
    )  # fmt: skip
    return Table(key, label, head, (Group("", "", measures),), rows, head_key=key)


reports.add("forecast")(
    Report(
        _("예측"),
        permission=VIEW,
        help=_(
            "가중은 금액 × 확률, 확약과 기대는 거래에 적은 예측 구분, 과거 수주율은 지난 한 해에 "
            "그 단계를 거친 거래가 수주된 비율, 부른 예측은 담당이 적은 금액입니다. "
            "‘제외’한 거래는 세지 않습니다.\n\n월요일마다 예측을 남겨 실제와 견줍니다."
        ),
        asks=(
            Ahead("period", _("기간"), default="quarter"),
            Staff("staff", _("담당"), permission=VIEW),
        ),
        figures=forecast,
        section=SALES,
        order=30,
    )
)
reports.add("attainment")(
    Report(
        _("달성 순위"),
        permission=VIEW,
        help=_(
            "할당을 얼마나 채웠는지 봅니다. 순위에 서고 싶지 않으면 할당 화면에서 뺄 수 있습니다."
        ),
        asks=(Period("period", _("기간")), Staff("staff", _("담당"), permission=VIEW)),
        figures=attainment,
        section=SALES,
        order=31,
    )
)
