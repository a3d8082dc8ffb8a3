import pytest

from dangol.accounts.models import AccessChange, User
from dangol.accounts.people import handover
from dangol.accounts.people.handover import Handover
from dangol.accounts.people.services import hand_over
from dangol.kit.errors import Refused
from dangol.kit.registry import Registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records(monkeypatch):
    """Customers and open work of a made-up app above: name → who is in charge."""
    owners = {"카페 하늘나래": "kim", "한누리병원": "kim", "베이커리": "park"}
    registry = Registry()

    def count(person):
        return sum(owner == person.username for owner in owners.values())

    def move(person, to, actor):
        mine = [name for name, owner in owners.items() if owner == person.username]
        owners.update(dict.fromkeys(mine, to.username))
        return len(mine)

    registry.add("customers")(Handover("고객", count, move))
    registry.add("todos")(Handover("할 일", lambda person: 0, lambda person, to, actor: 0))
    monkeypatch.setattr(handover, "handovers", registry)
    monkeypatch.setattr("dangol.accounts.people.services.handovers", registry)
    return owners


def test_everything_goes_to_another_in_one_step(kim, lee, choi, records):
    moved = hand_over(kim, to=lee, actor=choi)

    assert moved == {"customers": 2, "todos": 0}
    assert sorted(records.values()) == ["lee", "lee", "park"]
    kim.refresh_from_db()
    assert not kim.is_active
    row = AccessChange.objects.get(what="handed_over")
    assert (row.person, row.actor, row.after) == (kim, choi, "lee: 고객 2")


def test_the_page_shows_what_there_is_and_the_job_does_it(
    client, kim, lee, choi, records, run_jobs
):
    client.force_login(choi)
    page = client.get(f"/people/{kim.pk}/hand-over/")
    assert page.context["counts"] == [("고객", 2), ("할 일", 0)]

    client.post(f"/people/{kim.pk}/hand-over/", {"to": lee.pk})
    kim.refresh_from_db()
    assert not kim.is_active

    run_jobs()
    assert sorted(records.values()) == ["lee", "lee", "park"]


def test_a_job_that_runs_twice_moves_nothing_more(kim, lee, choi, records):
    hand_over(kim, to=lee, actor=choi)

    assert hand_over(kim, to=lee, actor=choi) == {"customers": 0, "todos": 0}


def test_one_that_fails_leaves_everything(kim, lee, choi, records, monkeypatch):
    def broken(person, to, actor):
        raise RuntimeError

    registry = Registry()
    registry.add("customers")(Handover("고객", lambda person: 1, broken))
    monkeypatch.setattr("dangol.accounts.people.services.handovers", registry)

    with pytest.raises(RuntimeError):
        hand_over(kim, to=lee, actor=choi)

    kim.refresh_from_db()
    assert kim.is_active
    assert kim.roles.exists()
    assert not AccessChange.objects.exists()


@pytest.mark.parametrize("who", ["kim", "left"])
def test_not_to_oneself_nor_to_one_who_left(kim, lee, choi, records, who):
    if who == "left":
        User.objects.filter(pk=lee.pk).update(is_active=False)
        lee.refresh_from_db()

    with pytest.raises(Refused):
        hand_over(kim, to=kim if who == "kim" else lee, actor=choi)

    assert User.objects.get(pk=kim.pk).is_active
    assert records["카페 하늘나래"] == "kim"


def test_the_form_offers_only_those_who_work_here(client, kim, lee, choi, records):
    User.objects.filter(pk=lee.pk).update(is_active=False)
    client.force_login(choi)

    page = client.post(f"/people/{kim.pk}/hand-over/", {"to": lee.pk})

    assert page.status_code == 422
    assert User.objects.get(pk=kim.pk).is_active
