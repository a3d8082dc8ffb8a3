from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.models import Entry
from dangol.customers.models import Affiliation, Customer, Household, HouseholdSplit
from dangol.customers.parties.services import edit_customer
from dangol.customers.relations.households import (
    confirm_household,
    form_household,
    propose_households,
    split_household,
)
from dangol.customers.relations.queries import household_figures, households_seen_by
from dangol.customers.relations.services import affiliate, end_affiliation, move_company, set_parent
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.kit.errors import Refused

HOME = "서울특별시 마포구 동교로27길 12, 101동 202호"
DAY = date(2026, 3, 2)


def test_a_person_works_for_a_company_and_is_found_by_it(kim):
    person, company = make_customer(kim), make_company(kim, "한빛유통")

    affiliate(person, company, title="과장", decision_role="decider", influence=4, actor=kim)

    person.refresh_from_db()
    assert person.company_name == "한빛유통"
    assert person in Customer.objects.filter(search__matches="ㅎㅂㅇㅌ")
    told = Entry.objects.filter(kind="customers.affiliation_started")
    assert {entry.customer_id for entry in told} == {person.pk, company.pk}


def test_refuses_the_same_company_twice_and_the_wrong_kinds(kim):
    person, company = make_customer(kim), make_company(kim)
    make_affiliation(person, company)

    with pytest.raises(Refused, match="이미"):
        affiliate(person, company, actor=kim)
    with pytest.raises(ValidationError):
        affiliate(company, person, actor=kim)
    with pytest.raises(ValidationError, match="관계 강도"):
        affiliate(make_customer(kim), company, influence=6, actor=kim)
    assert Affiliation.objects.count() == 1


def test_moving_company_keeps_the_history(kim):
    person, old, new = (
        make_customer(kim),
        make_company(kim, "옛 회사"),
        make_company(kim, "새 회사"),
    )
    job = make_affiliation(person, old, starts_on=date(2020, 1, 1))

    move_company(job, to=new, on=DAY, title="부장", actor=kim)

    person.refresh_from_db()
    assert person.company_name == "새 회사"
    rows = list(
        person.affiliations.order_by("pk").values_list("company__name", "ends_on", "is_main")
    )
    assert rows == [("옛 회사", DAY, False), ("새 회사", None, True)]
    kinds = set(Entry.objects.filter(customer=person).values_list("kind", flat=True))
    assert "customers.company_moved" in kinds
    with pytest.raises(Refused, match="이미 끝난"):
        end_affiliation(job, on=DAY, actor=kim)


def test_an_end_before_the_start_is_refused(kim):
    job = make_affiliation(make_customer(kim), make_company(kim), starts_on=date(2026, 5, 1))

    with pytest.raises(ValidationError, match="종료일"):
        end_affiliation(job, on=DAY, actor=kim)

    job.refresh_from_db()
    assert (job.ends_on, job.is_main) == (None, True)


def test_a_renamed_company_is_renamed_with_its_people(kim):
    person, company = make_customer(kim), make_company(kim, "옛 이름")
    make_affiliation(person, company)

    edit_customer(company, name="새 이름", actor=kim)

    person.refresh_from_db()
    assert person.company_name == "새 이름"
    assert set(Customer.objects.filter(search__matches="새 이름")) == {person, company}


def test_a_circle_of_companies_is_refused(kim):
    top, middle, low = (make_company(kim, name) for name in ("위", "중간", "아래"))
    set_parent(middle, parent=top, actor=kim)
    set_parent(low, parent=middle, actor=kim)

    for below in (low, middle, top):
        with pytest.raises(ValidationError, match="상위 회사"):
            set_parent(top, parent=below, actor=kim)
    with pytest.raises(ValidationError, match="회사끼리"):
        set_parent(low, parent=make_customer(kim), actor=kim)

    top.refresh_from_db()
    assert top.parent is None


def test_proposes_people_of_one_home_with_one_surname_or_phone(kim):
    father = make_customer(kim, "홍길동", addresses=[HOME], phones=["02-123-4567"])
    child = make_customer(kim, "홍길순", addresses=[HOME])
    mother = make_customer(kim, "김하나", addresses=[HOME], phones=["02-123-4567"])
    lodger = make_customer(kim, "박하숙", addresses=[HOME])
    neighbour = make_customer(kim, "홍이웃", addresses=[HOME.replace("202호", "203호")])
    office = make_company(kim, "홍길동상회", addresses=[HOME])

    assert propose_households() == 1
    assert propose_households() == 0

    home = Household.objects.get()
    assert (home.status, set(home.members.all())) == ("proposed", {father, child, mother})
    for other in (lodger, neighbour, office):
        other.refresh_from_db()
        assert other.household is None


def test_a_confirmed_home_takes_a_newcomer_only_when_asked(kim):
    make_customer(kim, "홍길동", addresses=[HOME])
    make_customer(kim, "홍길순", addresses=[HOME])
    propose_households()
    home = confirm_household(Household.objects.get(), actor=kim)
    baby = make_customer(kim, "홍막내", addresses=[HOME])

    assert propose_households() == 1

    baby.refresh_from_db()
    assert (baby.household.status, baby.household.joins) == ("proposed", home)
    assert confirm_household(baby.household, actor=kim) == home
    assert home.members.count() == 3
    assert Entry.objects.filter(kind="customers.household_joined").count() == 3


def test_people_split_off_stay_apart(kim):
    make_customer(kim, "홍길동", addresses=[HOME])
    make_customer(kim, "홍길순", addresses=[HOME])
    third = make_customer(kim, "홍셋째", addresses=[HOME])
    propose_households()
    home = Household.objects.get()

    assert split_household(home, members=[third.pk], actor=kim) == home
    assert propose_households() == 0

    third.refresh_from_db()
    assert third.household is None
    assert HouseholdSplit.objects.count() == 1
    assert split_household(home, members=[home.members.first().pk], actor=kim) is None
    assert not Household.objects.exists()


def test_a_household_of_others_is_not_settled(kim, park):
    make_customer(kim, "홍길동", addresses=[HOME])
    make_customer(park, "홍길순", addresses=[HOME])
    propose_households()
    home = Household.objects.get()

    with pytest.raises(Refused, match="다른 담당"):
        confirm_household(home, actor=kim, seen_by=kim)
    with pytest.raises(Refused, match="다른 담당"):
        split_household(home, members=[home.members.first().pk], actor=kim, seen_by=kim)

    assert list(households_seen_by(kim)) == [home]
    home.refresh_from_db()
    assert (home.status, home.members.count()) == ("proposed", 2)


def test_figures_of_a_household(kim):
    buyer = make_customer(kim, "홍길동", stage="customer")
    other = make_customer(kim, "김하나")
    home = form_household(Customer.objects.all(), name="홍길동님 세대", actor=kim)

    figures = household_figures(home)

    assert {buyer, other} == set(home.members.all())
    assert (figures.members, figures.buyers, figures.mailable) == (2, 1, 0)
    with pytest.raises(Refused, match="두 명"):
        form_household(Customer.objects.filter(pk=buyer.pk), name="혼자", actor=kim)
