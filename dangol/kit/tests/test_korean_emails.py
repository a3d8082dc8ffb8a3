import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import (
    mask_address,
    mask_email,
    mask_name,
    mask_phone,
    parse_email,
    split_emails,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("hong@naver.com", "hong@naver.com"),
        ("Hong.GD@NAVER.com", "Hong.GD@naver.com"),
        (" <hong@naver.com> ", "hong@naver.com"),
        ("홍길동 <hong@naver.com>", "hong@naver.com"),
        ('"홍길동" <hong@naver.com>', "hong@naver.com"),
        ("mailto:hong@naver.com?subject=x", "hong@naver.com"),
        ("hong＠naver.com", "hong@naver.com"),
        ("hong@naver.com.", "hong@naver.com"),
        ("E-mail: hong+news@hanbit.co.kr", "hong+news@hanbit.co.kr"),
        ("hong@한빛.한국", "hong@한빛.한국"),
        ("ho\u200bng@naver.com", "hong@naver.com"),
    ],
)
def test_reads_an_address(text, address):
    assert parse_email(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "hong", "hong@naver", "@naver.com", "a..b@c.kr", "a@-b.kr", "a b@c.kr", "a@b.kr, c@d.kr",
    "a@b..kr", "a@1.2.3.4"],
)  # fmt: skip
def test_refuses_what_is_none(text):
    assert parse_email(text) is None


def test_several_in_one_cell():
    cell = "hong@naver.com; 이 <lee@DAUM.net>,hong@naver.com / 없음\nmailto:park@a.kr"

    assert split_emails(cell) == ["hong@naver.com", "lee@daum.net", "park@a.kr"]


def test_masks_the_name():
    assert mask_email("hong@naver.com") == "ho***@naver.com"
    assert mask_email("ab@naver.com") == "a***@naver.com"
    assert mask_email("hong") == "***"


@given(st.emails() | st.text(max_size=40))
def test_what_was_read_reads_the_same_again(text):
    address = parse_email(text)
    assert address is None or parse_email(address) == address


@pytest.mark.parametrize("mask", [mask_address, mask_email, mask_name, mask_phone])
def test_nothing_is_masked_as_nothing(mask):
    assert mask("") == ""
