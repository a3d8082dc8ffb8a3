"""Who stands on the envelope."""

from datetime import date

from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.messaging.printing.labels import Label
from dangol.messaging.printing.queries import addressees_of

TODAY = date(2026, 11, 28)
HOME = {"text": "서울특별시 마포구 동교로27길 12 (동교동)", "postcode": "04001", "detail": "3층"}


def test_people_and_companies_are_addressed_in_their_way(kim):
    hong = make_customer(kim, "홍길동", honorific="선생님", addresses=[HOME | {"use": "home"}])
    firm = make_company(kim, "㈜한빛", addresses=[HOME | {"postcode": "04000"}])
    clerk = make_customer(kim, "김둘", addresses=[HOME | {"use": "work", "postcode": "01000"}])
    make_affiliation(clerk, firm, title="과장")
    nowhere = make_customer(kim, "이셋")

    found = addressees_of([hong.pk, firm.pk, clerk.pk, nowhere.pk], today=TODAY)

    assert list(found.labels) == [clerk.pk, firm.pk, hong.pk]
    assert found.labels[hong.pk].name == "홍길동 선생 귀하"
    assert found.labels[firm.pk].name == "㈜한빛 귀중"
    assert found.labels[clerk.pk].name == "김둘 과장 귀하"
    assert found.labels[clerk.pk].company == "㈜한빛"
    assert found.labels[hong.pk].company == ""
    assert found.labels[hong.pk].postcode == "04001"
    assert found.labels[hong.pk].note == hong.number
    assert found.without == [nowhere.pk]
    assert isinstance(found.labels[hong.pk], Label)


def test_a_household_gets_one(kim):
    from dangol.customers.models import Household  # noqa: PLC0415

    home = Household.objects.create(name="홍길동 세대", key="x")
    people = [make_customer(kim, name, addresses=[HOME]) for name in ("홍길동", "홍길순")]
    alone = make_customer(kim, "김둘", addresses=[HOME])
    for person in people:
        type(person).objects.filter(pk=person.pk).update(household=home)
    ids = [*(person.pk for person in people), alone.pk]

    once = addressees_of(ids, today=TODAY, once_per_household=True)

    assert set(once.labels) == {people[0].pk, alone.pk}
    assert once.merged == {people[1].pk: people[0].pk}
    assert len(addressees_of(ids, today=TODAY).labels) == 3


def test_many_cost_three_queries(kim, django_assert_num_queries):
    ids = [make_customer(kim, f"고객{n}", addresses=[HOME]).pk for n in range(20)]

    with django_assert_num_queries(3):
        assert len(addressees_of(ids, today=TODAY).labels) == 20
