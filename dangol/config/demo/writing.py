"""Writes one batch of made-up customers with everything that hangs on them."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.models import Entry
from dangol.codes.models import Code
from dangol.codes.numbers import reserve
from dangol.config.demo import words
from dangol.config.demo.making import Made
from dangol.customers.models import (
    Address,
    Affiliation,
    CompanyType,
    Consent,
    ContactPoint,
    Customer,
    GradeChange,
    Household,
    StageChange,
    Tag,
)
from dangol.customers.parties.reach import Place, Point, build_row, place_from
from dangol.imports import bulk
from dangol.kit.korean.addresses import parse_address

Stage, Recency, Permit = Customer.Stage, Customer.Recency, Customer.Permit
STAGES = (Stage.TARGET, Stage.PROSPECT, Stage.CUSTOMER)
MEDIA = ("email", "sms", "kakao", "voice", "post")
NOTE = "activities.note_written"
REGISTERED = "customers.customer_registered"


@dataclass
class Office:
    """The demo company's staff and codes, read once."""

    owners: list[User]
    shares: list[int]
    grades: list[Code]
    sources: list[Code]
    types: list[Code]
    tags: list[Tag]
    today: date
    dice: random.Random


@dataclass
class Rows:
    """What a batch leaves in each table, in the order it is written."""

    points: list[ContactPoint] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    types: list[CompanyType] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    stages: list[StageChange] = field(default_factory=list)
    grades: list[GradeChange] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    tags: list[Any] = field(default_factory=list)


def write_batch(batch: list[Made], office: Office) -> None:
    """Insert the customers and their rows; about a dozen statements whatever the size."""
    numbers = reserve("customers.customer", len(batch), on=office.today)
    reach = [_reach(made) for made in batch]
    customers = [
        _customer(made, batch, number, points_and_places, office)
        for made, number, points_and_places in zip(batch, numbers, reach, strict=True)
    ]
    _live_together(batch, customers)
    _insert(customers)
    rows = Rows()
    for made, customer, (points, places) in zip(batch, customers, reach, strict=True):
        rows.points += [ContactPoint(customer=customer, **p._asdict()) for p in points]
        rows.addresses += [Address(customer=customer, **p._asdict()) for p in places]
        _add_history(rows, customer, office)
        _add_consents(rows, customer, office.dice)
        if made.employer is not None:
            _add_work(rows, made, customer, customers, office)
    for made_rows in (rows.points, rows.addresses, rows.types, rows.affiliations, rows.consents,
                 rows.stages, rows.grades, rows.entries, rows.tags):  # fmt: skip
        _insert(made_rows)


def _insert(records: list[Any]) -> None:
    """Write the rows the quick way of imports; their ids are known afterwards."""
    if not records:
        return
    model = type(records[0])
    fields = model._meta.concrete_fields
    stamped = [field for field in fields if getattr(field, "auto_now", False)]
    stamped += [
        field
        for field in fields
        if getattr(field, "auto_now_add", False) and getattr(records[0], field.attname) is None
    ]
    given = [
        field
        for field in fields
        if field not in stamped and not isinstance(field, models.FileField)
    ]
    for record, pk in zip(records, bulk.next_ids(model, len(records)), strict=True):
        record.pk = pk
    rows = [[getattr(record, field.attname) for field in given] for record in records]
    now = dict.fromkeys((field.name for field in stamped), timezone.now())
    bulk.insert(model, [field.name for field in given], rows, **now)


def _reach(made: Made) -> tuple[list[Point], list[Place]]:
    points = [
        Point("phone", digits, use, "", is_main=i == 0)
        for i, (use, digits) in enumerate(made.phones)
    ]
    points += [Point("email", email, is_main=i == 0) for i, email in enumerate(made.emails)]
    if not made.road:
        return points, []
    found = parse_address(f"{made.postcode} {made.road}, {made.detail}")
    place = place_from(found, use="home" if made.kind == "person" else "work", is_main=True)
    return points, [place]


def _customer(
    made: Made,
    batch: list[Made],
    number: str,
    reach: tuple[list[Point], list[Place]],
    office: Office,
) -> Customer:
    dice, today = office.dice, office.today
    stage = dice.choices(STAGES, (22, 30, 48))[0]
    quiet = int(dice.expovariate(1 / 55)) + dice.randint(0, 3)
    contacted = at(today - timedelta(days=quiet), dice.randint(9, 17))
    company = batch[made.employer].name if made.employer is not None else ""
    owner = dice.choices(office.owners, office.shares)[0] if dice.random() < 0.97 else None
    collected_on = today - timedelta(days=quiet + dice.randint(1, 900))
    height = STAGES.index(stage)
    row = build_row(
        number=number,
        name=made.name,
        representative=made.representative,
        company_name=company,
        business_number=made.business_number,
        points=reach[0],
        places=reach[1],
    )
    return Customer(
        number=number,
        kind=made.kind,
        name=made.name,
        honorific=made.title,
        sex=made.sex,
        birth_on=made.birth_on,
        birth_calendar="lunar" if made.lunar else "solar",
        business_number=made.business_number,
        representative=made.representative,
        industry=made.industry,
        line=made.line,
        company_name=company,
        owner=owner,
        created_by=owner,
        created_at=at(collected_on, 9),
        stage=stage,
        recency=_recency(stage, quiet),
        grade=_grade(office, stage, dice),
        interest=min(3, height + dice.randint(0, 1)),
        loyalty=min(3, height + dice.randint(0, 1)) if height else 0,
        contact=min(3, height + dice.randint(0, 1)),
        last_contact_at=contacted,
        last_purchase_at=contacted if stage == Stage.CUSTOMER else None,
        source=dice.choice(office.sources) if office.sources else None,
        source_note="",
        collected_on=collected_on,
        **row._asdict(),
        **_permits(dice),
    )


def _permits(dice: random.Random) -> dict[str, int]:
    """About two thirds agree on some medium, a few of them at night too."""
    return {
        f"permit_{medium}": Permit.NIGHT if dice.random() < 0.12 else Permit.DAY
        for medium in MEDIA
        if dice.random() < 0.38
    }


def _recency(stage: str, quiet: int) -> str:
    watch = 60 if stage == Stage.CUSTOMER else 90
    for days, state in ((365, Recency.LEFT), (180, Recency.DORMANT), (watch, Recency.WATCH)):
        if quiet >= days:
            return state
    return Recency.ACTIVE


def _grade(office: Office, stage: str, dice: random.Random) -> Code | None:
    if stage != Stage.CUSTOMER or not office.grades:
        return None
    weights = [4, 10, 30, 56, 10, 5, 3, 2][: len(office.grades)]
    return dice.choices(office.grades[: len(weights)], weights)[0]


def _live_together(batch: list[Made], customers: list[Customer]) -> None:
    """People with the same family mark share a household, half of them confirmed already."""
    families: dict[int, list[int]] = {}
    for i, made in enumerate(batch):
        if made.family is not None:
            families.setdefault(made.family, []).append(i)
    homes = {
        mark: Household(
            name=f"{batch[members[0]].name} 세대",
            status=Household.Status.CONFIRMED if mark % 2 else Household.Status.PROPOSED,
        )
        for mark, members in families.items()
        if len(members) > 1
    }
    _insert(list(homes.values()))
    for mark, home in homes.items():
        for i in families[mark]:
            customers[i].household = home


def _add_history(rows: Rows, customer: Customer, office: Office) -> None:
    dice, today = office.dice, office.today
    first = customer.collected_on or today
    rows.entries.append(
        Entry(customer=customer, kind=REGISTERED, at=at(first, 9), actor=customer.owner)
    )
    height = STAGES.index(Stage(customer.stage))
    for step in range(height):
        rows.stages.append(
            StageChange(
                customer=customer,
                before=STAGES[step],
                after=STAGES[step + 1],
                reason="상담 후 관심 확인" if step == 0 else "첫 주문",
                actor=customer.owner,
                at=at(first + (today - first) * (step + 1) // 4, 11),
            )
        )
    if customer.grade:
        rows.grades.append(
            GradeChange(
                customer=customer,
                grade=customer.grade,
                starts_on=first,
                reason="자동 산정",
                is_applied=True,
            )
        )
    if customer.is_company and office.types and dice.random() < 0.12:
        rows.types.append(CompanyType(customer=customer, type=dice.choice(office.types)))
    for tag in dice.sample(office.tags, dice.choices((0, 1, 2), (60, 30, 10))[0]):
        rows.tags.append(Customer.tags.through(customer=customer, tag=tag))
    for _ in range(dice.choices((0, 1, 2, 3), (55, 28, 12, 5))[0]):
        noted = customer.last_contact_at or at(first)
        rows.entries.append(
            Entry(
                customer=customer,
                kind=NOTE,
                at=noted - timedelta(days=dice.randint(0, 60)),
                actor=customer.owner,
                text=dice.choice(words.NOTES),
            )
        )


def _add_consents(rows: Rows, customer: Customer, dice: random.Random) -> None:
    """The ledger behind the permits the customer has."""
    for medium in MEDIA:
        if permit := getattr(customer, f"permit_{medium}"):
            rows.consents.append(
                Consent(
                    customer=customer,
                    purpose=medium,
                    act=Consent.Act.GIVE,
                    permit=permit,
                    basis=Consent.Basis.CONSENT,
                    at=at(customer.collected_on or date(2026, 1, 1), 11),
                    source="홈페이지 회원가입" if dice.random() < 0.6 else "매장 신청서",
                )
            )


def _add_work(
    rows: Rows,
    made: Made,
    person: Customer,
    customers: list[Customer],
    office: Office,
) -> None:
    """The present employer, and the former one for those who moved (이직)."""
    dice, today = office.dice, office.today
    joined = today - timedelta(days=dice.randint(100, 2000))
    work = {"person": person, "title": made.title, "department": made.unit}
    if made.former is not None:
        rows.affiliations.append(
            Affiliation(
                **work,
                company=customers[made.former],
                starts_on=joined - timedelta(days=dice.randint(400, 1500)),
                ends_on=joined,
                is_main=False,
            )
        )
    rows.affiliations.append(
        Affiliation(
            **work,
            company=customers[made.employer or 0],
            starts_on=joined,
            decision_role=dice.choices(("", *Affiliation.DecisionRole.values), (40, 18, 18, 20, 4))[
                0
            ],
            influence=dice.randint(0, 5),
        )
    )


def at(day: date, hour: int = 10) -> datetime:
    """That day in Korea at this hour."""
    return timezone.make_aware(datetime.combine(day, time(hour)))
