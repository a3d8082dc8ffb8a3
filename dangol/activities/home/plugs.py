"""What activities hang into home, menu and palette."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.home import queries
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import Scope
from dangol.kit.realtime import Topic, topics
from dangol.workspace.registry import Action, MenuItem, Widget, actions, menu, widgets

VIEW, ADD = "activities.view_activity", "activities.add_activity"


def todo_context(user: User, when: str = "") -> dict[str, Any]:
    """The card of to-dos: the counts, and the first rows of what is most pressing."""
    now, today = timezone.now(), timezone.localdate()
    counts = queries.todo_counts(user, now=now, today=today)
    shown = when or ("late" if counts.late else "today" if counts.today else "ahead")
    rows = queries.todos_of(user, shown, now=now, today=today)
    tabs = [
        ("late", _("지연"), counts.late_text),
        ("today", _("오늘"), counts.today_text),
        ("ahead", _("예정"), counts.ahead_text),
    ]
    return {"counts": counts, "rows": rows, "when": shown, "tabs": tabs, "now": now}


def _kpi(user: User) -> dict[str, Any]:
    return {
        "kpi": queries.kpi_of(user, today=timezone.localdate()),
        "contacts_target": queries.CONTACTS_TARGET,
        "customers_target": queries.CUSTOMERS_TARGET,
    }


def _given(user: User) -> dict[str, Any] | None:
    rows = queries.new_assignments(user, since=queries.board_since(timezone.now()))
    return {"rows": rows} if rows else None


def _team(user: User) -> dict[str, Any] | None:
    return {} if user.scope_of(VIEW) not in (None, Scope.OWN) else None


widgets.add("todos")(Widget("activities/home/todos.html", todo_context, VIEW, 5, wide=True))
widgets.add("kpi")(Widget("activities/home/kpi.html", _kpi, VIEW, 4, wide=True))
widgets.add("team")(Widget("activities/home/team_wait.html", _team, VIEW, 8, wide=True))
widgets.add("given")(Widget("activities/home/given.html", _given, VIEW, 12))
topics.add("board")(Topic(lambda user, _name: user.has_perm(VIEW)))

menu.add("todos")(MenuItem("", _("할 일"), "activities:todo_list", "list-checks", VIEW, 1, key="t"))
menu.add("activities")(
    MenuItem("customers", _("활동 이력"), "activities:activity_list", "activity", VIEW, 30)
)
menu.add("activity_board")(
    MenuItem("insight", _("업무 모니터링"), "activities:board", "monitor", VIEW, 75)
)
settings_pages.add("activity_kinds")(
    SettingsPage(
        "outreach", _("활동 규칙"), "activities:kind_list", "list-checks", "activities.manage_kinds"
    )
)
actions.add("activity_record")(
    Action(
        _("전화 기록"),
        "activities:quick",
        "phone",
        _("통화 기록 활동 적기 메일 방문 미팅 남기기"),
        ADD,
        panel=True,
    )
)
actions.add("todo_add")(
    Action(
        _("할 일 더하기"),
        "activities:todo_add",
        "square-check-big",
        _("업무 투두 추가"),
        ADD,
        panel=True,
    )
)
