"""What a person set up for a list, and the runs they started."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import QueryDict

from dangol.kit.db.prepared import prepared
from dangol.kit.errors import Refused
from dangol.kit.lists import Column, RecordList
from dangol.kit.lists.paging import matching
from dangol.kit.lists.state import ListState, read_state
from dangol.workspace.models import ListPreference, ListRun, SavedView

SIZE = 50


class Setting(NamedTuple):
    """How one person has one list."""

    views: list[SavedView]
    preference: ListPreference

    def view(self, pk: str) -> SavedView | None:
        """The view the address names, if the person may use it."""
        return next((view for view in self.views if str(view.pk) == pk), None)


def setting_of(user: Any, key: str) -> Setting:
    """The views a person sees above a list (own and shared, oldest first) and their columns."""
    preference = next(iter(_preferences(user.pk, key)), None)
    return Setting(
        _views(user.pk, key), preference or ListPreference(user=user, list_key=key, columns=[])
    )


@prepared
def _preferences(user_id: int, key: str) -> "QuerySet[ListPreference]":
    return ListPreference.objects.filter(user=user_id, list_key=key)


@prepared
def _views(user_id: int, key: str) -> "QuerySet[SavedView]":
    return views_of(user_id).filter(list_key=key).order_by("pk")


def views_of(user: Any) -> "QuerySet[SavedView]":
    """Own views and those others share."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True))


def shown_columns(
    record_list: RecordList, setting: Setting, view: SavedView | None
) -> list[Column]:
    """The columns in their order: the view's, else the person's, else the list's own."""
    known = record_list.all_columns
    chosen = (view and view.columns) or setting.preference.columns or record_list.default_columns
    main = [column for column in known.values() if column.main]
    return main + [known[name] for name in chosen if name in known and not known[name].main]


def state_of(record_list: RecordList, address: str) -> ListState:
    """The state a stored address stands for."""
    return read_state(record_list, QueryDict(address))


def runs_of(user: Any) -> "QuerySet[ListRun]":
    """The bulk acts and exports this person started."""
    return ListRun.objects.filter(actor=user)


def selected(record_list: RecordList, run: ListRun, *, verb: str = "view") -> "QuerySet[Any]":
    """The rows a run is about: those picked, or all that match, that its actor may act on.

    Refused when a condition can no longer be read: without it the run would reach more.
    """
    if run.ids is not None:
        rows = record_list.rows(run.actor).filter(pk__in=run.ids)
    else:
        state = state_of(record_list, run.address)
        if state.problems:
            raise Refused(" ".join(state.problems))
        rows = matching(record_list, state, run.actor).rows
    if verb == "view":
        return rows
    allowed = record_list.model._default_manager.visible_to(run.actor, verb)  # type: ignore[attr-defined]
    return rows.filter(pk__in=allowed.values("pk")) if _narrower(record_list, run, verb) else rows


def _narrower(record_list: RecordList, run: ListRun, verb: str) -> bool:
    scopes = [run.actor.scope_of(record_list.right(name)) for name in ("view", verb)]
    return scopes[0] != scopes[1]


def checked(columns: Sequence[str], record_list: RecordList) -> list[str]:
    """The names that are columns of the list, once each."""
    known = record_list.all_columns
    return list(dict.fromkeys(name for name in columns if name in known))
