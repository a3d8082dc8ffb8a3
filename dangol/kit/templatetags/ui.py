"""How icons, people, moments, amounts and counts look in a page (design README, 문구)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField
from django.template import Context, NodeList
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dangol.kit.korean.names import without_company_marks
from dangol.kit.korean.phones import format_phone
from dangol.kit.korean.text import fit_particles

register = template.Library()
register.filter("fitted", fit_particles)

DASH = "—"
CURRENT = mark_safe(' aria-current="page"')
OPEN = mark_safe(" open")
HUES = (20, 45, 70, 110, 150, 200, 230, 258, 300, 340)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """A Lucide icon from the sprite, hidden from screen readers: `{% icon "users" "lg" %}`."""
    kind = f"i {size}" if size else "i"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        kind,
        static("kit/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=4096)
def avatar(name: str, kind: str = "") -> SafeString:
    """The first letter of a name in a colour of its own; kind: `org`, `sm`, `lg` or several."""
    short = without_company_marks(str(name)) or "?"
    return format_html(
        '<span class="avatar{}" style="--hue:{}" aria-hidden="true">{}</span>',
        f" {kind}" if kind else "",
        HUES[crc32(short.encode()) % len(HUES)],
        short[0],
    )


@register.simple_tag
def select_options(options: Any, chosen: Any = "") -> SafeString:
    """Choices of a `<select>`; in Python because everybody of a large office is hundreds."""
    drawn = [
        f'<option value="{escape(str(option.value))}"'
        f"{' selected' if option.value == chosen else ''}>{escape(str(option.label))}</option>"
        for option in options
    ]
    return mark_safe("".join(drawn))  # noqa: S308 - of escaped parts


@register.simple_tag
def side_menu(sections: Any) -> SafeString:
    """The side menu, its named sections to fold; in Python because every page has forty lines."""
    parts = []
    for section in sections:
        links = "".join(_menu_link(*_drawn(item)) for item in section["items"])
        parts.append(_fold(section, links) if section["label"] else links)
    return mark_safe("".join(parts))  # noqa: S308


def _fold(section: Any, links: str) -> SafeString:
    """One section; while it is folded its head says how much waits inside."""
    waiting = sum(item.get("count") or 0 for item in section["items"] if item.get("hot"))
    return format_html(
        '<details data-fold="{}"{}><summary><span>{}</span>{}{}</summary>{}</details>',
        section.get("key", ""),
        "" if section.get("folded") else OPEN,
        section["label"],
        _number(waiting, "n hot") if waiting else "",
        icon("chevron-down", "sm"),
        mark_safe(links),  # noqa: S308 - made of escaped links
    )


@register.simple_tag
def tab_menu(sections: Any) -> SafeString:
    """Those of its lines that stand in the bottom bar of phones: four, and 전체 beside them."""
    items = [item for section in sections for item in section["items"] if item.get("tab")]
    return mark_safe("".join(_menu_tab(*_drawn(item)) for item in items[:4]))  # noqa: S308


def _drawn(item: Any) -> tuple[Any, ...]:
    """What a line looks like depends on, so that it is made once."""
    current, hot = bool(item.get("current")), bool(item.get("hot"))
    number, key = item.get("count") or "", item.get("key") or ""
    return item["url"], str(item["label"]), item["icon"], key, current, number, hot


@lru_cache(maxsize=1024)
def _menu_link(
    url: str, label: str, sign: str, key: str, current: bool, number: Any, hot: bool
) -> SafeString:
    return format_html(
        '<a href="{}"{}{}>{}<span>{}</span>{}</a>',
        url,
        format_html(' data-key="{}"', key) if key else "",
        CURRENT if current else "",
        icon(sign),
        label,
        _number(number, "n hot" if hot else "n") if number else "",
    )


@lru_cache(maxsize=256)
def _menu_tab(
    url: str, label: str, sign: str, key: str, current: bool, number: Any, hot: bool
) -> SafeString:
    return format_html(
        '<a href="{}"{}>{}{}{}</a>',
        url,
        CURRENT if current else "",
        icon(sign),
        label,
        _number(number, "n") if hot and number else "",
    )


def _number(number: Any, kind: str) -> SafeString:
    return format_html('<span class="{}">{}</span>', kind, number)


@register.simple_tag
def chrome() -> SafeString:
    """What every page carries and nobody changes: search, keys, texts of the scripts."""
    return _chrome(get_language() or "ko")


@lru_cache(maxsize=8)
def _chrome(language: str) -> SafeString:
    return render_to_string("kit/chrome.html", {"language": language})


@register.tag
def capture(parser: Parser, token: Token) -> "CaptureNode":
    """Keep what is between `{% capture name %}` and `{% endcapture %}` to show it twice."""
    name = token.split_contents()[1]
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(name, nodelist)


class CaptureNode(template.Node):
    """Renders its content once, into a variable."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return ""


@register.filter
def control(field: BoundField, extra: str = "") -> SafeString:
    """Render a form field's control in the look of its kind."""
    kinds = {"checkbox": "", "radioselect": "", "checkboxselectmultiple": ""}
    look = kinds.get(field.widget_type, "input")
    classes = " ".join(filter(None, [look, field.field.widget.attrs.get("class"), extra]))
    return field.as_widget(attrs={"class": classes} if classes else {})


@register.filter
def lost_files(field: BoundField) -> str:
    """Names of the files that came with a form that is shown again: nobody has them any more."""
    found: Any = field.data if field.form.is_bound else None
    many = found if isinstance(found, list) else [found]
    return ", ".join(one.name for one in many if hasattr(one, "name"))


@register.filter
def day(value: date | datetime | None) -> str:
    """2026.11.24, for tables."""
    if value is None:
        return DASH
    return f"{_local(value):%Y.%m.%d}"


@register.filter
def ago(value: datetime | date | None, now: datetime | None = None) -> str:
    """방금, 12분 전, 3시간 전, 어제, 3일 전, 1주 전; after four weeks the date."""
    if value is None:
        return DASH
    return _ago(_local(value), _local(now or timezone.now()))


def _ago(value: datetime | date, now: datetime) -> str:
    days = (now.date() - _date(value)).days
    if isinstance(value, datetime):
        passed = now - value
        if timedelta() <= passed and (days == 0 or passed < timedelta(hours=6)):
            return _hours_ago(int(passed.total_seconds()))
    return _days_ago(days, value, now)


def _hours_ago(seconds: int) -> str:
    if seconds < 60:
        return _("방금")
    if seconds < 3600:
        minutes = seconds // 60
        return ngettext("%(n)d분 전", "%(n)d분 전", minutes) % {"n": minutes}
    hours = seconds // 3600
    return ngettext("%(n)d시간 전", "%(n)d시간 전", hours) % {"n": hours}


def _days_ago(days: int, value: date, now: datetime) -> str:
    if days == 0:
        return _("오늘")
    if days == 1:
        return _("어제")
    if 1 < days < 7:
        return ngettext("%(n)d일 전", "%(n)d일 전", days) % {"n": days}
    if 7 <= days <= 28:
        weeks = days // 7
        return ngettext("%(n)d주 전", "%(n)d주 전", weeks) % {"n": weeks}
    if value.year == now.year:
        return _("%(month)d월 %(day)d일") % {"month": value.month, "day": value.day}
    return day(value)


@register.simple_tag
def when(value: datetime | date | None) -> SafeString | str:
    """`ago` in a `<time>` with the full moment in its title."""
    if value is None:
        return DASH
    value = _local(value)
    full = f"{value:%Y.%m.%d %H:%M}" if isinstance(value, datetime) else day(value)
    text = _ago(value, _local(timezone.now()))
    return mark_safe(f'<time datetime="{value.isoformat()}" title="{full}">{text}</time>')  # noqa: S308


@register.filter
def due(value: date | datetime | None, today: date | None = None) -> SafeString | str:
    """A term: 3일 늦음, 오늘 14:00, D-6."""
    if value is None:
        return DASH
    value = _local(value)
    days = (_date(value) - (today or timezone.localdate())).days
    if days < 0:
        kind, text = " late", ngettext("%(n)d일 늦음", "%(n)d일 늦음", -days) % {"n": -days}
    elif days == 0:
        clock = f" {value:%H:%M}" if isinstance(value, datetime) else ""
        kind, text = " today", _("오늘") + clock
    else:
        kind, text = "", f"D-{days}"
    return format_html('<span class="due{}">{}</span>', kind, text)


@register.filter
def won(amount: Any) -> str:
    """₩1,234,000; none is a dash, never 0."""
    if amount is None or amount == "":
        return DASH
    return f"{'−' if amount < 0 else ''}₩{abs(amount):,.0f}"


@register.filter
def count(number: int | None) -> str:
    """1,234; over 10,000 rounded down to what a person reads: 약 1.2만, 약 12만, 약 1.2억."""
    if number is None:
        return DASH
    if number <= 10_000:
        return f"{number:,}"
    if not (get_language() or "ko").startswith("ko"):
        size = 10 ** (len(str(number)) - 2)
        return _("약 %(n)s") % {"n": f"{number // size * size:,}"}
    if number >= 100_000_000:
        return _("약 %(n)s억") % {"n": _rounded(number, 100_000_000)}
    return _("약 %(n)s만") % {"n": _rounded(number, 10_000)}


def _rounded(number: int, unit: int) -> str:
    whole, tenth = number // unit, number * 10 // unit % 10
    return f"{whole}.{tenth}" if whole < 10 and tenth else f"{whole:,}"


@register.filter
def phone(number: str | None) -> str:
    """010-1234-5678 from stored digits; masked and foreign numbers as they are."""
    return format_phone(number) if number else DASH


def _local(value: Any) -> Any:
    """The moment in Korea: the office has one time zone, so nobody has to be asked for it."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(timezone.get_default_timezone())


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter
def at(values: dict[Any, Any], key: Any) -> Any:
    """What a dict holds under a key that is itself a variable."""
    return values.get(key, "")
