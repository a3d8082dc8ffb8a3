"""Bring a list of staff in: accounts without a password, which an administrator then hands out."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department, Role, User
from dangol.accounts.people.services import (
    add_department,
    change_person,
    deactivate_person,
    invite_person,
)
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind, Preset
from dangol.imports.models import Import
from dangol.imports.plain import PlainImporter, PlainOptions, PlainSession, Values, squeezed
from dangol.imports.synonyms_staff import WORDS
from dangol.kit.errors import Refused
from dangol.kit.korean.emails import parse_email
from dangol.kit.korean.phones import parse_phone

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,49}$")


class StaffOptions(PlainOptions):
    """Which role the new accounts get."""

    role = forms.ModelChoiceField(
        Role.objects.order_by("order", "name"), label=_("새 직원의 역할"), required=False,
        empty_label=_("나중에 정하기"),
    )  # fmt: skip


class StaffSession(PlainSession):
    """Adds the sign-in name where the file has none."""

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        if "username" not in values:
            values["username"] = _username(values.get("email", ""), values["name"])
        if not USERNAME.match(values["username"]):
            text = _t(
                "아이디를 정할 수 없습니다. 영문 소문자와 숫자로 된 ‘아이디’ 열을 넣어 주세요."
            )
            verdict.refuse(self.column_of("username"), text)
        if "email" in values and not (found := parse_email(values["email"])):
            verdict.refuse(self.column_of("email"), _t("이메일을 읽을 수 없습니다."))
        elif "email" in values:
            values["email"] = found
        if "phone" in values and (phone := parse_phone(values["phone"])):
            values["phone"] = phone.digits
        elif "phone" in values:
            verdict.refuse(self.column_of("phone"), _t("전화번호를 읽을 수 없습니다."))


def _username(email: str, name: str) -> str:
    """The mail name, else the name in Latin letters with dots for spaces."""
    text = email.partition("@")[0] or ".".join(name.split())
    return text.lower()


class StaffImporter(PlainImporter):
    """Lists of people who work here."""

    label = _("직원")
    permission = change = "accounts.manage_people"
    list_url = "accounts:people"
    form = StaffOptions
    kind_of_session = StaffSession
    model = User
    shown_labels = {
        "name": _("이름"),
        "username": _("아이디"),
        "email": _("이메일"),
        "department": _("부서"),
        "team": _("팀"),
    }
    every_field = (
        ImportField("name", _("이름"), WORDS["name"], required=True),
        ImportField("username", _("아이디"), WORDS["username"]),
        ImportField("email", _("이메일"), WORDS["email"], Kind.TEXT),
        ImportField("phone", _("휴대전화"), WORDS["phone"], Kind.TEXT),
        ImportField("department", _("부서"), WORDS["department"]),
        ImportField("team", _("팀(부서 아래)"), WORDS["team"]),
        ImportField("position", _("직위"), WORDS["position"]),
    )

    def presets(self) -> list[Preset]:
        columns = {"sales_agent": "name", "manager": "team", "regional_office": "department"}
        return [Preset.of("CRM Sales teams", "sales_agent,manager,regional_office", columns)]

    def key_of(self, values: Values) -> str:
        """The sign-in name."""
        return str(values["username"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        return dict(User.objects.filter(username__in=keys).values_list("username", "pk"))

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        """Without a word about it, new people get the sales rep's role."""
        chosen = super().options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
        role = Role.objects.filter(key="rep").first()
        return chosen | {"role": role and role.pk}

    def add(self, values: Values, *, actor: Any, options: Values) -> User:
        roles = Role.objects.filter(pk=options["role"]) if options.get("role") else ()
        return invite_person(roles=roles, actor=actor, **self._own(values, actor))

    def edit(self, record: User, values: Values, *, actor: Any, options: Values) -> User:
        return change_person(record, actor=actor, **self._own(values, actor))

    def _own(self, values: Values, actor: Any) -> Values:
        own = {k: v for k, v in values.items() if k not in ("department", "team")}
        office = _department(values.get("department"), None, actor)
        if place := _department(values.get("team"), office, actor) or office:
            own["department"] = place
        if own.get("email"):
            others = User.objects.filter(email__iexact=own["email"])
            if others.exclude(username=own.get("username", "")).exists():
                raise ValidationError(_t("이 이메일을 쓰는 직원이 이미 있습니다."))
        return own

    def take_back(self, record: User, *, actor: Any) -> None:
        """An account is never deleted, as what it did names it: it is shut."""
        deactivate_person(record, actor=actor)


def _department(name: Any, parent: Department | None, actor: Any) -> Department | None:
    """The department of this name below another, made if need be; ids come from an undo."""
    if not name:
        return None
    if isinstance(name, int):
        return Department.objects.filter(pk=name).first()
    rows = Department.objects.filter(parent=parent)
    same = [row for row in rows if squeezed(row.name) == squeezed(str(name))]
    if same:
        return same[0]
    if len(str(name)) > 100:
        raise Refused(_t("부서 이름은 100자까지 적을 수 있습니다."))
    return add_department(name=str(name), parent=parent, actor=actor)


importers.add("users")(StaffImporter())
