"""Read the rows of a list of activities: with whom, what, when, by whom, done or to do."""

from collections.abc import Sequence
from datetime import datetime, time
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t

from dangol.accounts.models import User
from dangol.activities.acts.kinds import PURPOSES, kinds
from dangol.activities.acts.models import DAY_MINUTES
from dangol.activities.acts.queries import owners_of_work
from dangol.activities.importing import synonyms
from dangol.codes.queries import codes_of
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called
from dangol.imports.importers import SKIP, Verdict
from dangol.imports.plain import PlainSession, Values, by_word, squeezed
from dangol.kit.korean.dates import parse_datetime
from dangol.kit.korean.identifiers import find_resident_number

PREFIX = "import:"


def among(text: str) -> frozenset[str]:
    """The words of a list, to compare with."""
    return frozenset(squeezed(word) for word in text.split(","))


DONE, OPEN, OFF = among(synonyms.DONE), among(synonyms.OPEN), among(synonyms.OFF)
WAYS = {
    **dict.fromkeys(among(synonyms.INWARD), "in"),
    **dict.fromkeys(among(synonyms.OUTWARD), "out"),
}


class ActivitySession(PlainSession):
    """One run through a list of activities."""

    def begin(self) -> None:
        self.now = timezone.now()
        people = owners_of_work(self.actor) if self.actor else User.objects.filter(is_active=True)
        rows = people.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, names) for pk, *names in rows)
        known = {kind.key: kind for kind in kinds()}
        self.kinds = {squeezed(kind.label): key for key, kind in known.items()}
        self.kinds |= {squeezed(key): key for key in known}
        for key, said in synonyms.KINDS.items():
            if key in known:
                self.kinds |= {word: key for word in among(said) if word not in self.kinds}
        self.purposes = {squeezed(code.label): code.id for code in codes_of(PURPOSES)}
        self.customers: dict[str, list[int]] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        wanted = {v.draft.values["customer"] for v in verdicts if "customer" in v.draft.values}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, wanted)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        self._customer(verdict, values)
        self._kind(verdict, values)
        self._owner(verdict, values)
        self._moment(verdict, values)
        self._rest(verdict, values)
        said = " ".join(str(values.get(key, "")) for key in ("title", "text", "result"))
        if find_resident_number(said):
            verdict.refuse(-1, _t("주민등록번호가 들어 있습니다. 지우고 다시 가져와 주세요."))
        values["_key"] = f"{PREFIX}{self._key(values)}"

    def _customer(self, verdict: Verdict, values: Values) -> None:
        """A row without a customer is internal work."""
        word, n = values.get("customer", ""), self.column_of("customer")
        found = self.customers.get(word, [])
        if word and not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
            verdict.refuse(n, text % {"text": word[:40]})
        elif len(found) > 1:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
            verdict.refuse(n, text % {"text": word[:40], "n": len(found)})
        values["_customer"] = found[0] if found else None

    def _kind(self, verdict: Verdict, values: Values) -> None:
        word = values.get("kind", "")
        key = self.kinds.get(squeezed(word)) if word else self.options.get("kind")
        if key is None:
            text = _t("종류 ‘%(text)s’을(를) 모릅니다. 전화, 메일, 미팅, 방문처럼 적어 주세요.")
            verdict.refuse(self.column_of("kind"), text % {"text": word[:40]})
        values["_kind"] = key

    def _owner(self, verdict: Verdict, values: Values) -> None:
        """Whoever has left is named in the text, as work belongs to somebody who is there."""
        word = values.get("owner", "")
        values["_owner"] = self.people.get(squeezed(word)) if word else None
        if values["_owner"] is None:
            values["_owner"] = self.options.get("owner")
            if word:
                verdict.remarks.append(
                    _t("담당 ‘%(text)s’은(는) 내용에 적음") % {"text": word[:40]}
                )
                note = _t("(담당: %(name)s)") % {"name": word[:100]}
                values["text"] = f"{values.get('text', '')}\n{note}".strip()
        if values["_owner"] is None:
            verdict.refuse(self.column_of("owner"), _t("담당을 정해 주세요."))

    def _moment(self, verdict: Verdict, values: Values) -> None:
        """Its moment, and whether it is history: by its state, else by the clock."""
        at = parse_datetime(values["at"])
        if at is None:
            text = _t("날짜 ‘%(text)s’을(를) 읽을 수 없습니다. 2026-11-21처럼 적어 주세요.")
            verdict.refuse(self.column_of("at"), text % {"text": str(values["at"])[:30]})
            return
        if hour := values.get("hour"):
            clock = parse_datetime(f"2000-01-01 {hour}")
            if clock is None:
                text = _t("시각 ‘%(text)s’을(를) 읽을 수 없습니다. 14:30처럼 적어 주세요.")
                verdict.refuse(self.column_of("hour"), text % {"text": str(hour)[:30]})
                return
            at = at.replace(hour=clock.hour, minute=clock.minute)
        word = squeezed(str(values.get("state", "")))
        values["_done"] = word in DONE or (word not in OPEN and at <= self.now)
        if word in OFF:
            verdict.act = SKIP
            verdict.remarks.append(_t("취소한 활동"))
        elif values["_done"] and at > self.now:
            verdict.refuse(self.column_of("at"), _t("한 일의 날짜가 오늘보다 뒤입니다."))
        values["_at"] = at

    def _rest(self, verdict: Verdict, values: Values) -> None:
        minutes = values.get("minutes")
        if minutes is not None and not 0 <= minutes <= DAY_MINUTES:
            text = _t("시간은 0분에서 1,440분(24시간) 사이로 적어 주세요.")
            verdict.refuse(self.column_of("minutes"), text)
        elif minutes is not None:
            values["minutes"] = round(minutes)
        values["direction"] = WAYS.get(squeezed(values.get("direction", "")), "")
        word = values.get("purpose", "")
        values["_purpose"] = self.purposes.get(squeezed(word)) if word else None
        if word and values["_purpose"] is None:
            verdict.remarks.append(_t("‘%(text)s’ 비워 둠") % {"text": word[:40]})

    def _key(self, values: Values) -> str:
        """What the file calls the row; without a number, all that tells it from others."""
        if number := values.get("number"):
            return str(number)[:100]
        said = [
            str(values.get(key, ""))
            for key in ("_customer", "_kind", "_owner", "_at", "title", "text", "result")
        ]
        return sha256("\0".join(said).encode()).hexdigest()[:40]

    def said(self, key: str, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        return super().said(key, value)


def is_day(at: datetime) -> bool:
    """Whether a moment of a file is only a day: midnight is no hour people work at."""
    return at.time() == time(0)
