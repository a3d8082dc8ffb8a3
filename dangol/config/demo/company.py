"""Fills a new database with the demo company, through the same rows the product writes."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.default_roles import install_default_roles
from dangol.accounts.models import Department, Role, User
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences
from dangol.codes.models import Code
from dangol.codes.services import install_codes
from dangol.config.demo import people, words
from dangol.config.demo.acts import fill_acts
from dangol.config.demo.briefs import fill_briefs
from dangol.config.demo.calls import fill_calls
from dangol.config.demo.catalog import fill_catalog
from dangol.config.demo.chats import fill_chats
from dangol.config.demo.dealing import fill_centres, fill_ends, fill_moves, fill_rivals
from dangol.config.demo.desk import fill_desk
from dangol.config.demo.inbox import fill_inbox
from dangol.config.demo.knowledge import fill_knowledge
from dangol.config.demo.leads import fill_leads
from dangol.config.demo.making import batches
from dangol.config.demo.messages import fill_messages
from dangol.config.demo.portal import fill_portal
from dangol.config.demo.quotes import fill_orders, fill_quotes
from dangol.config.demo.rules import fill_alerts, fill_rules, fill_segments
from dangol.config.demo.sales import fill_deals
from dangol.config.demo.scores import count_up, fill_views
from dangol.config.demo.selling import fill_dealers, fill_plans, fill_territories
from dangol.config.demo.takeovers import fill_takeovers
from dangol.config.demo.talk import fill_talk
from dangol.config.demo.targets import fill_targets
from dangol.config.demo.templates import fill_templates
from dangol.config.demo.voices import fill_voices
from dangol.config.demo.writing import Office, write_batch
from dangol.customers.models import Tag
from dangol.kit.errors import Refused

SIZES = {"small": 1_000, "100k": 100_000, "1m": 1_000_000}
BATCH = 2_000
SEED = 20261121


def fill(count: int, *, say: Callable[[str], None], today: date | None = None) -> None:
    """Make the company, its staff and `count` customers; refused when people exist already.

    The same seed and day give the same rows. A million takes minutes; each batch commits alone.
    """
    if User.objects.exists():
        raise Refused(_("이미 직원이 있습니다. 예시 회사는 빈 데이터베이스에만 채웁니다."))
    today = today or timezone.localdate()
    say(
        _("예시 회사 %(name)s에 고객 %(n)s명을 만듭니다…")
        % {"name": people.COMPANY, "n": f"{count:,}"}
    )
    office = found_office(today)
    done = 0
    for batch in batches(SEED, count, BATCH, today):
        with atomic():
            write_batch(batch, office)
        done += len(batch)
        if count > BATCH and done % 100_000 == 0:
            say(f"  {done:,}")
    with atomic():
        fill_catalog(today)
        fill_deals(today)
        fill_leads(today)
        fill_plans(today)
        fill_territories()
        fill_dealers(today)
        fill_targets(today)
        fill_quotes(today)
        fill_orders(today)
        fill_rivals()
        fill_centres()
        fill_moves(today)
        fill_ends(today)
        fill_templates(today)
        fill_acts(today)
        fill_takeovers(today)
        fill_inbox(today)
        fill_desk(today)
        fill_knowledge(today)
        fill_chats()
        fill_messages()
        fill_voices(today)
        fill_portal()
        fill_talk(today)
        fill_briefs(today)
        fill_segments(today)
        fill_alerts(today)
        fill_rules(today)
        fill_calls(today)
        fill_views(today)
        count_up(today)


@atomic
def found_office(today: date) -> Office:
    """Departments, roles, staff, codes and tags of the demo company."""
    install_default_roles()
    install_codes("b2b")
    preferences.put(
        CompanyPreferences(
            name=people.COMPANY,
            business_number="123-45-67891",  # invented, with a right check digit
            representative="정은주",
            address="서울특별시 마포구 동교로 27길 12",
            phone="02-1234-5678",
            business_type="제조·도소매",
            business_item="커피 원두·기기",
            account="봄은행 000-000000-00-000 (봄결커피)",
            profile="both",
            preset="b2b",
        ),
        actor=None,
    )
    departments: dict[str, Department] = {}
    for order, (name, parent) in enumerate(people.DEPARTMENTS.items()):
        departments[name] = Department.objects.create(
            name=name, parent=departments.get(parent or ""), order=order
        )
    password = make_password(people.PASSWORD)  # one for all: each hash takes a tenth of a second
    staff = [_hire(departments, password, row) for row in people.STAFF]
    tags = Tag.objects.bulk_create([Tag(name=name) for name in words.TAGS])
    return Office(
        owners=[user for user, (*_rest, share) in zip(staff, people.STAFF, strict=True) if share],
        shares=[row[-1] for row in people.STAFF if row[-1]],
        grades=list(Code.objects.filter(group="customer_grade", is_active=True).order_by("order")),
        sources=list(Code.objects.filter(group="source", is_active=True).order_by("order")),
        types=list(Code.objects.filter(group="company_type", is_active=True).order_by("order")),
        tags=tags,
        today=today,
        dice=random.Random(SEED),  # noqa: S311 - made-up data
    )


def _hire(departments: dict[str, Department], password: str, row: tuple[Any, ...]) -> User:
    username, name, department, position, title, role, _share = row
    user = User.objects.create(
        username=username,
        password=password,
        name=name,
        department=departments[department],
        position=position,
        title=title,
        email=f"{username}@bomgyeol.example",
    )
    user.roles.add(Role.objects.get(key=role))
    return user
