"""Makes people and companies up: the same for the same seed, whatever the size."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from dangol.config.demo import words

_SURNAMES = list(words.SURNAMES)
_SURNAME_WEIGHTS = [int(weight) for weight in words.SURNAMES.values()]
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


@dataclass
class Made:
    """One made-up customer; `employer` and `former` are positions in the same batch."""

    kind: str
    name: str
    sex: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    postcode: str = ""
    region: str = ""
    district: str = ""
    road: str = ""
    detail: str = ""
    birth_on: date | None = None
    lunar: bool = False
    business_number: str = ""
    representative: str = ""
    industry: str = ""
    line: str = ""
    employer: int | None = None
    former: int | None = None
    title: str = ""
    unit: str = ""
    family: int | None = None


def batches(seed: int, count: int, size: int, today: date) -> Iterator[list[Made]]:
    """`count` customers in batches; people work for companies of their own batch only."""
    dice = random.Random(seed)  # noqa: S311 - made-up names, no secret
    serial = 0
    for start in range(0, count, size):
        batch = _batch(dice, min(size, count - start), serial, today)
        serial += size
        yield batch


def _batch(dice: random.Random, size: int, serial: int, today: date) -> list[Made]:
    companies = [_company(dice, serial + i) for i in range(round(size * 0.3))]
    people: list[Made] = []
    while len(companies) + len(people) < size:
        person = _person(dice, today)
        people.append(person)
        if dice.random() < 0.42:
            _employ(dice, person, companies)
        elif dice.random() < 0.18:
            _add_family(dice, person, people, size - len(companies) - len(people), today)
    return companies + people


def _company(dice: random.Random, serial: int) -> Made:
    pattern, industry, line = dice.choice(words.SHOP_KINDS)
    head = dice.choice(words.SHOP_HEADS)
    if dice.random() < 0.72:
        head += dice.choice(words.SHOP_HEADS)
    made = Made(kind="company", name=pattern.format(head), industry=industry, line=line)
    area = _live(dice, made)
    made.phones.append(("work", area + _digits(dice, 7, first="23456789")))
    if dice.random() < 0.1:
        made.phones.append(("work", f"1{dice.choice('568')}{_digits(dice, 6)}"))
    if dice.random() < 0.7:
        made.emails.append(f"info{serial}@{dice.choice(words.MAIL_HOSTS)}")
    if dice.random() < 0.85:
        made.business_number = _business_number(dice, "81" if "(주)" in made.name else "0")
        made.representative = _name(dice, dice.choice("mf"))
    return made


def _person(dice: random.Random, today: date) -> Made:
    sex = dice.choice("mf")
    made = Made(kind="person", name=_name(dice, sex), sex="male" if sex == "m" else "female")
    # 010-0 and 010-1 are not given out, so no demo number rings anywhere
    made.phones.append(("mobile", "010" + _digits(dice, 8, first="01")))
    if dice.random() < 0.08:
        made.phones.append(("home", _live(dice, made) + _digits(dice, 7, first="23456789")))
    elif dice.random() < 0.7:
        _live(dice, made)
    if dice.random() < 0.75:
        roman = words.ROMAN.get(made.name[0], "user")
        host = dice.choices(words.MAIL_HOSTS, words.MAIL_WEIGHTS)[0]
        made.emails.append(f"{roman}{dice.randrange(10**7):07d}@{host}")
    if dice.random() < 0.6:
        made.birth_on = today - timedelta(days=dice.randint(20 * 365, 72 * 365))
        made.lunar = made.birth_on.year < 1975 and dice.random() < 0.5
    return made


def _employ(dice: random.Random, person: Made, companies: list[Made]) -> None:
    if not companies:
        return
    person.employer = dice.randrange(len(companies))
    person.title, person.unit = dice.choice(words.TITLES), dice.choice(words.UNITS)
    if dice.random() < 0.12:
        person.former = dice.randrange(len(companies))
        if person.former == person.employer:
            person.former = None


def _add_family(
    dice: random.Random, person: Made, people: list[Made], room: int, today: date
) -> None:
    """One to three more people of the same home, most with the same surname."""
    if not person.road:
        return
    person.family = len(people) - 1
    for _ in range(min(dice.randint(1, 3), max(room, 0))):
        member = _person(dice, today)
        if dice.random() < 0.7:
            member.name = person.name[0] + member.name[-2:]
        for part in ("postcode", "region", "district", "road", "detail"):
            setattr(member, part, getattr(person, part))
        member.family = person.family
        people.append(member)


def _live(dice: random.Random, made: Made) -> str:
    """Give an address; returns the area code of the place."""
    place = dice.choices(words.PLACES, words.PLACE_WEIGHTS)[0]
    made.region, made.district, prefix, area, roads = place
    made.postcode = prefix + f"{dice.randrange(100):02d}"
    made.road = " ".join(
        part
        for part in (
            made.region,
            made.district,
            dice.choice(roads.split()),
            str(dice.randint(1, 320)) + (f"-{dice.randint(1, 30)}" if dice.random() < 0.3 else ""),
        )
        if part
    )
    made.detail = (
        f"{dice.randint(101, 115)}동 {dice.randint(1, 24)}{dice.randint(1, 4):02d}호"
        if made.kind == "person" and dice.random() < 0.75
        else f"{dice.randint(1, 9)}층"
    )
    return area


def _name(dice: random.Random, sex: str) -> str:
    surname = dice.choices(_SURNAMES, _SURNAME_WEIGHTS)[0]
    return surname + dice.choice(words.MALE if sex == "m" else words.FEMALE)


def _digits(dice: random.Random, count: int, first: str = "0123456789") -> str:
    return dice.choice(first) + f"{dice.randrange(10 ** (count - 1)):0{count - 1}d}"


def _business_number(dice: random.Random, middle: str) -> str:
    """A number with a right check digit (KOREA.md 3); the shops are made up."""
    middle = middle if len(middle) == 2 else f"{dice.randint(1, 79):02d}"
    nine = f"{dice.randint(101, 689)}{middle}{dice.randint(1, 9999):04d}"
    total = sum(int(d) * w for d, w in zip(nine, _BRN_WEIGHTS, strict=True))
    return nine + str((10 - (total + int(nine[8]) * 5 // 10) % 10) % 10)
