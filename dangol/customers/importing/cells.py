"""One reader for each kind of cell in a customer list; what cannot be read raises BadCell."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.codes.custom import clean_value
from dangol.customers.importing.fields import CUSTOM
from dangol.customers.importing.lookups import Lookups, squeezed
from dangol.customers.importing.synonyms import (
    CALENDARS,
    DECISION_ROLES,
    KINDS,
    KOREA,
    NIGHT,
    SEXES,
    STAGES,
    lookup,
)
from dangol.customers.parties.reach import Medium, Point, Use
from dangol.imports.cleaning import BadCell, day, line, lines, number, won, yes_no
from dangol.kit.korean.emails import parse_email, split_emails
from dangol.kit.korean.identifiers import is_business_number, is_corporate_number
from dangol.kit.korean.phones import Phone, PhoneKind, parse_phone, split_phones

Parts = dict[str, Any]
Read = Callable[[str, Parts], None]

LENGTHS = {
    "name": 200, "company": 200, "number": 30, "title": 50, "department": 100,
    "representative": 100, "industry": 100, "line": 200, "guardian": 100, "source_note": 200,
}  # fmt: skip
WORDS = {
    "kind": lookup(KINDS),
    "stage": lookup(STAGES),
    "sex": lookup(SEXES),
    "birth_calendar": lookup(CALENDARS),
    "decision_role": lookup(DECISION_ROLES),
}
PHONES = {
    "mobile": ("points", Medium.PHONE, Use.MOBILE),
    "phone": ("points", Medium.PHONE, ""),
    "work_phone": ("points", Medium.PHONE, Use.WORK),
    "home_phone": ("points", Medium.PHONE, Use.HOME),
    "fax": ("points", Medium.FAX, Use.OTHER),
    "company_phone": ("company_points", Medium.PHONE, ""),
    "company_fax": ("company_points", Medium.FAX, Use.OTHER),
}
_MOBILES = (PhoneKind.MOBILE, PhoneKind.LEGACY_MOBILE)
_not_digits = re.compile(r"\D")
_homepage = re.compile(r"(?:https?://)?[\w.-]+\.[^\W\d_]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)
_several = re.compile(r"\s*(?:::+|[,;/|\n])\s*")
_abroad = re.compile(r"00[1-9]?[-. ]?1[-. ]\d{3}|001[-. ]\d{3}[-. ]\d{3}[-. ]\d{4}")


def is_abroad(parts: Parts) -> bool:
    country = parts.get("country", "")
    return bool(country) and squeezed(country) not in KOREA.split()


class Cells:
    """Readers by field; each puts what it understood into the parts of the row."""

    def __init__(self, lookups: Lookups, options: dict[str, Any]) -> None:
        self.lookups = lookups
        self.unknown = options.get("unknown", "blank")

    def reader(self, key: str) -> Read:
        """The reader of a field's cells."""
        if key.startswith(CUSTOM):
            return self._own(key.removeprefix(CUSTOM))
        if key in PHONES:
            return self._phone(*PHONES[key])
        if key in WORDS:
            return self._word(key)
        if key in ("grade", "source"):
            return self._code(key)
        if key.startswith("permit_"):
            return self._permit(key.removeprefix("permit_"))
        if key.endswith("address"):
            return self._address(key)
        if key.endswith(("_on", "_at")):
            return self._day(key)
        special: dict[str, Read] = {
            "email": self._email("points"),
            "company_email": self._email("company_points"),
            "business_number": self._business_number,
            "corporate_number": self._corporate_number,
            "homepage": self._link("homepage"),
            "tags": self._tags,
            "company_types": self._types,
            "owner": self._owner,
            "memo": self._memo,
        }
        return special.get(key) or self._text(key)

    def _text(self, key: str) -> Read:
        longest = LENGTHS.get(key, 200)

        def read(cell: str, parts: Parts) -> None:
            if not (text := line(cell)):
                return
            if len(text) > longest:
                raise BadCell(
                    _("%(max)d자까지 담을 수 있습니다(%(n)s자).")
                    % {"max": longest, "n": f"{len(text):,}"}
                )
            parts[key] = text

        return read

    def _phone(self, place: str, medium: str, use: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            for phone in self._phones(cell, parts):
                fitting = use or (Use.MOBILE if phone.kind in _MOBILES else Use.OTHER)
                if fitting == Use.MOBILE and phone.kind not in _MOBILES:
                    fitting = Use.OTHER
                point = Point(medium, phone.digits, fitting, phone.extension[:10])
                parts.setdefault(place, []).append(point)

        return read

    def _phones(self, cell: str, parts: Parts) -> list[Phone]:
        if is_abroad(parts) and not cell.lstrip().startswith("+"):
            return self._foreign(cell, parts)
        if phone := parse_phone(cell):
            return [phone]
        if found := split_phones(cell.replace(":::", ",")):
            return found
        if not line(cell):
            return []
        raise BadCell(
            _("전화번호 ‘%(text)s’을(를) 읽을 수 없습니다. 010-1234-5678처럼 적어 주세요.")
            % {"text": line(cell)[:40]}
        )

    def _foreign(self, cell: str, parts: Parts) -> list[Phone]:
        """A number abroad without its country code is kept as a note; a guess would be worse."""
        if _abroad.match(cell.strip()):
            digits = cell.strip().removeprefix("001").lstrip("-. ")
            if phone := parse_phone(f"+1 {digits}"):
                return [phone]
        if text := line(cell):
            parts.setdefault("notes", []).append(_("전화: %(text)s") % {"text": text})
        return []

    def _email(self, place: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            one = parse_email(cell)
            found = [one] if one else split_emails(cell)
            if not found and (text := line(cell)):
                raise BadCell(
                    _("이메일 ‘%(text)s’을(를) 읽을 수 없습니다. name@example.com처럼 적어 주세요.")
                    % {"text": text[:40]}
                )
            points = parts.setdefault(place, [])
            points += [Point(Medium.EMAIL, email) for email in found]

        return read

    def _address(self, key: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            text = line(cell)
            if len(text) > 200:
                raise BadCell(
                    _("주소가 너무 깁니다(%(n)s자). 200자까지 담습니다.") % {"n": f"{len(text):,}"}
                )
            if text:
                parts.setdefault(key, []).append(text)

        return read

    def _day(self, key: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            if key == "birth_on":
                parts[key] = line(cell)
                return
            found = day(cell)
            if found:
                parts[key] = midnight(found) if key.endswith("_at") else found

        return read

    def _word(self, key: str) -> Read:
        words = WORDS[key]

        def read(cell: str, parts: Parts) -> None:
            word = squeezed(line(cell))
            if found := words.get(word):
                parts[key] = found
            elif word:
                self._not_known(cell, parts)

        return read

    def _code(self, key: str) -> Read:
        known = self.lookups.codes[key]

        def read(cell: str, parts: Parts) -> None:
            if text := line(cell):
                if (found := known.get(squeezed(text))) is not None:
                    parts[key] = found
                elif self.unknown == "create":
                    parts[key] = text[:100]
                else:
                    self._not_known(cell, parts)

        return read

    def _not_known(self, cell: str, parts: Parts) -> None:
        """A word no code has: the row is refused, or only the word is left out."""
        text = line(cell)[:40]
        if self.unknown == "refuse":
            raise BadCell(_("‘%(text)s’은(는) 코드에 없는 값입니다.") % {"text": text})
        parts.setdefault("remarks", []).append(_("‘%(text)s’ 비워 둠") % {"text": text})

    def _types(self, cell: str, parts: Parts) -> None:
        known = self.lookups.codes["company_types"]
        for text in filter(None, _several.split(line(cell))):
            if (found := known.get(squeezed(text))) is not None:
                parts.setdefault("types", []).append(found)
            elif self.unknown == "create":
                parts.setdefault("types", []).append(text[:100])
            else:
                self._not_known(text, parts)

    def _tags(self, cell: str, parts: Parts) -> None:
        names = [text.lstrip("#*") for text in _several.split(line(cell))]
        if any(len(name) > 50 for name in names):
            raise BadCell(_("태그는 50자까지 담을 수 있습니다."))
        tags = parts.setdefault("tags", [])
        tags += [name for name in names if name and name not in tags]

    def _owner(self, cell: str, parts: Parts) -> None:
        if not (text := line(cell)):
            return
        if found := self.lookups.users.get(squeezed(text)):
            parts["owner"] = found
        else:
            remark = _("담당 ‘%(text)s’을(를) 찾지 못함") % {"text": text[:40]}
            parts.setdefault("remarks", []).append(remark)

    def _business_number(self, cell: str, parts: Parts) -> None:
        if text := line(cell).removesuffix(".0"):
            if not is_business_number(text):
                raise BadCell(_("사업자등록번호가 맞지 않습니다. 숫자 10자리를 확인해 주세요."))
            parts["business_number"] = _not_digits.sub("", text)

    def _corporate_number(self, cell: str, parts: Parts) -> None:
        if text := line(cell).removesuffix(".0"):
            if not is_corporate_number(text):
                raise BadCell(_("법인등록번호가 맞지 않습니다. 숫자 13자리를 확인해 주세요."))
            parts["corporate_number"] = _not_digits.sub("", text)

    def _link(self, key: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            text = line(cell)
            if not text:
                return
            first = text.split()[0].rstrip(",;")
            if len(first) > 300 or not _homepage.fullmatch(first):
                raise BadCell(
                    _("홈페이지 ‘%(text)s’을(를) 읽을 수 없습니다. https://부터 적어 주세요.")
                    % {"text": text[:40]}
                )
            parts[key] = first if "://" in first else f"https://{first}"

        return read

    def _memo(self, cell: str, parts: Parts) -> None:
        if text := lines(cell):
            parts.setdefault("memos", []).append(text)

    def _permit(self, medium: str) -> Read:
        def read(cell: str, parts: Parts) -> None:
            if squeezed(line(cell)) in NIGHT.split():
                parts.setdefault("permits", {})[medium] = 2
            elif (answer := yes_no(cell)) is not None:
                parts.setdefault("permits", {})[medium] = int(answer)

        return read

    def _own(self, key: str) -> Read:
        own = self.lookups.fields[key]
        convert = own_reader(own, self.lookups)

        def read(cell: str, parts: Parts) -> None:
            if (value := convert(cell)) is not None:
                parts.setdefault("custom", {})[key] = value

        return read


def midnight(found: date) -> datetime:
    return timezone.make_aware(datetime.combine(found, time()))


def own_reader(own: Any, lookups: Lookups) -> Callable[[str], Any]:
    """How a cell becomes the value of an own field, as its JSON keeps it."""
    before: dict[str, Callable[[str], Any]] = {
        "long_text": lines,
        "number": number,
        "won": won,
        "date": day,
        "yes_no": yes_no,
        "choices": lambda cell: [text for text in _several.split(line(cell)) if text],
        "person": lambda cell: lookups.users.get(squeezed(line(cell)), line(cell)),
    }
    tidy = before.get(own.kind, line)

    def read(cell: str) -> Any:
        try:
            return clean_value(own, tidy(cell))
        except ValidationError as problem:
            raise BadCell(" ".join(problem.messages)) from problem

    return read
