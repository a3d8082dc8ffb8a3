"""What the knowledge base hangs into roles, the menu, the search and the reports."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare, declare_record
from dangol.knowledge import lists as _declared  # noqa: F401 - fills the registry
from dangol.knowledge.articles.queries import articles_seen_by
from dangol.knowledge.finding import reports as _reported  # noqa: F401 - fills the registry
from dangol.knowledge.finding.queries import find_articles
from dangol.knowledge.models import Article
from dangol.knowledge.site import preferences as _settings  # noqa: F401 - fills the registry
from dangol.workspace.registry import Action, Hit, MenuItem, Search, actions, menu, searches

VIEW, ADD, MANAGE = "knowledge.view_article", "knowledge.add_article", "knowledge.manage_space"

declare_record(
    "knowledge", "article", _("지식창고"),
    approve=_("게시"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"),
)  # fmt: skip
declare(MANAGE, _("공간과 분류 정하기"), group=_("지식창고"))

menu.add("knowledge")(
    MenuItem("service", _("지식창고"), "knowledge:home", "book-open", VIEW, 30, key="w")
)
settings_pages.add("knowledge")(
    SettingsPage("service", _("지식 공간과 분류"), "knowledge:space_list", "book-open", MANAGE)
)
actions.add("article_add")(
    Action(_("지식 글쓰기"), "knowledge:article_add", "book-open", _("지식 글 쓰기 새 매뉴얼"), ADD)
)


def _find(user: User, q: str, limit: int) -> Iterable[Article]:
    return find_articles(user, q, limit=limit)


def _hit(row: Article) -> Hit:
    note = row.space.name if row.is_published else f"{row.space.name} · {row.get_state_display()}"
    return Hit(row.pk, row.get_absolute_url(), row.title, note, icon="book-open")


searches.add("knowledge")(
    Search(
        _("지식"), Article, _find, _hit,
        rows=lambda user: articles_seen_by(user).select_related("space"),
        permission=VIEW, order=45, personal=False,
    )
)  # fmt: skip
