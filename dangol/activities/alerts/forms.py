"""The rules as one sheet: two sentences for 신규, a matrix for 유지."""

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.activities.acts.kinds import Kind, kind_of, kinds
from dangol.activities.alerts.models import STAGES, AlertRule
from dangol.activities.alerts.services import Line
from dangol.codes.queries import codes_of
from dangol.kit.forms import Form

# the media of F23; other kinds get a column once a rule has them
COLUMNS = ("meeting", "call", "mail")
MOST_DAYS = 1_000


class Sentence(NamedTuple):
    """One line of 신규."""

    stage: str
    label: Any
    days: Any
    kind: Any
    rule: AlertRule | None


class Row(NamedTuple):
    """One grade of 유지 with its cells."""

    label: str
    color: str
    cells: list[Any]


class RulesForm(Form):
    """Fields are named by what they set: `target_days`, `cell_3_7`."""

    def __init__(self, *args: Any, rules: list[AlertRule], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = rules
        self.columns = _columns(rules)
        self.grades = codes_of("customer_grade")
        for stage, label in STAGES:
            self._add_sentence(stage, str(label))
        for grade in self.grades:
            for kind in self.columns:
                self._add_cell(grade.id, grade.label, kind)

    def _add_sentence(self, stage: str, label: str) -> None:
        rule = self._rule(stage, None, None)
        choices = [(kind.id, kind.label) for kind in kinds()]
        called = _t("%(stage)s 일수") % {"stage": label}
        self.fields[f"{stage}_days"] = _days(called, rule)
        self.fields[f"{stage}_kind"] = forms.TypedChoiceField(
            label=_t("%(stage)s 할 일의 종류") % {"stage": label},
            choices=choices,
            coerce=int,
            initial=rule.kind_id if rule else _first(choices),
        )

    def _add_cell(self, grade: int, label: str, kind: Kind) -> None:
        called = _t("%(grade)s %(kind)s 주기") % {"grade": label, "kind": kind.label}
        self.fields[f"cell_{grade}_{kind.id}"] = _days(called, self._rule("", grade, kind.id))

    def _rule(self, stage: str, grade: int | None, kind: int | None) -> AlertRule | None:
        def fits(rule: AlertRule) -> bool:
            if stage:
                return rule.stage == stage
            return (rule.grade_id, rule.kind_id) == (grade, kind)

        return next((rule for rule in self.rules if fits(rule)), None)

    def sentences(self) -> list[Sentence]:
        return [
            Sentence(
                stage,
                label,
                self[f"{stage}_days"],
                self[f"{stage}_kind"],
                self._rule(stage, None, None),
            )
            for stage, label in STAGES
        ]

    def matrix(self) -> list[Row]:
        return [
            Row(
                grade.label,
                grade.color,
                [(kind.label, self[f"cell_{grade.id}_{kind.id}"]) for kind in self.columns],
            )
            for grade in self.grades
        ]

    def lines(self) -> list[Line]:
        """What was filled in, blank cells too: they take a rule away."""
        values = self.cleaned_data
        found = [
            Line(stage, None, values[f"{stage}_kind"], values[f"{stage}_days"])
            for stage, _label in STAGES
        ]
        return found + [
            Line("", grade.id, kind.id, values[f"cell_{grade.id}_{kind.id}"])
            for grade in self.grades
            for kind in self.columns
        ]


def _columns(rules: list[AlertRule]) -> list[Kind]:
    offered = [kind for kind in kinds() if kind.key in COLUMNS]
    offered.sort(key=lambda kind: COLUMNS.index(kind.key))
    known = {kind.id for kind in offered}
    others = {rule.kind_id for rule in rules if rule.grade_id} - known
    return offered + [kind for pk in sorted(others) if (kind := kind_of(pk))]


def _days(label: str, rule: AlertRule | None) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        initial=rule.days if rule else None,
    )
    field.widget.attrs["class"] = "num"
    return field


def _first(choices: list[tuple[int, str]]) -> int | None:
    return choices[0][0] if choices else None


class OwnerForm(Form):
    """Whose cell of the compliance report is opened."""

    rule = forms.ModelChoiceField(AlertRule.objects.filter(grade__isnull=False), label=_("규칙"))
    owner = forms.IntegerField(label=_("담당"), min_value=1)
