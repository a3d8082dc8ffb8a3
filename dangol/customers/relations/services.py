"""Acts on how people and companies belong together."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.events import (
    AffiliationEnded,
    AffiliationStarted,
    CompanyMoved,
    ParentChanged,
)
from dangol.customers.parties.models import Customer
from dangol.customers.parties.services import edit_customer, rebuild_search
from dangol.customers.relations.models import Affiliation
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import change, create, lock


@atomic
def affiliate(
    person: Customer,
    company: Customer,
    *,
    actor: User | None,
    starts_on: date | None = None,
    is_main: bool = True,
    **values: Any,
) -> Affiliation:
    """Write down that a person works for a company: title, department, decision_role, influence.

    A main affiliation takes the place of the one before it as main. Refused when the person
    works there already.
    """
    if person.is_company or not company.is_company:
        raise ValidationError({"company": _("사람의 소속은 회사여야 합니다.")})
    if person.affiliations.filter(company=company, ends_on=None).exists():
        raise Refused(_("이미 이 회사에 소속되어 있습니다."))
    if is_main:
        _demote_others(person, actor=actor)
    made = create(
        Affiliation,
        actor=actor,
        person=person,
        company=company,
        starts_on=starts_on,
        is_main=is_main,
        **values,
    )
    name_company(person)
    _tell_both(AffiliationStarted, made, actor)
    return made


@atomic
def edit_affiliation(
    affiliation: Affiliation, *, actor: User | None, version: int | None = None, **values: Any
) -> Affiliation:
    """Change title, department, role, influence or dates; Conflict when it has moved on."""
    if values.get("is_main") and not affiliation.is_main:
        _demote_others(affiliation.person, actor=actor)
    change(lock(affiliation), actor=actor, version=version, **values)
    name_company(affiliation.person)
    affiliation.refresh_from_db()
    return affiliation


@atomic
def end_affiliation(affiliation: Affiliation, *, on: date, actor: User | None) -> Affiliation:
    """Write down that a person left a company; the history stays."""
    affiliation = lock(affiliation)
    if affiliation.ends_on:
        raise Refused(_("이미 끝난 소속입니다."))
    change(affiliation, actor=actor, ends_on=on, is_main=False)
    following = affiliation.person.affiliations.filter(ends_on=None).order_by("-pk").first()
    if following and not affiliation.person.affiliations.filter(is_main=True).exists():
        change(following, actor=actor, is_main=True)
    name_company(affiliation.person)
    _tell_both(AffiliationEnded, affiliation, actor)
    return affiliation


@atomic
def move_company(
    affiliation: Affiliation, *, to: Customer, on: date, actor: User | None, **values: Any
) -> Affiliation:
    """이직: the person leaves one company and starts at another on the same day (F19)."""
    if to.pk == affiliation.company_id:
        raise Refused(_("지금 다니는 회사와 같은 회사입니다. 옮길 회사를 골라 주세요."))
    end_affiliation(affiliation, on=on, actor=actor)
    made = affiliate(affiliation.person, to, starts_on=on, actor=actor, **values)
    publish(
        CompanyMoved(
            customer_id=affiliation.person_id,
            before_customer_id=affiliation.company_id,
            after_customer_id=to.pk,
            actor_id=actor.pk if actor else None,
        )
    )
    return made


@atomic
def set_parent(
    company: Customer, *, parent: Customer | None, actor: User | None, version: int | None = None
) -> Customer:
    """Put a company under another, or under none; a circle is refused."""
    before = company.parent_id
    company = edit_customer(company, parent=parent, version=version, actor=actor)
    if before != company.parent_id:
        publish(
            ParentChanged(
                customer_id=company.pk,
                before_customer_id=before,
                after_customer_id=company.parent_id,
                actor_id=actor.pk if actor else None,
            )
        )
    return company


@atomic
def name_company(person: Customer) -> None:
    """Repeat the name of the main company on the person's row, where lists and search read it."""
    person.refresh_from_db()
    main = person.affiliations.filter(is_main=True, ends_on=None).select_related("company").first()
    person.company_name = main.company.name if main else ""
    Customer.objects.filter(pk=person.pk).update(company_name=person.company_name)
    rebuild_search(person)


def name_company_of_people(company_id: int) -> int:
    """After a company changed its name, repeat the new one on the rows of its people."""
    people = Customer.objects.filter(
        affiliations__company_id=company_id,
        affiliations__is_main=True,
        affiliations__ends_on=None,
    )
    for person in people:
        name_company(person)
    return len(people)


def _demote_others(person: Customer, *, actor: User | None) -> None:
    for other in person.affiliations.filter(is_main=True, ends_on=None):
        change(other, actor=actor, is_main=False)


def _tell_both(event: Callable[..., Any], made: Affiliation, actor: User | None) -> None:
    for customer_id in (made.person_id, made.company_id):
        publish(
            event(
                customer_id=customer_id,
                person_customer_id=made.person_id,
                company_customer_id=made.company_id,
                actor_id=actor.pk if actor else None,
            )
        )
