"""Options and rules as an administrator writes them."""

import pytest
from django.core.exceptions import ValidationError

from dangol.catalog.configuring.queries import default_choice, design_of
from dangol.catalog.configuring.services import (
    OptionGiven,
    add_rule,
    remove_group,
    write_group,
)
from dangol.catalog.models import ProductOption, ProductRule
from dangol.catalog.testing import make_machine, make_product
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db


def test_design_holds_what_was_written():
    machine = make_machine()
    add_rule(machine, kind="requires", when=["m3"], then=["cooler"], actor=None)

    design = design_of(machine)

    assert design.base == 1_000_000
    assert [[o.key for o in g.options] for g in design.groups] == [
        ["m1", "m3"],
        ["cooler", "cover"],
    ]
    assert default_choice(machine) == {"m1": 1}
    assert len(design.rules) == 1


def test_only_configurable_products_have_options():
    with pytest.raises(Refused, match="구성형"):
        write_group(make_product(), None, name="색", options=[OptionGiven("a", "A")], actor=None)


def test_a_rule_that_makes_an_option_impossible_is_refused():
    machine = make_machine()
    add_rule(machine, kind="requires", when=["m3"], then=["cooler"], actor=None)

    with pytest.raises(Refused, match="고를 수 없게 되는 사양이 있습니다: 3마력"):
        add_rule(machine, kind="excludes", when=["cooler"], then=["m3"], actor=None)

    assert ProductRule.objects.count() == 1


def test_an_option_a_rule_names_cannot_go():
    machine = make_machine()
    add_rule(machine, kind="requires", when=["m3"], then=["cooler"], actor=None)

    with pytest.raises(Refused, match="규칙을 먼저"):
        remove_group(machine.groups.get(name="부가 사양"), actor=None)

    assert ProductOption.objects.filter(key="cooler").exists()


def test_a_code_is_used_once_in_a_product():
    machine = make_machine()
    with pytest.raises(Refused, match="두 번"):
        write_group(machine, None, name="색", options=[OptionGiven("m1", "빨강")], actor=None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "requires", "when": [], "then": ["m1"]}, "when"),
        ({"kind": "requires", "when": ["m1"], "then": []}, "then"),
        ({"kind": "excludes", "when": ["m1"], "then": ["m1"]}, "then"),
        ({"kind": "price", "when": ["m1"]}, "amount"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(values, field):
    with pytest.raises(ValidationError) as caught:
        add_rule(make_machine(), **values, actor=None)

    assert field in caught.value.message_dict
    assert not ProductRule.objects.exists()
