"""Pieces at customers (F16)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.catalog.installed.queries import warranty_ending
from dangol.catalog.installed.services import edit_installed, install, warranty_end
from dangol.catalog.models import Installed
from dangol.catalog.testing import make_product
from dangol.customers.testing import make_customer


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
    ],
)
def test_a_warranty_ends_the_day_before(start, months, end):
    assert warranty_end(start, months) == end


def test_the_warranty_follows_from_the_product(kim):
    product = make_product(warranty_months=24)
    piece = install(make_customer(kim), product=product, purchased_on=date(2026, 3, 2), actor=kim)

    assert piece.warranty_until == date(2028, 3, 1)


def test_a_serial_is_one_piece(kim):
    product = make_product()
    install(make_customer(kim), product=product, serial="S-1", actor=kim)

    with pytest.raises(ValidationError, match="일련번호가 이미"):
        install(make_customer(kim, "둘째"), product=product, serial="S-1", actor=kim)

    assert Installed.objects.count() == 1


def test_resident_numbers_are_refused_in_notes(kim):
    with pytest.raises(ValidationError, match="주민등록번호"):
        install(make_customer(kim), product=make_product(), note="900101-1234567", actor=kim)
    assert not Installed.objects.exists()


def test_a_warranty_before_the_purchase_is_refused(kim):
    piece = install(
        make_customer(kim), product=make_product(), purchased_on=date(2026, 3, 2), actor=kim
    )
    with pytest.raises(ValidationError, match="보증 만료일"):
        edit_installed(piece, warranty_until=date(2026, 1, 1), actor=kim)


def test_warranties_that_end_soon_are_listed_for_those_who_see_the_customer(kim, park):
    product, day = make_product(), date(2026, 12, 5)
    piece = install(make_customer(kim), product=product, warranty_until=day, actor=kim)
    install(make_customer(kim), product=product, warranty_until=date(2027, 5, 1), actor=kim)
    span = {"today": date(2026, 11, 28), "until": date(2026, 12, 28)}

    assert list(warranty_ending(kim, **span)) == [piece]
    assert list(warranty_ending(park, **span)) == []
