"""Postal addresses: taken apart from dirty text and written in the order of the law.

도로명주소법 시행령 §6: 시·도 시·군·구 읍·면 도로명 건물번호, 상세주소 (법정동, 공동주택명).
"""

import html
import re
from typing import NamedTuple

from dangol.kit.korean.regions import region_of, split_areas
from dangol.kit.korean.text import clean

__all__ = ["Address", "household_key", "mask_address", "parse_address", "region_of"]


class Address(NamedTuple):
    """An address in its parts; what is not there is empty.

    `road` and `lot` begin with 읍·면 where there is one and end with the building or lot number.
    `building` is what stood in brackets, 법정동 and 공동주택명. `postcode` has five digits, or is
    an old one as written (`has_old_postcode`).
    """

    postcode: str = ""
    region: str = ""
    district: str = ""
    road: str = ""
    lot: str = ""
    detail: str = ""
    building: str = ""

    @property
    def text(self) -> str:
        """The whole address on one line, without the postcode."""
        place = self.road or self.lot
        line = " ".join(filter(None, (self.region, self.district, place)))
        comma = ", " if place and self.road else " "
        if self.detail:
            line = f"{line}{comma if line else ''}{self.detail}"
        notes = ", ".join(filter(None, (self.lot if self.road else "", self.building)))
        return f"{line} ({notes})".strip() if notes else line

    @property
    def has_old_postcode(self) -> bool:
        """Whether the postcode is one of the six digits used until 2015-07-31."""
        return len(self.postcode) > 5

    @property
    def key(self) -> str:
        """See household_key."""
        return household_key(self)


_postcode = re.compile(
    r"^[\s(\[<〒]*(?:우편번호|우)?[\s).:]*(?P<code>\d{3}-\d{3}|\d{5}(?![\d-])|\d{4}(?=\s+[가-힣]))[\s)\]>,]*"
    r"|[(\[]\s*(?:우편번호|우)?\s*:?\s*(?P<end>\d{3}-\d{3}|\d{5})\s*[)\]]\s*$"
)
_bracket = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_wide = str.maketrans("（）［］，", "()[],")
_SMALL = r"[가-힣]+\d*[읍면]"
_town = re.compile(rf"({_SMALL})\s+(?=\S)")
_village = re.compile(r"([가-힣]+\d*(?:동|가|리))\s+(?=[가-힣]\S*(?:로|길)\s*\d)")
_road = re.compile(
    r"(?P<name>[가-힣A-Za-z0-9·.]+?(?:로|길)(?:\d+번?[가-힣]?길)?)\s*(?P<under>지하\s*)?"
    r"(?P<number>\d+(?:-\d+)?)(?!\d|번?[가-힣]?길|-)(?:번지)?"
)
_road_alone = re.compile(r"(?P<name>[가-힣0-9·.]*[가-힣](?:로|번?길))(?=[\s,]|$)")
_lot = re.compile(
    rf"(?P<place>(?:{_SMALL}\s*)?[가-힣]+[\d·]*(?:동|리|가|로\s*\d가)(?:\s*[가-힣]+\d*리)?)\s*"
    r"(?P<hill>산\s*)?(?P<number>\d+(?:-\d+)?)(?:\s*번지)?(?![\d층호동가로길번])"
)
_leading_note = re.compile(r"^\s*(\([^()]*\))\s*(\S.*)")
_loose_hyphen = re.compile(r"(?<=\d)\s*-\s+(?=\d)|(?<=\d)\s+-\s*(?=\d)")
_loose_road = re.compile(
    r"(?<=[가-힣])\s+(?=\d+번?[가-힣]?길)|(?<=[로길]\d|\d\d)\s+(?=[가-힣]길\s)"
)
_inside = re.compile(r"(?:지하|지상|[Bb])?\s*\d+\s*(?:층|[Ff]\b)|\d+\s*호|^\d+동|옆|앞|뒤")
_extra = re.compile(r"^[\s,.]+|[\s,.]+$")
_unit = re.compile(r"(?:(\d+|[가-하A-Za-z])\s*동\s*)?(?:\d+\s*층\s*)?(\d+)\s*호")
_short_unit = re.compile(r"(?:^|\s)(\d{1,4})\s*-\s*(\d{2,4})$")


def parse_address(text: str, postcode: str = "") -> Address:
    """Take an address apart; what cannot be placed is left in `detail`, never lost.

    Copes with HTML entities, line breaks, missing spaces, postcodes of either age in the text,
    former names of 시·도, and a lot number or a floor in brackets.
    """
    text = clean(html.unescape(html.unescape(text)) if "&" in text else text).translate(_wide)
    code = read_postcode(postcode)
    if match := _postcode.search(text):
        code = code or read_postcode(match["code"] or match["end"])
        text = text[match.end() :] if match["code"] else text[: match.start()]
    text = _loose_hyphen.sub("-", _leading_note.sub(r"\2 \1", text))
    region, district, text = split_areas(text)
    notes = [note for inner in _bracket.findall(text) for note in inner.split(",")]
    text = _tidy(_bracket.sub(" ", text))
    road, lot, rest, village = _place(text)
    building, inside = [village] if village else [], []
    for note in filter(None, map(_tidy, notes)):
        found = _lot.fullmatch(note)
        if found and not lot:
            lot = _lot_text(found)
        elif _inside.search(note):
            inside.append(note)
        elif note not in building and not rest.endswith(note):
            building.append(note)
    detail = " ".join(filter(None, [rest, *inside]))
    return Address(code, region, district, road, lot, detail, ", ".join(building))


def read_postcode(text: str) -> str:
    """Five digits, with the zero Excel drops; an old six-digit one as 000-000; else ""."""
    digits = re.sub(r"\D", "", text.removesuffix(".0"))
    if len(digits) == 6:
        return f"{digits[:3]}-{digits[3:]}"
    return digits.zfill(5) if len(digits) in (4, 5) and digits >= "01" else ""


def _place(text: str) -> tuple[str, str, str, str]:
    """Road, lot, the rest, and a 법정동 that stood before the road."""
    town = village = ""
    rest = text = _loose_road.sub("", text)
    if match := _town.match(rest):
        town, rest = match[1] + " ", rest[match.end() :]
    if match := _village.match(rest):
        village, rest = match[1], rest[match.end() :]
    if match := _road.match(rest):
        under = "지하 " if match["under"] else ""
        return (
            f"{town}{match['name']} {under}{match['number']}",
            "",
            _tidy(rest[match.end() :]),
            village,
        )
    if match := _lot.match(text):
        return "", _lot_text(match), _tidy(text[match.end() :]), ""
    if match := _road_alone.match(rest):
        return town + match["name"], "", _tidy(rest[match.end() :]), village
    return "", "", text, ""


def _lot_text(match: re.Match[str]) -> str:
    hill = "산 " if match["hill"] else ""
    return f"{' '.join(match['place'].split())} {hill}{match['number']}"


def _tidy(text: str) -> str:
    return _extra.sub("", " ".join(text.split()))


def mask_address(text: str) -> str:
    """Down to the road, 읍·면 or 동, then ***; nothing stays nothing."""
    if not text.strip():
        return ""
    found = parse_address(text)
    place = (found.road or found.lot).rstrip("0123456789-").removesuffix("산 ").strip()
    place = place.removesuffix("지하").strip()
    return " ".join(filter(None, (found.region, found.district, place, "***")))


def household_key(address: Address) -> str:
    """What two addresses of one home share: area, road, building number, 동 and 호.

    A road is unique within its 시·군·구; the postcode stands for it where that is missing. Empty
    without a road or lot: then nothing can be compared.
    """
    place = address.road or address.lot
    area = f"{address.region} {address.district}".strip() if address.district else ""
    area = area or address.region or address.postcode
    if not (place and area):
        return ""
    unit = _unit.search(address.detail) or _short_unit.search(address.detail)
    home = "-".join(filter(None, unit.groups())) if unit else ""
    return "|".join((area, place, home)).replace(" ", "")
