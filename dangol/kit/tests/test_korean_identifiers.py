import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import (
    BusinessKind,
    business_kind,
    find_resident_number,
    format_business_number,
    format_corporate_number,
    is_business_number,
    is_corporate_number,
    mask_resident_numbers,
)


@pytest.mark.parametrize(
    "number",
    ["124-81-00998", "2208162517", "120 81 47521", "104-81-37225", "120-88-00767", "107-86-14075",
    "116-82-00276"],
)  # fmt: skip
def test_a_right_business_number(number):
    assert is_business_number(number)


@pytest.mark.parametrize(
    "number",
    ["123-45-67890", "124-81-00999", "000-00-00000", "12481009", "", "124-00-00998",
    "100-81-00007", "１２４８１００９９８", "abc"],
)  # fmt: skip
def test_a_wrong_business_number(number):
    assert not is_business_number(number)


def test_how_business_numbers_look_and_what_they_say():
    assert format_business_number("1248100998") == "124-81-00998"
    assert format_business_number("12481") == "12481"
    kinds = {"124-81-00998": BusinessKind.CORPORATION, "116-82-00276": BusinessKind.NONPROFIT}
    assert {number: business_kind(number) for number in kinds} == kinds
    assert business_kind("123-45-67891") == BusinessKind.INDIVIDUAL
    assert business_kind("123-95-67891") == BusinessKind.EXEMPT
    assert business_kind("123") is None


@given(st.integers(1010101, 999999999).filter(lambda n: n > 101000000))
def test_every_nine_digits_have_one_check_digit(first_nine):
    right = [d for d in range(10) if is_business_number(f"{first_nine:09d}{d}")]

    assert len(right) == (
        0 if f"{first_nine:09d}"[3:5] == "00" or f"{first_nine:09d}"[5:] == "0000" else 1
    )


def test_corporate_numbers():
    assert is_corporate_number("130111-0006246")
    assert is_corporate_number("1101111707178")
    assert not is_corporate_number("110111-0006249")
    assert not is_corporate_number("0" * 13)
    assert format_corporate_number("1301110006246") == "130111-0006246"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("900101-1234568", "900101-*******"),
        ("9001011234567", "900101-*******"),
        ("주민 900101 2345678 입니다", "주민 900101-******* 입니다"),
        ("200101-3123456", "200101-*******"),
        ("(850229–5234567)", "(850229-*******)"),
        ("a900101-1234567b 920312-2345678", "a900101-*******b 920312-*******"),
    ],
)
def test_finds_and_hides_resident_numbers(text, masked):
    assert find_resident_number(text) is not None
    assert mask_resident_numbers(text) == masked
    assert find_resident_number(masked) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "010-1234-5678", "130111-0006246", "110111-1707178", "8801234567893", "4901234567894",
        "901301-1234567", "900132-1234567", "900230-1234567", "900101-9234567", "20260101-12345678",
        "1900101-12345671", "900101-12345678", "123456-12-123456",
    ],
)  # fmt: skip
def test_leaves_other_numbers_alone(text):
    assert find_resident_number(text) is None
    assert mask_resident_numbers(text) == text


@given(st.text(max_size=60))
def test_hidden_once_means_hidden(text):
    assert find_resident_number(mask_resident_numbers(text)) is None
