"""Customers for tests of this app and of those above."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.models import Affiliation, Customer
from dangol.customers.parties.services import register_customer
from dangol.customers.relations.services import affiliate

SEOUL = ZoneInfo("Asia/Seoul")


def make_customer(owner: User | None, name: str = "홍길동", **values: Any) -> Customer:
    return register_customer(name=name, owner=owner, actor=owner, **values)


def make_company(owner: User | None, name: str = "한빛유통", **values: Any) -> Customer:
    return make_customer(owner, name, kind=Customer.Kind.COMPANY, **values)


def make_affiliation(person: Customer, company: Customer, **values: Any) -> Affiliation:
    return affiliate(person, company, actor=None, **values)


def make_code(group: str, key: str, label: str = "") -> Code:
    return Code.objects.get_or_create(group=group, key=key, defaults={"label": label or key})[0]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)
