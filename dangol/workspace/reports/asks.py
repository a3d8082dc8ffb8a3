"""The filters a report declares: a period, whose records, a choice.

Each brings its form fields, reads them into one value, says it in words for the paper, and
writes it back as an address.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User, with_departments_below
from dangol.accounts.people.queries import department_choices
from dangol.kit.access import Scope
from dangol.workspace.staff import people, person_name

LONGEST_DAYS = 366 * 10
Pairs = list[tuple[str, str]]

PRESETS: dict[str, str | Promise] = {
    "this_month": _("이번 달"),
    "last_month": _("지난달"),
    "quarter": _("이번 분기"),
    "year": _("올해"),
}


class Days(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """How many days; none or fewer where the last stands before the first."""
        return (self.last - self.first).days + 1


class StaffChoice(NamedTuple):
    """Whose records count: their ids (None for everybody's), and what was chosen."""

    ids: list[int] | None
    department: int | None
    person: int | None


class Asker(NamedTuple):
    """Who looks at the report, and the day it is there."""

    user: User
    today: date


@dataclass(frozen=True)
class Ask:
    """One filter; `name` is the key of its value in what the report is asked."""

    name: str
    label: str | Promise

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        """The form fields, named as in the address."""
        raise NotImplementedError

    def read(self, given: Mapping[str, Any], asker: Asker) -> Any:
        """The value; raises ValidationError by field name."""
        raise NotImplementedError

    def said(self, value: Any) -> str:
        """The value in words."""
        raise NotImplementedError

    def address(self, value: Any) -> Pairs:
        """The parameters that ask for this value again."""
        raise NotImplementedError

    def presets(self, value: Any, today: date) -> list[tuple[str, str, bool]]:
        """Parameter, label and whether it is what was asked, of each one-click answer."""
        return []


def preset_days(name: str, today: date) -> Days:
    """The days a preset means on a day; the running month and year end today."""
    month = today.replace(day=1)
    match name:
        case "last_month":
            last = month - timedelta(days=1)
            return Days(last.replace(day=1), last)
        case "quarter":
            return Days(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), today)
        case "year":
            return Days(today.replace(month=1, day=1), today)
    return Days(month, today)


@dataclass(frozen=True)
class Period(Ask):
    """From and to, this month unless asked otherwise; `period=last_month` also works."""

    default: str = "this_month"

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        return {
            "from": forms.DateField(label=_("시작일"), required=False, widget=widget),
            "to": forms.DateField(label=_("종료일"), required=False, widget=widget),
            "period": forms.CharField(required=False, widget=forms.HiddenInput, max_length=20),
        }

    def read(self, given: Mapping[str, Any], asker: Asker) -> Days:
        name = given.get("period") or ""
        if name:
            if name not in PRESETS:
                raise ValidationError(
                    {"period": _t("없는 기간입니다. 시작일과 종료일로 고르세요.")}
                )
            return preset_days(name, asker.today)
        usual = preset_days(self.default, asker.today)
        first = given.get("from") or min(usual.first, given.get("to") or usual.first)
        last = given.get("to") or max(usual.last, first)
        if first > last:
            raise ValidationError({"to": _t("종료일은 시작일과 같거나 뒤여야 합니다.")})
        if (last - first).days > LONGEST_DAYS:
            raise ValidationError({"from": _t("기간은 10년 안으로 고르세요.")})
        return Days(first, last)

    def said(self, value: Days) -> str:
        return f"{value.first:%Y.%m.%d}–{value.last:%Y.%m.%d}"

    def address(self, value: Days) -> Pairs:
        return [("from", value.first.isoformat()), ("to", value.last.isoformat())]

    def presets(self, value: Days, today: date) -> list[tuple[str, str, bool]]:
        return [
            (name, str(label), value == preset_days(name, today)) for name, label in PRESETS.items()
        ]


@dataclass(frozen=True)
class Staff(Ask):
    """부서 and 담당자, offered as far as the person's `permission` reaches."""

    permission: str = ""

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        user = asker.user
        if user.scope_of(self.permission) == Scope.OWN:
            return {}
        mine = reachable_departments(user, self.permission)
        departments = [
            (pk, name) for pk, name in department_choices() if mine is None or pk in mine
        ]
        ids = reachable_people(user, self.permission)
        staff = [(o.value, o.label) for o in people() if ids is None or o.stored in ids]
        return {
            "department": forms.TypedChoiceField(
                label=_("부서"),
                choices=[("", _("모든 부서")), *departments],
                coerce=int,
                empty_value=None,
                required=False,
            ),
            "person": forms.TypedChoiceField(
                label=str(self.label),
                choices=[("", _("모두")), *staff],
                coerce=int,
                empty_value=None,
                required=False,
            ),
        }

    def read(self, given: Mapping[str, Any], asker: Asker) -> StaffChoice:
        ids = reachable_people(asker.user, self.permission)
        department, person = given.get("department"), given.get("person")
        if department:
            below = with_departments_below(department)
            found = User.objects.filter(department__in=below).values_list("pk", flat=True)
            ids = sorted(found if ids is None else set(found) & set(ids))
        if person:
            ids = [person] if ids is None or person in ids else []
        return StaffChoice(ids, department, person)

    def said(self, value: StaffChoice) -> str:
        if value.person:
            return person_name(value.person)
        if value.department:
            return dict(department_choices()).get(value.department, "").strip()
        return _t("모두") if value.ids is None or len(value.ids) > 1 else person_name(value.ids[0])

    def address(self, value: StaffChoice) -> Pairs:
        chosen = {"department": value.department, "person": value.person}
        return [(name, str(pk)) for name, pk in chosen.items() if pk]


@dataclass(frozen=True)
class Pick(Ask):
    """One of some choices; the first is what counts unless another is chosen."""

    options: Callable[[], Sequence[tuple[str, str | Promise]]] = tuple

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        field = forms.ChoiceField(
            label=str(self.label), choices=list(self.options()), required=False
        )
        return {self.name: field}

    def read(self, given: Mapping[str, Any], asker: Asker) -> str:
        return str(given.get(self.name) or next(iter(self.options()), ("", ""))[0])

    def said(self, value: str) -> str:
        return str(dict(self.options()).get(value, ""))

    def address(self, value: str) -> Pairs:
        return [(self.name, value)] if value else []


@dataclass(frozen=True)
class Month(Ask):
    """One month, this one unless asked otherwise; its value is the first day."""

    def fields(self, asker: Asker) -> dict[str, forms.Field]:
        widget = forms.DateInput({"type": "month"}, format="%Y-%m")
        kind = forms.DateField(
            label=str(self.label), required=False, input_formats=["%Y-%m"], widget=widget
        )
        return {self.name: kind}

    def read(self, given: Mapping[str, Any], asker: Asker) -> date:
        day: date = given.get(self.name) or asker.today
        if not 2000 <= day.year <= asker.today.year:
            raise ValidationError({self.name: _t("2000년 1월부터 올해까지 고를 수 있습니다.")})
        return day.replace(day=1)

    def said(self, value: date) -> str:
        return _t("%(year)s년 %(month)s월") % {"year": value.year, "month": value.month}

    def address(self, value: date) -> Pairs:
        return [(self.name, f"{value:%Y-%m}")]


def reachable_people(user: User, permission: str) -> list[int] | None:
    """Ids of the people whose records the permission shows; None for everybody's."""
    match user.scope_of(permission):
        case Scope.ALL:
            return None
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            return user.colleague_ids(scope)
        case Scope.OWN:
            return [user.pk]
    return []


def reachable_departments(user: User, permission: str) -> set[int] | None:
    """Ids of the departments whose records the permission shows; None for all."""
    scope = user.scope_of(permission)
    if scope == Scope.ALL:
        return None
    if scope in (None, Scope.OWN) or user.department_id is None:
        return set()
    if scope == Scope.DEPARTMENT:
        return {user.department_id}
    return with_departments_below(user.department_id)


class Asked(dict[str, Any]):
    """The values of a report's filters by name, and the same in words and as an address."""

    said: list[tuple[str, str]]
    pairs: Pairs

    @classmethod
    def of(cls, asks: Iterable[Ask], values: Mapping[str, Any]) -> "Asked":
        """Put values together with their words and address."""
        made = cls(values)
        made.said = [(str(ask.label), ask.said(values[ask.name])) for ask in asks]
        made.pairs = [pair for ask in asks for pair in ask.address(values[ask.name])]
        return made
