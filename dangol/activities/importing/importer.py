"""The activities importer: history and to-dos of another program or of a spreadsheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import kinds
from dangol.activities.acts.models import Activity
from dangol.activities.acts.planning import plan_activity
from dangol.activities.acts.queries import owners_of_work
from dangol.activities.acts.services import edit_activity, record_activity, remove_activity
from dangol.activities.importing.reading import ActivitySession, is_day
from dangol.activities.importing.synonyms import WORDS
from dangol.customers.models import Customer
from dangol.imports.importers import importers
from dangol.imports.mapping import ImportField, Kind, Preset
from dangol.imports.models import Import
from dangol.imports.plain import PlainImporter, PlainOptions, Values
from dangol.kit.errors import Refused

CHANGED = ("title", "text", "result", "minutes")
NOON = 12


class ActivityOptions(PlainOptions):
    """Whose they are and what they are where the file does not say."""

    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("담당이 빈 활동의 담당"), empty_label=None
    )
    kind = forms.ChoiceField(label=_("종류가 빈 활동의 종류"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["owner"].queryset = owners_of_work(user)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]


class ActivityImporter(PlainImporter):
    """Lists of what was done with customers and of what is to be done.

    Nobody is notified of them and no rule runs: they are a past that moves in.
    """

    label = _("활동")
    permission, change = "activities.add_activity", "activities.change_activity"
    list_url = "activities:activity_list"
    form = ActivityOptions
    kind_of_session = ActivitySession
    model = Activity
    shown_labels = {
        "at": _("일시"),
        "kind": _("종류"),
        "customer": _("고객"),
        "owner": _("담당"),
        "title": _("제목"),
        "text": _("내용"),
    }
    every_field = (
        ImportField("at", _("일시"), WORDS["at"], required=True),
        ImportField("hour", _("시각"), WORDS["hour"]),
        ImportField("kind", _("종류"), WORDS["kind"]),
        ImportField("customer", _("고객"), WORDS["customer"]),
        ImportField("owner", _("담당"), WORDS["owner"]),
        ImportField("title", _("제목"), WORDS["title"]),
        ImportField("text", _("내용"), WORDS["text"], Kind.LONG_TEXT),
        ImportField("result", _("결과"), WORDS["result"], Kind.LONG_TEXT),
        ImportField("minutes", _("시간(분)"), WORDS["minutes"], Kind.NUMBER),
        ImportField("purpose", _("접촉목적"), WORDS["purpose"]),
        ImportField("direction", _("방향"), WORDS["direction"]),
        ImportField("state", _("상태"), WORDS["state"]),
        ImportField("number", _("활동번호"), WORDS["number"]),
    )

    def presets(self) -> list[Preset]:
        columns = {
            "Subject": "title", "ActivityDate": "at", "Status": "state", "Who": "customer",
            "Description": "text", "Type": "kind", "Owner": "owner",
        }  # fmt: skip
        return [Preset.of("Salesforce Task", "ActivityDate,Subject,Status", columns)]

    def key_of(self, values: Values) -> str:
        """Its number in the file, else everything that tells it from others."""
        return str(values.get("_key", ""))

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        return dict(Activity.objects.filter(source__in=keys).values_list("source", "pk"))

    def initial_of(self, run: Import, user: Any) -> Values:
        return {"owner": user.pk, "kind": "call", **super().initial_of(run, user)}

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        chosen = super().options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
        return {"owner": owner and owner.pk, "kind": "call", **chosen}

    def add(self, values: Values, *, actor: Any, options: Values) -> Activity:
        """By the services of the screen, in nobody's name: nobody is told about the past."""
        pk, at = values["_customer"], values["_at"]
        told = {name: values[name] for name in CHANGED if name in values}
        same: Values = {
            "owner": User.objects.get(pk=values["_owner"]),
            "customer": Customer.objects.get(pk=pk) if pk else None,
            "kind": values["_kind"],
            "purpose": values["_purpose"],
            "direction": values["direction"],
            "source": values["_key"],
            "actor": None,
            **told,
        }
        if values["_done"]:
            now = timezone.now()
            happened = min(at.replace(hour=NOON), now) if is_day(at) else at
            return record_activity(at=now, occurred_at=happened, **same)
        same.setdefault("title", values.get("text", "").partition("\n")[0][:200])
        return plan_activity(due=at.date() if is_day(at) else at, **same)

    def edit(self, record: Activity, values: Values, *, actor: Any, options: Values) -> Activity:
        """Only what was said: owner, customer and moment may have been put right here since."""
        if actor is not None:
            mine = Activity.objects.visible_to(actor, "change").filter(pk=record.pk)
            if not mine.exists():
                raise Refused(_t("이미 등록된 활동이지만 고칠 권한이 없습니다."))
        told = {name: values[name] for name in CHANGED if name in values}
        return edit_activity(record, at=timezone.now(), actor=actor, **told)

    def take_back(self, record: Activity, *, actor: Any) -> None:
        remove_activity(record, actor=actor)


importers.add("activities")(ActivityImporter())
