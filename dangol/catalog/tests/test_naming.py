"""Callers of the API name products by id or by code, one of both."""

import pytest

from dangol.catalog.models import Product
from dangol.catalog.naming import Naming, look_up
from dangol.catalog.testing import make_product

pytestmark = pytest.mark.django_db


def test_a_row_names_one_product_by_its_id_or_its_code(choi, django_assert_max_num_queries):
    first, second = make_product("블렌드", 1, code="B-1"), make_product("종이컵", 1, code="C-1")
    rows = [
        Naming(product_id=first.pk), Naming(product_code=" C-1 "), Naming(),
        Naming(product_id=first.pk, product_code="B-1"), Naming(product_code="X"),
        Naming(product_id=second.pk + 1),
    ]  # fmt: skip

    with django_assert_max_num_queries(3):
        found, errors = look_up(choi, rows, place="lines")

    assert found[:2] == [first, second]
    assert list(errors) == [
        *(f"lines.{n}.product_code" for n in (2, 3, 4)), "lines.5.product_id",
    ]  # fmt: skip
    assert "하나만" in errors["lines.3.product_code"][0]
    assert look_up(choi, [Naming()], is_needed=False) == ([None], {})
    assert Product.objects.count() == 2
