"""What the page of a list shows, put together once per request."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.kit.access import permissions
from dangol.kit.lists import BulkAction, Column, Look, RecordList
from dangol.kit.lists.paging import Matches, Page, Total, matching, order_of, rows_of
from dangol.kit.lists.state import ListState, read_state
from dangol.kit.lists.table import head_html, rows_html
from dangol.kit.templatetags.ui import count
from dangol.workspace.lists.queries import SIZE, Setting, setting_of, shown_columns
from dangol.workspace.models import SavedView
from dangol.workspace.registry import reports


class Link(NamedTuple):
    """A line of a menu or bar."""

    label: str
    href: str
    current: bool = False


class Quick(NamedTuple):
    """One filter menu of the bar, filled when it is opened."""

    label: str
    text: str
    src: str
    remove: str


@dataclass(frozen=True)
class ListPage:
    """A list as one person sees it at one address."""

    record_list: RecordList
    user: Any
    state: ListState
    setting: Setting
    view: SavedView | None
    columns: list[Column]
    page: Page
    rows: list[Any]
    total: Total

    @property
    def url(self) -> str:
        return reverse(self.record_list.url_name)

    @property
    def address(self) -> str:
        return f"?{self.state.address(page=self.state.page)}"

    @property
    def takers(self) -> list[tuple[str, str]]:
        """Pages this person may begin with the conditions of the list, once there are some."""
        if not self.state.meaning:
            return []
        allowed = (step for step in self.record_list.takers if self.user.has_perm(step.permission))
        return [(str(step.label), reverse(step.url_name)) for step in allowed]

    @property
    def head(self) -> SafeString:
        return head_html(self.record_list, self.columns, self.state, pick=self.can_pick)

    @property
    def body(self) -> SafeString:
        look = Look(self.user, self.state.q, quote(self.state.meaning, safe=""))
        return rows_html(self.record_list, self.columns, self.rows, look, pick=self.can_pick)

    @cached_property
    def position(self) -> str:
        """1–50 / 약 12만명."""
        last = self.page.first + len(self.rows) - 1
        if not self.rows:
            return self.counted
        return f"{self.page.first:,}–{last:,} / {self.counted}"

    @property
    def counted(self) -> str:
        text = str(self.record_list.unit) % {"n": count(self.total.number)}
        return _("%(count)s 이상") % {"count": text} if self.total.at_least else text

    @property
    def unit(self) -> str:
        """What the script shows for a selection of {n}."""
        return _("%(count)s 선택") % {"count": str(self.record_list.unit) % {"n": "{n}"}}

    @property
    def previous(self) -> str:
        if self.state.page == 1:
            return ""
        return f"{self.url}?{self.state.address(page=self.state.page - 1)}"

    @property
    def next(self) -> str:
        return (
            f"{self.url}?{self.state.address(page=self.state.page + 1)}" if self.page.more else ""
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state.q or self.state.condition.items)

    @property
    def is_changed(self) -> bool:
        """Whether the list no longer stands as its view was saved."""
        return bool(self.view) and self.state.meaning != self.view.address  # type: ignore[union-attr]

    @property
    def tabs(self) -> list[Link]:
        """Everything, then the saved views."""
        tabs = [Link(_("전체"), f"{self.url}?view=0", not self.view)]
        for view in self.setting.views:
            href = f"{self.url}?{'&'.join(filter(None, [view.address, f'view={view.pk}']))}"
            tabs.append(Link(view.name, href, view == self.view))
        return tabs

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search form sends along."""
        return [pair for pair in self.state.pairs() if pair[0] not in ("q", "page")]

    @property
    def chips(self) -> list[Link]:
        """The active conditions of no quick menu; each link takes one out."""
        vocabulary, quick = self.state.vocabulary, set(self.record_list.quick)
        return [
            Link(vocabulary.sentence(item), f"{self.url}?{self.state.without(item)}")
            for item in self.state.condition.items
            if not any(item is self.state.chosen(name) for name in quick)
        ]

    @property
    def quick(self) -> list[Quick]:
        found = []
        for name in self.record_list.quick:
            attribute = self.state.vocabulary[name]
            leaf = self.state.chosen(name)
            src = reverse("workspace:list_values", args=[self.record_list.key, name])
            found.append(
                Quick(
                    str(attribute.label),
                    self.state.vocabulary.sentence(leaf) if leaf else "",
                    f"{src}?{self.state.address()}",
                    f"{self.url}?{self.state.without(leaf)}" if leaf else "",
                )
            )
        return found

    @property
    def sort_label(self) -> str:
        """The order in words, as in the menu of orders."""
        now = self.state.sort or self.record_list.default_sort
        column = self.record_list.all_columns.get(now.removeprefix("-"))
        return f"{column.label} {'↓' if now.startswith('-') else '↑'}" if column else _("최근 등록")

    @property
    def first_steps(self) -> list[Link]:
        """What to do about an empty list."""
        return [
            Link(str(step.label), reverse(step.url_name))
            for step in self.record_list.first_steps
            if not step.permission or self.user.has_perm(step.permission)
        ]

    @property
    def report(self) -> Link | None:
        """The report about the rows as the list is narrowed now."""
        name = self.record_list.report
        if not name:
            return None
        query = urlencode({"among": self.state.meaning})
        return Link(str(reports[name].label), f"{reverse('workspace:report', args=[name])}?{query}")

    @cached_property
    def can_pick(self) -> bool:
        """Whether there is anything to do with picked records."""
        return bool(self.bulk) or self.can_export

    @property
    def bulk(self) -> list[BulkAction]:
        return [act for act in self.record_list.bulk if self.user.has_perm(act.permission)]

    @property
    def can_export(self) -> bool:
        right = self.record_list.right("export")
        return right in permissions and self.user.has_perm(right)

    @property
    def selects(self) -> list[tuple[str, list[Any]]]:
        """The choices of cells that are corrected by choosing."""
        return [
            (column.name, list(column.edit.options()))
            for column in self.columns
            if column.edit and column.edit.options
        ]


def sort_links(record_list: RecordList, state: ListState) -> list[Link]:
    """The orders to choose from, each way."""
    now, url = state.sort or record_list.default_sort, reverse(record_list.url_name)
    links = []
    for column in record_list.all_columns.values():
        for name in [column.name, f"-{column.name}"] if column.sort else []:
            arrow = "↓" if name.startswith("-") else "↑"
            href = f"{url}?{state.address(sort=name)}"
            links.append(Link(f"{column.label} {arrow}", href, name == now))
    return links


def choosable(record_list: RecordList, columns: list[Column]) -> list[dict[str, Any]]:
    """Every column for the chooser, the shown ones first in their order."""
    shown = [column.name for column in columns]
    known = record_list.all_columns
    names = [*shown, *(name for name in known if name not in shown)]
    return [
        {"name": name, "label": known[name].label, "shown": name in shown}
        for name in names
        if not known[name].main
    ]


def build_page(record_list: RecordList, request: HttpRequest) -> ListPage:
    """The list at the request's address; without one, the view the person opens it with."""
    user = request.user
    setting = setting_of(user, record_list.key)
    params = request.GET
    if not params and setting.preference.view_id:
        view = setting.view(str(setting.preference.view_id))
        params = QueryDict(f"{view.address}&view={view.pk}" if view else "")
    state = read_state(record_list, params)
    view = setting.view(state.view)
    columns = shown_columns(record_list, setting, view)
    size = state.size or setting.preference.size or SIZE
    matches = matching(record_list, state, user)
    page = matches.page(order_of(record_list, state), number=state.page, size=size)
    rows = rows_of(record_list.model, page.ids, columns)
    total = _total(state, page, matches)
    return ListPage(record_list, user, state, setting, view, columns, page, rows, total)


def _total(state: ListState, page: Page, matches: Matches) -> Total:
    """The last page tells the number by itself; otherwise it is counted, at most to 10,000."""
    if page.ids and not page.more:
        return Total(page.first + len(page.ids) - 1)
    if not page.ids and state.page == 1:
        return Total(0)
    return matches.total
