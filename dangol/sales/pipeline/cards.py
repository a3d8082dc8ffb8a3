"""The cards of the board as text; in Python because a board has 160 of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
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


_CARD = (
    '<article class="deal{stuck}" data-card data-url="{url}move/" tabindex="0"'
    ' aria-label="{title}, {name}"{drag}><span class="who">{avatar}<span class="cut">{name}</span>'
    '</span><a class="name" href="{url}">{title}</a>{amount}'
    '<span class="foot">{kind}{days}{due}{menu}</span></article>'
)
_MENU = (
    '<details class="drop"><summary class="btn ghost icon sm" aria-label="{}">{}</summary>'
    '<div class="menu"><form method="post" action="{url}move/" hx-post="{url}move/"'
    ' hx-target="#board" hx-swap="outerHTML" hx-include="#board-filters">{}</form><hr>'
    '<a href="{url}win/" data-panel>{}</a><a href="{url}lose/" data-panel>{}</a></div></details>'
)


def draw(cards: Sequence[Card], shared: Drawing) -> SafeString:
    """The cards of a column; one that stays too long in its stage says for how many days."""
    root = reverse("sales:deal_detail", args=[0]).removesuffix("0/")
    kinds = {value: str(label) for value, label in Deal.Kind.choices}
    form, ends = _form(shared), (_end("badge-check", _("수주")), _end("circle-x", _("실주")))
    drawn = []
    for card in cards:
        url, stuck = f"{root}{card.pk}/", _stuck_for(card, shared)
        company = card.customer__kind == Customer.Kind.COMPANY
        menu = "" if shared.moves is None else format_html(
            _MENU, _("%(name)s 옮기기") % {"name": card.title}, icon("ellipsis"), form, *ends,
            url=url,
        )  # fmt: skip
        drawn.append(format_html(
            _CARD, url=url, title=card.title, name=card.customer__name, menu=menu,
            avatar=avatar(card.customer__name, "sm org" if company else "sm"),
            stuck=" stuck" if stuck else "", drag=_DRAG if menu else "",
            amount=format_html(_AMOUNT, won(card.amount)) if card.amount else "",
            kind="" if card.kind == Deal.Kind.NEW else _badge(kinds[card.kind]),
            days=_badge(_("%(n)s일째") % {"n": stuck}, " amber") if stuck else "",
            due=due(card.expected_on) if card.expected_on else "",
        ))  # fmt: skip
    return mark_safe("".join(drawn))  # noqa: S308 - of escaped parts


_AMOUNT = '<span class="amount">{}</span>'
_DRAG = mark_safe(' draggable="true"')


def _badge(text: str, kind: str = "") -> SafeString:
    return format_html('<span class="badge{}">{}</span>', kind, text)


def _end(sign: str, text: str) -> SafeString:
    return format_html("{}{}", icon(sign), text)


def _stuck_for(card: Card, shared: Drawing) -> int:
    """Days in the stage, 0 while that is not too long."""
    days = (shared.now - card.stage_since).days
    return days if 0 < shared.stuck_days < days else 0


def _form(shared: Drawing) -> SafeString:
    """What the form of every card of a column sends: where it was seen, and one button a stage."""
    buttons = format_html_join(
        "", '<button name="to" value="{}">{}{}</button>',
        ((pk, icon("arrow-right"), name) for pk, name in shared.moves or ()),
    )  # fmt: skip
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="board" value="1">'
        '<input type="hidden" name="seen_in" value="{}">{}',
        shared.token, shared.stage, buttons,
    )  # fmt: skip
