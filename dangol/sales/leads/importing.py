"""Bring a list of leads in: a fair's cards, a partner's list, another program's inbox."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.korean.phones import parse_phone
from dangol.sales.leads.models import Lead
from dangol.sales.leads.queries import OPEN
from dangol.sales.leads.services import edit_lead, take_lead
from dangol.sales.leads.synonyms import WORDS


class LeadSession(PlainSession):
    """Finds people and sources; refuses leads nobody could answer."""

    def begin(self) -> None:
        rows = User.objects.filter(is_active=True).exclude(username="")
        words = rows.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, names) for pk, *names in words)
        codes = Code.objects.filter(group="source", is_active=True)
        self.sources = by_word((pk, said) for pk, *said in codes.values_list("pk", "key", "label"))

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        if not values.get("phone") and not values.get("email"):
            verdict.refuse(-1, _t("전화나 이메일 가운데 하나는 있어야 합니다."))
        if phone := values.get("phone"):
            if (number := parse_phone(phone)) is None:
                verdict.refuse(self.column_of("phone"), _t("전화번호가 아닙니다."))
            else:
                values["phone"] = number.digits
        for key, known, text in (
            ("owner", self.people, _t("담당 ‘%(text)s’을(를) 찾지 못했습니다.")),
            (
                "source",
                self.sources,
                _t("모르는 경로 ‘%(text)s’입니다. 코드관리에 먼저 더해 주세요."),
            ),
        ):
            if key in values:
                values[f"_{key}"] = known.get(squeezed(values[key]))
                if values[f"_{key}"] is None:
                    verdict.refuse(self.column_of(key), text % {"text": values[key][:40]})


class LeadImporter(PlainImporter):
    """Leads; one with the phone or mail of an open lead is there already."""

    label = _("가망고객")
    permission, change = "sales.add_lead", "sales.change_lead"
    list_url = "sales:lead_list"
    kind_of_session = LeadSession
    model, has_own = Lead, True
    shown_labels = {
        "name": _("이름"), "company": _("회사"), "phone": _("전화"), "email": _("이메일"),
    }  # fmt: skip
    every_field = (
        ImportField("name", _("이름"), WORDS["name"], required=True),
        ImportField("company", _("회사"), WORDS["company"]),
        ImportField("phone", _("전화"), WORDS["phone"]),
        ImportField("email", _("이메일"), WORDS["email"]),
        ImportField("region", _("지역"), WORDS["region"]),
        ImportField("source", _("유입 경로"), WORDS["source"]),
        ImportField("partner", _("제휴처"), WORDS["partner"]),
        ImportField("owner", _("담당"), WORDS["owner"]),
        ImportField("text", _("문의 내용"), WORDS["text"], Kind.LONG_TEXT),
    )

    def key_of(self, values: Values) -> str:
        """The phone, else the mail."""
        return str(values.get("phone") or values.get("email", "")).lower()

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        rows = Lead.objects.filter(status__in=OPEN).order_by("pk")
        by_mail = rows.filter(email__in=keys).values_list("email", "pk")
        by_phone = rows.filter(phone__in=keys).values_list("phone", "pk")
        return dict(by_mail) | dict(by_phone)

    def add(self, values: Values, *, actor: Any, options: Values) -> Lead:
        return take_lead(at=timezone.now(), actor=actor, way=Lead.Way.IMPORT, **_own(values))

    def edit(self, record: Lead, values: Values, *, actor: Any, options: Values) -> Lead:
        return edit_lead(record, actor=actor, **_own(values))


def _own(values: Values) -> Values:
    """The values of the model: rows for the words that named one; ids come from an undo."""
    given = {key: value for key, value in values.items() if not key.startswith("_")}
    if "owner" in given:
        pk = values.get("_owner", given["owner"])
        given["owner"] = User.objects.filter(pk=pk).first() if pk else None
    if "source" in given:
        pk = values.get("_source", given["source"])
        given["source"] = Code.objects.filter(pk=pk, group="source").first() if pk else None
    return given


importers.add("leads")(LeadImporter())
