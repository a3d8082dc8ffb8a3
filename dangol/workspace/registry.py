"""What apps above hang into the frame: menu, home, search, commands, reports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry
from dangol.workspace.reports.asks import Ask, Asked
from dangol.workspace.reports.shape import Figures

Text = str | Promise

CRM_REPORTS = _("CRM보고서")

SECTIONS: dict[str, Text] = {
    "": "",
    "customers": _("고객"),
    "sales": _("영업"),
    "orders": _("주문·상품"),
    "service": _("서비스"),
    "calls": _("콜센터"),
    "marketing": _("마케팅"),
    "insight": _("분석"),
    "settings": "",
}
MENU_ROOM = 27  # lines of the side menu that fit on a screen 900 px high


@dataclass(frozen=True)
class MenuItem:
    """One line of the main menu; left out if the page is not there or not allowed.

    `badge(user)` is a small number beside it, which must cost no query. `key` is its letter
    after `g`.
    """

    section: str
    label: Text
    url_name: str
    icon: str
    permission: str = ""
    order: int = 50
    tab: bool = False
    key: str = ""
    badge: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Widget:
    """One card of the home page: `context(user)` fills the template; None leaves the card out."""

    template: str
    context: Callable[[Any], dict[str, Any] | None]
    permission: str = ""
    order: int = 50
    wide: bool = False


class Hit(NamedTuple):
    """One record in the search palette: its name and what tells it from its namesakes."""

    id: int
    url: str
    text: str
    note: str = ""
    icon: str = ""
    avatar: str = ""


@dataclass(frozen=True)
class Search:
    """One kind of record in the search palette.

    `find(user, q, limit)` are the best visible rows; `hit(row)` shows one. `rows(user)` are the
    visible ones, of which recent records are shown. `model` is what the access log names, unless
    the records are nobody's `personal` data.
    """

    label: Text
    model: type[Model]
    find: Callable[[Any, str, int], Iterable[Any]]
    hit: Callable[[Any], Hit]
    rows: Callable[[Any], "QuerySet[Any]"]
    permission: str = ""
    order: int = 50
    personal: bool = True


@dataclass(frozen=True)
class Action:
    """One command of the search palette; `keywords` are other words that find it."""

    label: Text
    url_name: str
    icon: str
    keywords: Text = ""
    permission: str = ""
    panel: bool = False


@dataclass(frozen=True)
class Report:
    """Figures by name: a page, prints, files, snapshots and `/api/v1/reports/NAME`.

    Either `figures(user, asked)` answers with tables, where `asked` holds the values of `asks`
    by name (and `asked.pairs`, their address); or `rows(user, params)` returns plain rows that
    `columns` names. A wrong parameter is a Refused. `behind(user, asked)` is the address of the
    records all figures are made of. `wide` prints on landscape paper.
    """

    label: Text
    columns: Mapping[str, Text] = field(default_factory=dict)
    rows: Callable[[Any, Mapping[str, str]], Iterable[Mapping[str, Any]]] | None = None
    permission: str = ""
    help: Text = ""
    asks: Sequence[Ask] = ()
    figures: Callable[[Any, Asked], Figures] | None = None
    behind: Callable[[Any, Asked], str] | None = None
    section: Text = CRM_REPORTS
    order: int = 50
    wide: bool = False


@dataclass(frozen=True)
class Carry:
    """A button on a record of a lower app that carries it on into another one: → 티켓.

    `record` is the label of that record's model; `url_name` takes its id and opens a side panel.
    """

    record: str
    label: Text
    url_name: str
    icon: str
    permission: str
    order: int = 50


class Corner(NamedTuple):
    """A card that may stand in a corner of every page: who calls just now.

    `url_name` draws it; pages ask when they hear `topic`, and as they load while the cookie
    `corner-NAME` says that it stands. `extras` gives further data- attributes of its place.
    """

    url_name: str
    topic: str
    permission: str
    extras: Callable[[], dict[str, str]] = dict


menu: Registry[MenuItem] = Registry()
corners: Registry[Corner] = Registry()
widgets: Registry[Widget] = Registry()
searches: Registry[Search] = Registry()
actions: Registry[Action] = Registry()
carries: Registry[Carry] = Registry()
reports: Registry[Report] = Registry()
