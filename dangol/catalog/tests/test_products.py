"""The catalogue: products, what stands beside them, bundles, categories."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from dangol.catalog.installed.services import install
from dangol.catalog.models import Category, Part, Product, ProductRelation
from dangol.catalog.products.queries import set_problems
from dangol.catalog.products.services import (
    attach_file,
    edit_product,
    relate,
    remove_category,
    remove_product,
    resume_sale,
    set_parts,
    stop_sale,
    write_category,
)
from dangol.catalog.products.suggesting import suggestions_beside
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_customer
from dangol.kit.errors import Conflict, Refused

pytestmark = pytest.mark.django_db
CROSS, UPGRADE, REQUIRES, EXCLUDES = ProductRelation.Kind


def test_a_product_without_code_gets_the_next_one():
    assert [make_product("가").code, make_product("나").code] == ["P-00001", "P-00002"]


def test_the_same_code_twice_is_refused():
    make_product("가", code="A-1")

    with pytest.raises(ValidationError, match="이미 쓰고 있는 상품코드"):
        make_product("나", code="A-1")

    assert Product.objects.count() == 1


def test_a_price_below_nothing_is_refused():
    with pytest.raises(ValidationError, match="0원 이상"):
        make_product("가", "-1")


def test_found_by_initials_and_code():
    make_product("복합기 프로", code="GTX-9")

    assert Product.objects.filter(search__matches="ㅂㅎㄱ").count() == 1
    assert Product.objects.filter(search__matches="gtx-9").count() == 1


def test_the_later_of_two_editors_is_told():
    product = make_product()
    edit_product(product, spec="A3", version=1, actor=None)

    with pytest.raises(Conflict):
        edit_product(product, spec="A4", version=1, actor=None)

    assert Product.objects.get().spec == "A3"


def test_stopping_the_sale_needs_a_reason():
    product = make_product()
    with pytest.raises(ValidationError, match="사유"):
        stop_sale(product, reason=" ", actor=None)
    stop_sale(product, reason="단종", actor=None)
    product.refresh_from_db()
    assert (product.is_on_sale, product.stop_reason) == (False, "단종")

    resume_sale(product, actor=None)
    product.refresh_from_db()
    assert (product.is_on_sale, product.stop_reason) == (True, "")


def test_upgrades_in_a_circle_are_refused():
    basic, pro, top = make_product("기본"), make_product("프로"), make_product("최고")
    relate(basic, pro, kind=UPGRADE, actor=None)
    relate(pro, top, kind=UPGRADE, actor=None)

    with pytest.raises(Refused, match="돌고 돕니다"):
        relate(top, basic, kind=UPGRADE, actor=None)

    assert ProductRelation.objects.count() == 2


def test_a_pair_cannot_be_needed_and_forbidden_at_once():
    one, two = make_product("본체"), make_product("받침")
    relate(one, two, kind=REQUIRES, actor=None)

    with pytest.raises(Refused, match="함께 팔 수 없습니다"):
        relate(two, one, kind=EXCLUDES, actor=None)


def test_a_product_does_not_relate_to_itself():
    one = make_product()
    with pytest.raises(ValidationError, match="자기 자신"):
        relate(one, one, kind=CROSS, actor=None)


def test_suggests_what_is_on_sale_and_not_there_yet():
    printer, toner, old = make_product("복합기"), make_product("토너"), make_product("구형 토너")
    for other in (toner, old):
        relate(printer, other, kind=CROSS, actor=None)
    stop_sale(old, reason="단종", actor=None)

    assert [row.product for row in suggestions_beside([printer.pk]).shown] == [toner]
    assert not suggestions_beside([printer.pk, toner.pk])


def test_tells_which_relations_a_set_of_products_breaks():
    body, stand, other = make_product("본체"), make_product("받침"), make_product("타사 부품")
    needed = relate(body, stand, kind=REQUIRES, actor=None)
    forbidden = relate(body, other, kind=EXCLUDES, actor=None)

    assert set_problems([body.pk]) == [needed]
    assert set_problems([body.pk, stand.pk]) == []
    assert set_problems([body.pk, stand.pk, other.pk]) == [forbidden]


def test_a_bundle_cannot_contain_itself_through_another():
    small = make_product("작은 묶음", kind="bundle")
    large = make_product("큰 묶음", kind="bundle")
    set_parts(large, [(small, Decimal(2))], actor=None)

    with pytest.raises(Refused, match="들어 있어"):
        set_parts(small, [(large, Decimal(1))], actor=None)

    assert list(Part.objects.values_list("bundle__name", "product__name")) == [
        ("큰 묶음", "작은 묶음")
    ]


def test_only_bundles_have_parts():
    with pytest.raises(Refused, match="묶음 상품"):
        set_parts(make_product("가"), [(make_product("나"), Decimal(1))], actor=None)


def test_a_category_cannot_stand_under_itself():
    top = write_category(None, name="장비", parent=None, actor=None)
    below = write_category(None, name="프린터", parent=top, actor=None)

    with pytest.raises(ValidationError, match="자기 아래"):
        write_category(top, name="장비", parent=below, actor=None)


def test_a_category_in_use_stays():
    top = write_category(None, name="장비", parent=None, actor=None)
    make_product(category=top)

    with pytest.raises(Refused, match="먼저 옮겨"):
        remove_category(top, actor=None)

    assert Category.objects.count() == 1


def test_a_product_somebody_has_is_not_removed(kim):
    product = make_product()
    install(make_customer(kim), product=product, actor=kim)

    with pytest.raises(Refused, match="판매를 중지"):
        remove_product(product, actor=kim)

    assert Product.objects.count() == 1


def test_only_harmless_files_are_kept():
    product = make_product()
    attach_file(product, file=ContentFile(b"%PDF", name="카탈로그.pdf"), actor=None)
    with pytest.raises(Refused, match="올릴 수 없는 종류"):
        attach_file(product, file=ContentFile(b"MZ", name="run.exe"), actor=None)

    assert [file.name for file in product.files.all()] == ["카탈로그.pdf"]
