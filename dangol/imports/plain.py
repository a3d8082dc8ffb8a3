"""Importers of records that are few or simple: one service call a row, doubles by one key."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.custom import PREFIX, clean_value
from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields
from dangol.imports.cleaning import BadCell, day, line, lines, number, won, yes_no
from dangol.imports.importers import SKIP, UPDATE, Importer, Session, Undone, Verdict
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.models import Before, Import
from dangol.imports.reading import Row
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.records import remove

FILL, OVERWRITE = "fill", "overwrite"
BATCH, LONGEST = 500, 200
READERS: dict[str, Callable[[str], Any]] = {
    Kind.TEXT: line,
    Kind.LONG_TEXT: lines,
    Kind.DATE: day,
    Kind.NUMBER: number,
    Kind.WON: won,
    Kind.YES_NO: yes_no,
}
Values = dict[str, Any]


def squeezed(text: str) -> str:
    """A word to compare by: `GTXPro` and `GTX Pro` are the same."""
    return "".join(text.split()).casefold()


def by_word(pairs: Iterable[tuple[int, Sequence[str]]]) -> dict[str, int]:
    """Ids by what they may be called; a word two of them share, spaces aside, names nobody."""
    found: dict[str, int] = {}
    doubled: set[str] = set()
    for pk, words in pairs:
        for word in {squeezed(word) for word in words if word}:
            if found.setdefault(word, pk) != pk:
                doubled.add(word)
    return {word: pk for word, pk in found.items() if word not in doubled}


@dataclass(slots=True)
class Draft:
    """One record to be: its values by field, and the record it changes."""

    values: Values
    target: int | None = None
    verdict: Verdict | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Draft, (self.values, self.target)


class PlainOptions(Form):
    """What becomes of rows whose record is there already."""

    double = forms.ChoiceField(
        label=_("이미 있는 것"),
        choices=[
            (SKIP, _("건너뛰기")),
            (FILL, _("빈 칸만 채우기")),
            (OVERWRITE, _("덮어쓰기")),
        ],
    )

    def as_options(self) -> Values:
        """The answers as the run keeps them."""
        return {
            name: value.pk if isinstance(value, models.Model) else value
            for name, value in self.cleaned_data.items()
        }


class PlainSession(Session):
    """One run through such a file."""

    def __init__(self, importer: "PlainImporter", run: Import, actor: Any, *, is_dry: bool) -> None:
        self.importer, self.run, self.actor, self.is_dry = importer, run, actor, is_dry
        self.options = run.options
        self.fields = {field.key: field for field in importer.fields()}
        self.own = {field.key: field for field in importer.own}
        self.columns = [(n, self.fields[key]) for n, key in enumerate(run.mapping) if key]
        self.seen: dict[str, int] = {}
        self.begin()

    def begin(self) -> None:
        """Look up once what the rows will name."""

    def clean(self, rows: Sequence[Row]) -> list[Verdict]:
        return [self._read(row) for row in rows]

    def _read(self, row: Row) -> Verdict:
        verdict = Verdict(row, draft=Draft({}))
        for n, field in self.columns:
            text = row.cells[n] if n < len(row.cells) else ""
            if field.key.startswith(PREFIX):
                self._read_own(verdict, n, field.key.removeprefix(PREFIX), text)
                continue
            try:
                value = READERS[field.kind](text)
                if field.kind == Kind.TEXT and len(value) > LONGEST:
                    said = _t("%(max)d자까지 담을 수 있습니다(%(n)s자).")
                    raise BadCell(said % {"max": LONGEST, "n": f"{len(value):,}"})
            except BadCell as problem:
                verdict.refuse(n, problem)
                continue
            if value not in ("", None):
                verdict.draft.values[field.key] = value
        return verdict

    def _read_own(self, verdict: Verdict, n: int, key: str, text: str) -> None:
        """A cell of one of the office's own fields; empty ones say nothing."""
        try:
            value = clean_value(self.own[key], text) if text.strip() else None
        except ValidationError as error:
            verdict.refuse(n, " ".join(error.messages))
            return
        if value is not None:
            verdict.draft.values.setdefault("custom", {})[key] = value

    def column_of(self, key: str) -> int:
        """Where a field stands in the file, -1 where it does not."""
        return next((n for n, field in self.columns if field.key == key), -1)

    def match(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            for field in self.fields.values():
                if field.required and field.key not in verdict.draft.values:
                    text = _t("‘%(field)s’이(가) 비어 있습니다. 값을 적어 다시 가져와 주세요.")
                    n = self.column_of(field.key)
                    verdict.reasons.setdefault(n, "")
                    verdict.reasons[n] = verdict.reasons[n] or text % {"field": field.label}
                    verdict.act = "refuse"
            if not verdict.reasons:
                self.settle(verdict)
        self._doubles([verdict for verdict in verdicts if not verdict.reasons])

    def settle(self, verdict: Verdict) -> None:
        """Put names into place of words, refuse what cannot be."""

    def _doubles(self, verdicts: Sequence[Verdict]) -> None:
        keys = {id(verdict): self.importer.key_of(verdict.draft.values) for verdict in verdicts}
        known = self.importer.existing(sorted({key for key in keys.values() if key}))
        may_change = self.actor is None or self.actor.has_perm(self.importer.change)
        for verdict in verdicts:
            key = keys[id(verdict)]
            if key in known:
                self._double(verdict, known[key], may_change=may_change)
            elif key and self.seen.get(key, verdict.row.number) != verdict.row.number:
                verdict.act = SKIP
                verdict.remarks.append(_t("%(n)d번째 줄과 같음") % {"n": self.seen[key]})
            if key:
                self.seen.setdefault(key, verdict.row.number)

    def _double(self, verdict: Verdict, target: int, *, may_change: bool) -> None:
        verdict.remarks.append(_t("이미 있음"))
        if self.options.get("double", SKIP) == SKIP:
            verdict.act = SKIP
        elif may_change:
            verdict.act, verdict.draft.target = UPDATE, target
        else:
            verdict.refuse(-1, _t("이미 등록되어 있지만 고칠 권한이 없습니다."))

    def write(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            try:
                with transaction.atomic():
                    self._write(verdict.draft)
            except ValidationError as error:
                verdict.refuse(-1, " ".join(error.messages))
            except Refused as error:
                verdict.refuse(-1, str(error))

    def _write(self, draft: Draft) -> None:
        if draft.target is None:
            record = self.importer.add(draft.values, actor=self.actor, options=self.options)
            self._note(record, {"made": True})
            return
        record = self.importer.model._base_manager.get(pk=draft.target)
        values = draft.values
        if self.options.get("double") == FILL:
            values = _missing(values, record)
        was = {name: _plain(getattr(record, name)) for name in values if hasattr(record, name)}
        record = self.importer.edit(record, values, actor=self.actor, options=self.options)
        self._note(record, {"was": was})

    def _note(self, record: Any, values: Values) -> None:
        version = getattr(record, "version", 0)
        Before.objects.create(run=self.run, record_id=record.pk, version=version, values=values)

    def shown(self, verdict: Verdict) -> dict[str, str]:
        values = verdict.draft.values
        return {key: self.said(key, values.get(key, "")) for key in self.importer.shown_labels}

    def said(self, key: str, value: Any) -> str:
        """A value as the preview shows it."""
        return f"{value:,}" if isinstance(value, int | float) else str(value)


def _missing(values: Values, record: Any) -> Values:
    """What the record has no value of; of its own fields, each by itself."""
    told = {key: value for key, value in values.items() if not getattr(record, key, None)}
    if "custom" in values:
        held = record.custom
        told["custom"] = {key: v for key, v in values["custom"].items() if key not in held}
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if isinstance(value, int | bool | dict | type(None)) else str(value)


class PlainImporter(Importer):
    """An importer whose records are written by `add` and `edit`, known by `key_of`."""

    form: ClassVar[type[Form]] = PlainOptions
    kind_of_session: ClassVar[type[PlainSession]] = PlainSession
    model: ClassVar[type[models.Model]]
    change: ClassVar[str]
    every_field: ClassVar[Sequence[ImportField]]
    has_own: ClassVar[bool] = False
    """Whether `add` and `edit` take the office's own fields of the model, as `custom`."""

    @abstractmethod
    def key_of(self, values: Values) -> str:
        """What the record is known by; "" for none."""

    @abstractmethod
    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        """Ids of the records that are there, by key."""

    @abstractmethod
    def add(self, values: Values, *, actor: Any, options: Values) -> Any:
        """Make the record, by the service the screen calls."""

    @abstractmethod
    def edit(self, record: Any, values: Values, *, actor: Any, options: Values) -> Any:
        """Change the record, by the service the screen calls."""

    def take_back(self, record: Any, *, actor: Any) -> None:
        """Undo a record the run made; raises Refused when it has to stay."""
        remove(record, actor=actor)

    def version_of(self, record: Any) -> int:
        """A number that is another one when the record was changed since."""
        return getattr(record, "version", 0)

    def put_back(self, values: Values, *, actor: Any) -> None:
        """Undo what a row did to other records, from what the session noted of it."""

    @property
    def own(self) -> list[CustomField]:
        """The office's own fields a file may fill."""
        return custom_fields(self.model._meta.label_lower) if self.has_own else []

    def fields(self) -> list[ImportField]:
        own = [ImportField(f"{PREFIX}{field.key}", field.label) for field in self.own]
        return [*self.every_field, *own]

    def initial_of(self, run: Import, user: Any) -> Values:
        return {"double": SKIP, **run.options}

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        return {"double": on_duplicate if on_duplicate in (FILL, OVERWRITE) else SKIP}

    def add_fields(self, run: Import, *, actor: Any) -> list[str]:
        raise Refused(
            _t("이 가져오기에는 새 항목을 더할 수 없습니다. 열을 ‘가져오지 않음’으로 두세요.")
        )

    def session(self, run: Import, *, actor: Any, is_dry: bool) -> PlainSession:
        return self.kind_of_session(self, run, actor, is_dry=is_dry)

    def undo_updated(self, run: Import, *, actor: Any) -> Undone:
        def restore(record: Any, before: Before) -> None:
            values: Values = {
                name: record._meta.get_field(name).to_python(value) if value is not None else None
                for name, value in before.values["was"].items()
            }
            if values.get("custom") is not None:  # what the file added goes as well
                values["custom"] = {**dict.fromkeys(record.custom), **values["custom"]}
            self.edit(record, values, actor=actor, options=run.options)
            self.put_back(before.values, actor=actor)

        return self._undo(run, "was", restore, _t("가져온 뒤에 바뀌어 되돌리지 않았습니다."))

    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        def take_back(record: Any, before: Before) -> None:
            self.take_back(record, actor=actor)
            self.put_back(before.values, actor=actor)

        return self._undo(run, "made", take_back, _t("가져온 뒤에 바뀌어 지우지 않았습니다."))

    def _undo(
        self, run: Import, what: str, act: Callable[[Any, Before], None], changed: str
    ) -> Undone:
        rows = Before.objects.filter(run=run, values__has_key=what).order_by("-pk")
        befores = list(rows[:BATCH])
        records = self.model._base_manager.in_bulk([before.record_id for before in befores])
        kept = []
        for before in befores:
            record = records.get(before.record_id)
            if record is None:
                continue
            problem = changed if self.version_of(record) != before.version else ""
            if not problem:
                problem = _tried(act, record, before)
            if problem:
                kept.append({"id": before.record_id, "reason": problem})
        Before.objects.filter(pk__in=[before.pk for before in befores]).delete()
        return len(befores), kept


def _tried(act: Callable[[Any, Before], None], record: Any, before: Before) -> str:
    """Undo one record; the reason why it stays as it is, or ""."""
    try:
        with transaction.atomic():
            act(record, before)
    except ProtectedError:
        return _t("다른 기록이 쓰고 있어 지우지 않았습니다.")
    except ValidationError as error:
        return " ".join(error.messages)
    except Refused as error:
        return str(error)
    return ""
