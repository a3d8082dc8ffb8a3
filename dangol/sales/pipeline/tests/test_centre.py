"""The buying centre of a deal as a map, and what it says is to be done."""

import pytest

from dangol.customers.testing import make_customer
from dangol.sales.pipeline.centre import centre_of
from dangol.sales.pipeline.queries import people_of
from dangol.sales.pipeline.services import write_person
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db


def add(deal, name, role, influence, stance):
    person = make_customer(deal.owner, name=name)
    return write_person(deal, None, person=person, role=role, influence=influence, stance=stance,
                        actor=deal.owner)  # fmt: skip


def test_people_stand_by_weight_and_stance(client, kim):
    deal = make_deal(kim)
    add(deal, "가반대", "influencer", 4, "against")
    assert centre_of(people_of(deal)) is None
    add(deal, "나모름", "user", 5, "unknown")
    add(deal, "다찬성", "champion", 3, "for")
    add(deal, "라낮음", "user", 0, "against")

    centre = centre_of(people_of(deal))

    found = [
        [[str(one) for one in cell] for _stance, cell in cells] for _label, cells in centre.rows
    ]
    assert found == [
        [["가반대"], ["나모름"], [], []], [[], [], [], ["다찬성"]], [["라낮음"], [], [], []],
    ]  # fmt: skip
    assert centre.advice == [
        "결정권자가 누구인지 아직 적지 않았습니다.", "영향력이 큰데 반대합니다: 가반대",
        "영향력이 큰데 입장을 모릅니다: 나모름",
    ]  # fmt: skip
    add(deal, "마결정", "decider", 5, "for")
    assert "결정권자" not in centre_of(people_of(deal)).advice[0]
    client.force_login(kim)
    page = client.get(deal.get_absolute_url()).text
    assert 'class="centre"' in page
    assert "영향력이 큰데 반대합니다: 가반대" in page
