import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import PhoneKind, format_phone, mask_phone, parse_phone, split_phones

K = PhoneKind


@pytest.mark.parametrize(
    ("raw", "shown", "kind"),
    [
        ("010-1234-5678", "010-1234-5678", K.MOBILE),
        ("01012345678", "010-1234-5678", K.MOBILE),
        ("010.1234.5678", "010-1234-5678", K.MOBILE),
        ("010 1234 5678", "010-1234-5678", K.MOBILE),
        ("０１０－１２３４－５６７８", "010-1234-5678", K.MOBILE),
        ("+82 10-1234-5678", "010-1234-5678", K.MOBILE),
        ("+82 (0)10 1234 5678", "010-1234-5678", K.MOBILE),
        ("82-10-1234-5678", "010-1234-5678", K.MOBILE),
        ("00700-82-10-1234-5678", "010-1234-5678", K.MOBILE),
        ("0082-2-123-4567", "02-123-4567", K.AREA),
        ("1012345678", "010-1234-5678", K.MOBILE),
        ("1012345678.0", "010-1234-5678", K.MOBILE),
        ("10-1234-5678", "010-1234-5678", K.MOBILE),
        ("010-1234-5678 (본인)", "010-1234-5678", K.MOBILE),
        ("0163456789", "016-345-6789", K.LEGACY_MOBILE),
        ("0212345678", "02-1234-5678", K.AREA),
        ("021234567", "02-123-4567", K.AREA),
        ("212345678", "02-1234-5678", K.AREA),
        ("2-123-4567", "02-123-4567", K.AREA),
        ("02)123-4567", "02-123-4567", K.AREA),
        ("전화 : 064-123-4567", "064-123-4567", K.AREA),
        ("TEL. 03112345678", "031-1234-5678", K.AREA),
        ("311234567", "031-123-4567", K.AREA),
        ("02-1234-5678~9", "02-1234-5678", K.AREA),
        ("15881234", "1588-1234", K.NATIONAL),
        ("1600-1234", "1600-1234", K.NATIONAL),
        ("1811-1234", "1811-1234", K.NATIONAL),
        ("+82 1588-1234", "1588-1234", K.NATIONAL),
        ("07012345678", "070-1234-5678", K.VOIP),
        ("0801234567", "080-123-4567", K.TOLLFREE),
        ("060-700-1234", "060-700-1234", K.PREMIUM),
        ("05051234567", "0505-123-4567", K.PERSONAL),
        ("050712345678", "0507-1234-5678", K.PERSONAL),
        ("0303-3440-1234", "0303-3440-1234", K.PERSONAL),
        ("+1 (202) 555-0123", "+12025550123", K.FOREIGN),
        ("+81-3-1234-5678", "+81312345678", K.FOREIGN),
    ],
)
def test_reads_a_number(raw, shown, kind):
    phone = parse_phone(raw)

    assert phone is not None
    assert (format_phone(phone.digits), phone.kind, phone.extension) == (shown, kind, "")
    assert parse_phone(shown) == phone


@pytest.mark.parametrize(
    "raw",
    [
        "", "없음", "112", "1234", "010-123-4567", "010-0000-0000", "02-12-3456", "21234567",
        "0507-1433-198",
        "841-841-1196", "117-81-12345", "124-81-00998", "1248100998", "8801234567893",
        "2026-11-21", "900101-1234568",
        "+82 123", "+1", "010-1234-5678 010-2222-3333", "9" * 40, "1.01235E+09", "\x00",
    ],
)  # fmt: skip
def test_refuses_what_cannot_be_one(raw):
    assert parse_phone(raw) is None


@pytest.mark.parametrize(
    "raw", ["(02) 1234-5678 (내선 123)", "02-1234-5678 내선123", "02-1234-5678(내선:123번)",
    "02-1234-5678 ext. 123", "0212345678#123"]
)  # fmt: skip
def test_keeps_the_inside_line(raw):
    phone = parse_phone(raw)

    assert phone is not None
    assert (phone.digits, phone.extension) == ("0212345678", "123")


def test_only_010_takes_text_messages():
    raws = [
        "010-1234-5678",
        "011-234-5678",
        "02-123-4567",
        "1588-1234",
        "0507-1234-5678",
        "+12025550123",
    ]
    phones = [parse_phone(raw) for raw in raws]

    assert [phone and phone.is_smsable for phone in phones] == [True] + [False] * 5


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("010-1234-5678", ["01012345678"]),
        ("02-123-4567, 010-1111-2222", ["021234567", "01011112222"]),
        ("010-1234-5678 / 02)123-4567", ["01012345678", "021234567"]),
        ("010-1234-5678\n010-1234-5678", ["01012345678"]),
        ("010-1234-5678 010-2222-3333", ["01012345678", "01022223333"]),
        ("02-123-4567/8", ["021234567"]),
        ("1588-1234; 없음", ["15881234"]),
        ("집 02-123-4567 및 휴대폰 01012345678", ["021234567", "01012345678"]),
        ("", []),
    ],
)
def test_several_in_one_cell(cell, digits):
    assert [phone.digits for phone in split_phones(cell)] == digits


@pytest.mark.parametrize(
    ("digits", "masked"),
    [
        ("01012345678", "010-****-5678"),
        ("021234567", "02-***-4567"),
        ("050712345678", "0507-****-5678"),
        ("15881234", "1588-****"),
        ("+12025550123", "+12*****0123"),
        ("12", "****"),
    ],
)
def test_masks_the_middle(digits, masked):
    assert mask_phone(digits) == masked


@given(st.text(max_size=40) | st.text("0123456789-+() .~/,내선", max_size=30))
def test_any_cell_gives_numbers_that_read_back(cell):
    for phone in split_phones(cell):
        again = parse_phone(format_phone(phone.digits))
        assert again == phone._replace(extension="")


@pytest.mark.realdata
def test_public_libraries():
    folder = os.environ.get("DANGOL_REALDATA")
    if not folder:
        pytest.skip("DANGOL_REALDATA is not set")
    with (Path(folder) / "korea/library_standard_cp949.csv").open(encoding="cp949") as file:
        cells = [row["도서관전화번호"] for row in csv.DictReader(file)]

    unread = {cell for cell in cells if parse_phone(cell) is None and not cell.endswith("0-0000")}

    assert unread == {"", "841-841-1196", "0507-1433-198", "501-309-6177", "035-664-3571"}
