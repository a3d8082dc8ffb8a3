"""Charts as SVG, drawn here: they print, need no script, and say in words what they show."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dangol.kit.korean.numbers import short_amount
from dangol.workspace.reports.shape import Chart

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 28
WIDEST = 56
STEPS = (1, 2, 2.5, 5, 10)


def draw(chart: Chart, *, says: str) -> SafeString:
    """The figure of a chart; `says` is what a screen reader reads instead."""
    values = [value for _name, line in chart.series for value in line]
    stacks = [sum(column) for column in zip(*(line for _n, line in chart.series), strict=True)]
    highest = max([*(stacks if chart.kind == "bars" else values), chart.target or 0, 0])
    top = nice_top(highest)
    body = _bars(chart, top) if chart.kind == "bars" else _lines(chart, top)
    target = _target(chart.target, top) if chart.target is not None else ""
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        f"{chart.title}. {says}",
        _axis(top),
        body,
        target,
        _labels(chart.labels),
    )


def spark(values: Sequence[float | None], *, says: str, target: float | None = None) -> SafeString:
    """A line of months small enough for a cell; a gap where there is no figure."""
    given = [value for value in values if value is not None]
    top = max([*given, target or 0, 1])
    wide = max(len(values) - 1, 1)
    points = " ".join(
        f"{n * 84 / wide + 2:.1f},{22 - value * 20 / top:.1f}"
        for n, value in enumerate(values)
        if value is not None
    )
    line = (
        format_html('<path class="ax" d="M2 {0}H86" />', round(22 - target * 20 / top, 1))
        if target
        else ""
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 88 24" role="img" aria-label="{}"'
        ' preserveAspectRatio="none">{}<polyline class="l1" points="{}" /></svg>',
        says,
        line,
        points,
    )


def nice_top(highest: float) -> float:
    """The round number the axis ends at: 1, 2, 2.5 or 5 times a power of ten, four steps."""
    if highest <= 0:
        return 4
    size = 1.0
    while size * 40 < highest:
        size *= 10
    while size > 1 and size * 4 >= highest:
        size /= 10
    return next(step * size * 4 for step in STEPS if step * size * 4 >= highest)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)


def _axis(top: float) -> SafeString:
    steps = [top * n / 4 for n in range(5)]
    return format_html_join(
        "",
        '<path class="ax" d="M{} {}H{}" /><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, _y(s, top), WIDTH - RIGHT, LEFT - 8, _y(s, top) + 4, _said(s)) for s in steps),
    )


def _said(step: float) -> str:
    """A figure of the axis, short: 1,250만, 3억."""
    return short_amount(int(step)) if step >= 100_000 else f"{step:,g}"


def _places(count: int) -> Iterable[float]:
    room = (WIDTH - LEFT - RIGHT) / max(count, 1)
    return (round(LEFT + room * (n + 0.5), 1) for n in range(count))


def _labels(labels: Sequence[str]) -> SafeString:
    """Every label that fits; with many columns every second or third."""
    room = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    step = next((n for n in range(1, 60) if n * room >= 40), 60)
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x, HEIGHT - 8, _cut(label, room * step))
            for n, (x, label) in enumerate(zip(_places(len(labels)), labels, strict=True))
            if n % step == 0
        ),
    )


def _cut(label: str, room: float) -> str:
    """As much of a label as fits; Hangul is about twelve wide, other letters seven."""
    used = 0.0
    for n, letter in enumerate(label):
        used += 12 if letter >= "\u1100" else 7
        if used > room - 6 and n:
            return f"{label[: max(n - 1, 1)]}…"
    return label


def _bars(chart: Chart, top: float) -> SafeString:
    room = (WIDTH - LEFT - RIGHT) / max(len(chart.labels), 1)
    wide = round(min(room * 0.72, WIDEST), 1)
    parts = []
    for n, x in enumerate(_places(len(chart.labels))):
        below = 0.0
        for color, (name, line) in enumerate(chart.series, 1):
            if value := line[n]:
                said = f"{chart.labels[n]} · {name} {value:,g}{chart.unit}"
                high = _y(below, top) - _y(below + value, top)
                parts.append(
                    (color, x - wide / 2, _y(below + value, top), wide, max(high - 1, 1), said)
                )
                below += value
    return format_html_join(
        "",
        '<rect class="c{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}</title></rect>',
        parts,
    )


def _lines(chart: Chart, top: float) -> SafeString:
    places = list(_places(len(chart.labels)))
    drawn = []
    for color, (_name, line) in enumerate(chart.series, 1):
        points = " ".join(f"{x},{_y(v, top)}" for x, v in zip(places, line, strict=True))
        drawn.append((color, points))
    lines = format_html_join("", '<polyline class="l1 k{}" points="{}" />', drawn)
    dots = format_html_join(
        "",
        '<circle class="c{}" cx="{}" cy="{}" r="3.5"><title>{}</title></circle>',
        (
            (color, x, _y(v, top), f"{label} · {name} {v:,g}{chart.unit}")
            for color, (name, line) in enumerate(chart.series, 1)
            for x, v, label in zip(places, line, chart.labels, strict=True)
        ),
    )
    return mark_safe(lines + dots)  # noqa: S308 - both are made of escaped parts


def _target(target: float, top: float) -> SafeString:
    y = _y(target, top)
    return format_html('<path class="aim" d="M{} {}H{}" />', LEFT, y, WIDTH - RIGHT)
