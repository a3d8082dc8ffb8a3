"""Settings an administrator changes: one frozen dataclass per app, one table, one page.

@dataclass(frozen=True)
class SecurityPreferences:
    idle_minutes: int = option(30, _("자동 로그아웃"), unit=_("분"), minimum=5, maximum=480)

register("security", SecurityPreferences, label=_("보안"))
get(SecurityPreferences).idle_minutes
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple, TypeVar, cast

from django.db import transaction
from django.utils.functional import Promise

from dangol.codes.memory import remembered
from dangol.codes.models import Preference
from dangol.kit.records import change, create
from dangol.kit.registry import Registry

P = TypeVar("P")
Text = str | Promise


@dataclass(frozen=True)
class Option:
    """How the settings page asks for one value."""

    label: Text
    help: Text = ""
    unit: Text = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: Sequence[tuple[str, Text]] = ()
    required: bool = False
    clean: Callable[[Any], Any] | None = None
    hidden: bool = False


class Page(NamedTuple):
    """One registered dataclass; `check(values, address)` refuses what would harm, before saving."""

    kind: type[Any]
    label: Text
    help: Text = ""
    icon: str = "settings"
    section: str = "company"
    order: int = 10
    check: Callable[[Any, str], None] | None = None


pages: Registry[Page] = Registry()
_names: dict[type[Any], str] = {}


def option(default: Any, label: Text, **asked: Any) -> Any:
    """A field of a preferences dataclass: its default and how to ask for it (see Option)."""
    return field(default=default, metadata={"option": Option(label, **asked)})


def register(name: str, kind: type[Any], *, label: Text, **page: Any) -> None:
    """Give a dataclass its row and its place on the settings page (see Page)."""
    pages.add(name)(Page(kind, label, **page))
    _names[kind] = name


@remembered
def _stored() -> dict[str, dict[str, Any]]:
    return dict(Preference.objects.values_list("name", "values"))


def get(kind: type[P]) -> P:
    """The settings now; what nobody set has its default. Costs no query while it is fresh."""
    return build(kind, _stored().get(_names[kind], {}))


def build(kind: type[P], values: Mapping[str, Any]) -> P:
    """The dataclass from stored values: unknown ones are dropped, lists become tuples."""
    known = {item.name for item in fields(cast(Any, kind))}
    given = {name: value for name, value in values.items() if name in known}
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})


@transaction.atomic
def put(preferences: Any, *, actor: Any) -> None:
    """Store a whole set of preferences; every process follows within seconds."""
    name, values = _names[type(preferences)], asdict(preferences)
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    row = Preference.objects.select_for_update().filter(name=name).first()
    if row is None:
        create(Preference, actor=actor, name=name, values=values)
    else:
        change(row, actor=actor, values=values)
    _stored.forget()
