"""How to reach a customer: phones, e-mails and addresses as typed, made into rows."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.customers.parties.models import Address, ContactPoint
from dangol.kit.korean.addresses import Address as Parsed
from dangol.kit.korean.addresses import household_key, parse_address, read_postcode
from dangol.kit.korean.emails import parse_email
from dangol.kit.korean.phones import PhoneKind, parse_phone
from dangol.kit.korean.text import clean
from dangol.kit.search import search_text

Medium, Use = ContactPoint.Medium, ContactPoint.Use
Given = str | Mapping[str, Any]
LONGEST_TEXT = 300


class Point(NamedTuple):
    """One phone, fax or e-mail, normalised."""

    medium: str
    value: str
    use: str = Use.OTHER
    extension: str = ""
    is_main: bool = False


class Place(NamedTuple):
    """One postal address, normalised."""

    use: str = Address.Use.OTHER
    postcode: str = ""
    road: str = ""
    lot: str = ""
    detail: str = ""
    building: str = ""
    region: str = ""
    district: str = ""
    household_key: str = ""
    is_main: bool = False


class Derived(NamedTuple):
    """What the customer row repeats of its contact points, and the tokens it is found by."""

    phone: str
    email: str
    region: str
    search: str


def read_points(
    phones: Iterable[Given] = (), emails: Iterable[Given] = (), faxes: Iterable[Given] = ()
) -> list[Point]:
    """Points from texts or from mappings with value, use, extension and is_main.

    The first of a medium is the main one unless another says so. Empty ones and repeats are
    dropped; a phone written as its own use fax is a fax. Raises ValidationError by field.
    """
    points: list[Point] = []
    errors: dict[str, list[str]] = {}
    for name, medium, given in (
        ("phones", Medium.PHONE, phones),
        ("phones", Medium.FAX, faxes),
        ("emails", Medium.EMAIL, emails),
    ):
        for one in given:
            try:
                points += _point(medium, one)
            except ValidationError as error:
                errors.setdefault(name, []).extend(error.messages)
    if errors:
        raise ValidationError(errors)
    return _with_main(points)


def _point(medium: str, given: Given) -> list[Point]:
    one = {"value": given} if isinstance(given, str) else given
    text = str(one.get("value") or "").strip()
    if not text:
        return []
    if one.get("use") == Medium.FAX:
        medium, one = Medium.FAX, {**one, "use": ""}
    is_main = bool(one.get("is_main"))
    if medium == Medium.EMAIL:
        if not (email := parse_email(text)):
            raise ValidationError(
                _("이메일 ‘%(text)s’을(를) 읽을 수 없습니다. name@example.com처럼 적어 주세요.")
                % {"text": text[:50]}
            )
        return [Point(medium, email, one.get("use") or Use.OTHER, "", is_main)]
    if not (phone := parse_phone(text)):
        raise ValidationError(
            _("전화번호 ‘%(text)s’을(를) 읽을 수 없습니다. 010-1234-5678처럼 적어 주세요.")
            % {"text": text[:50]}
        )
    mobile = phone.kind in (PhoneKind.MOBILE, PhoneKind.LEGACY_MOBILE)
    use = one.get("use") or (Use.MOBILE if mobile and medium == Medium.PHONE else Use.OTHER)
    extension = str(one.get("extension") or phone.extension)[:10]
    return [Point(medium, phone.digits, use, extension, is_main)]


def _with_main(points: list[Point]) -> list[Point]:
    """Each value once, and exactly one main point of each medium."""
    unique: dict[tuple[str, str], Point] = {}
    for point in points:
        unique.setdefault(point[:2], point)
    mains: dict[str, Point] = {}
    for point in unique.values():
        kept = mains.setdefault(point.medium, point)
        if point.is_main and not kept.is_main:
            mains[point.medium] = point
    return [point._replace(is_main=mains[point.medium] is point) for point in unique.values()]


def read_places(addresses: Iterable[Given] = ()) -> list[Place]:
    """Addresses from texts, or from mappings with text, detail, postcode, use and is_main.

    What the reader cannot take apart is kept as written. Raises ValidationError when too long.
    """
    places: list[Place] = []
    for given in addresses:
        one = {"text": given} if isinstance(given, str) else given
        text, postcode, detail = (
            str(one.get(name) or "").strip() for name in ("text", "postcode", "detail")
        )
        if len(text) > LONGEST_TEXT or len(detail) > LONGEST_TEXT:
            raise ValidationError({"addresses": _("주소가 너무 깁니다. 200자 안으로 적어 주세요.")})
        if text or detail:
            places.append(_place(one, text, postcode=postcode, detail=detail))
    if places and not any(place.is_main for place in places):
        places[0] = places[0]._replace(is_main=True)
    first = next((place for place in places if place.is_main), None)
    return [place._replace(is_main=place is first) for place in places]


def _place(one: Mapping[str, Any], text: str, *, postcode: str, detail: str) -> Place:
    found = parse_address(text, read_postcode(postcode))
    if detail:
        found = found._replace(detail=" ".join(filter(None, (found.detail, clean(detail)))))
    return place_from(
        found, use=one.get("use") or Address.Use.OTHER, is_main=bool(one.get("is_main"))
    )


def place_from(found: Parsed, *, use: str = Address.Use.OTHER, is_main: bool = False) -> Place:
    """The row of an address taken apart (kit.korean)."""
    return Place(
        use=use,
        postcode=found.postcode[:7],
        road=found.road[:200],
        lot=found.lot[:200],
        detail=found.detail[:200],
        building=found.building[:100],
        region=found.region[:20],
        district=found.district[:30],
        household_key=household_key(found)[:200],
        is_main=is_main,
    )


def build_row(  # noqa: PLR0913
    *,
    number: str,
    name: str,
    representative: str = "",
    company_name: str = "",
    business_number: str = "",
    memo: str = "",
    points: Iterable[Point] = (),
    places: Iterable[Place] = (),
) -> Derived:
    """The columns a customer row repeats; pure, so that an import can build a million of them."""
    points, places = list(points), list(places)
    main = {point.medium: point.value for point in points if point.is_main}
    place = next((place for place in places if place.is_main), None)
    reached = (point.value for point in points)
    addresses = (
        " ".join((p.region, p.district, p.road, p.lot, p.building, p.detail)) for p in places
    )
    return Derived(
        phone=main.get(Medium.PHONE, ""),
        email=main.get(Medium.EMAIL, ""),
        region=f"{place.region} {place.district}".strip()[:40] if place else "",
        search=search_text(
            name,
            number,
            representative,
            company_name,
            business_number,
            *reached,
            notes=(*addresses, memo),
        ),
    )
