"""The cards of the board as text; in Python because a board has 160 of them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dangol.customers.models import Customer
from dangol.kit.templatetags.ui import avatar, due, icon, won
from dangol.sales.pipeline.models import Deal


class Card(NamedTuple):
    """What a card shows of an open deal, named as the columns are read."""

    pk: int
    title: str
    kind: str
    amount: int
    expected_on: date | None
    stage_since: datetime
    customer_id: int
    customer__name: str
    customer__kind: str


class Drawing(NamedTuple):
    """What all cards of one column share; `moves` are the stages they may go to, none without
    the right to move them.
    """

    stage: int
    stuck_days: int
    moves: Sequence[tuple[int, str]] | None
    token: str
    now: datetime


def draw(cards: Sequence[Card], shared: Drawing) -> SafeString:
    """The cards of a column; one that stays too long in its stage says for how many days.

    What all of them share is made once and only names are escaped, without Django's wrapping:
    `format_html` would be most of what a board costs.
    """
    root = reverse("sales:deal_detail", args=[0]).removesuffix("0/")
    language = get_language() or ""
    kinds = _kinds(language)
    menu = ""
    if shared.moves is not None:
        menu = _menu(shared.stage, tuple(shared.moves), language).replace(_TOKEN, shared.token)
    drag = ' draggable="true"' if menu else ""
    today = localdate(shared.now)
    drawn = []
    for card in cards:
        url, title, name = f"{root}{card.pk}/", escape(card.title), escape(card.customer__name)
        stuck = _stuck_for(card, shared)
        company = card.customer__kind == Customer.Kind.COMPANY
        drawn.append(
            f'<article class="deal{" stuck" if stuck else ""}" data-card data-url="{url}move/"'
            f' tabindex="0" aria-label="{title}, {name}"{drag}><span class="who">'
            f"{avatar(card.customer__name, 'sm org' if company else 'sm')}"
            f'<span class="cut">{name}</span></span><a class="name" href="{url}">{title}</a>'
            f'{_amount(card.amount)}<span class="foot">{kinds[card.kind]}'
            f"{_days(stuck, language)}{_due(card.expected_on, today, language)}"
            f"{menu.replace(_URL, url).replace(_TITLE, title)}</span></article>"
        )
    return mark_safe("".join(drawn))  # noqa: S308 - of escaped parts


@lru_cache(maxsize=8)
def _kinds(language: str) -> dict[str, str]:
    drawn = {str(value): str(_badge(str(label))) for value, label in Deal.Kind.choices}
    return drawn | {Deal.Kind.NEW.value: ""}


def _amount(amount: int) -> str:
    return f'<span class="amount">{won(amount)}</span>' if amount else ""


@lru_cache(maxsize=1024)
def _due(day: date | None, today: date, language: str) -> str:
    return due(day, today) if day else ""


@lru_cache(maxsize=1024)
def _days(stuck: int, language: str) -> str:
    return _badge(_("%(n)s일째") % {"n": stuck}, " amber") if stuck else ""


_URL, _TITLE, _TOKEN = "\0url", "\0title", "\0token"  # no name has a NUL
_MENU = (
    '<details class="drop"><summary class="btn ghost icon sm" aria-label="{}">{}</summary>'
    '<div class="menu"><form method="post" action="{url}move/" hx-post="{url}move/"'
    ' hx-target="#board" hx-swap="outerHTML" hx-include="#board-filters">{}</form><hr>'
    '<a href="{url}win/" data-panel>{}</a><a href="{url}lose/" data-panel>{}</a></div></details>'
)


@lru_cache(maxsize=256)
def _menu(stage: int, moves: tuple[tuple[int, str], ...], language: str) -> SafeString:
    """The menu of every card of a column, with places for the address, the title and the token."""
    return format_html(
        _MENU, _("%(name)s 옮기기") % {"name": _TITLE}, icon("ellipsis"), _form(stage, moves),
        _end("badge-check", _("수주")), _end("circle-x", _("실주")), url=_URL,
    )  # fmt: skip


def _badge(text: str, kind: str = "") -> SafeString:
    return format_html('<span class="badge{}">{}</span>', kind, text)


def _end(sign: str, text: str) -> SafeString:
    return format_html("{}{}", icon(sign), text)


def _stuck_for(card: Card, shared: Drawing) -> int:
    """Days in the stage, 0 while that is not too long."""
    days = (shared.now - card.stage_since).days
    return days if 0 < shared.stuck_days < days else 0


def _form(stage: int, moves: tuple[tuple[int, str], ...]) -> SafeString:
    """What the form of every card of a column sends: where it was seen, and one button a stage."""
    buttons = format_html_join(
        "", '<button name="to" value="{}">{}{}</button>',
        ((pk, icon("arrow-right"), name) for pk, name in moves),
    )  # fmt: skip
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="board" value="1">'
        '<input type="hidden" name="seen_in" value="{}">{}',
        _TOKEN, stage, buttons,
    )  # fmt: skip
