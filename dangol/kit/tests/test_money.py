import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean.numbers import currency_of, has_part_of_won
from dangol.kit.money import Rounding, in_words, parse_won, short_won, split_vat, vat_of, won

AMOUNTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234,000원", 1_234_000), ("1234000", 1_234_000), ("￦1,234", 1234), ("₩1,234", 1234),
        ("\\1,234", 1234),
        ("1.5억", 150_000_000), ("3만 5천", 35_000), ("3억5천만원", 350_000_000), ("1천5백만원",
        15_000_000), ("만원", 10_000),
        ("1억 2,345만 6,789원", 123_456_789), ("일금 50,000원정", 50_000), ("(1,000)", -1000),
        ("-1,000", -1000),
        ("−1,000원", -1000), ("△1,000", -1000), ("-₩1,000", -1000), ("₩-1,000", -1000),
        ("1,000 (VAT 별도)", 1000),
        ("１，０００", 1000), ("0", 0), ("0원", 0), ("1234.5", 1235), ("1,234.00", 1234), (1.5,
        2), (12, 12),
    ],
)  # fmt: skip
def test_reads_an_amount(text, amount):
    assert parse_won(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "원", "abc", "1,23", "12,345,67", "1e5", "1만 2만", "5백 2천", "3 4", "1.5.2", "9" * 20,
    float("nan"), float("inf"), "약 3만원"],
)  # fmt: skip
def test_refuses_what_is_unclear(text):
    assert parse_won(text) is None


@given(AMOUNTS)
def test_reads_back_what_it_writes(amount):
    assert parse_won(won(amount)) == parse_won(f"{amount:,}원") == amount


@given(st.text(max_size=15) | st.text("0123456789,.만억천백원()- ", max_size=15))
def test_no_text_breaks_it(text):
    assert parse_won(text) is None or abs(parse_won(text)) < 10**18
    assert isinstance(currency_of(text) + str(has_part_of_won(text)), str)


@pytest.mark.parametrize(
    ("text", "currency", "is_part"),
    [
        ("1,234,000원", "", False), ("1.5억", "", False), ("₩1,200.50", "", True),
        ("US$ 30", "US$", False), ("usd30", "usd", False), ("3천 달러", "달러", False),
        ("100엔", "엔", False), ("￥100", "¥", False), ("엔진 30", "", False),
    ],
)  # fmt: skip
def test_tells_foreign_money_and_parts_of_a_won(text, currency, is_part):
    assert (currency_of(text), has_part_of_won(text)) == (currency, is_part)


def test_how_amounts_look():
    assert won(1_234_000) == "₩1,234,000"
    assert won(-1_234_000) == "−₩1,234,000"
    assert [short_won(n) for n in (0, 9_800, 34_509_999, 612_345_678, 61_234_567_890,
    1_200_000_000_000)] == [
        "₩0", "₩9,800", "₩3,450만", "₩6.12억", "₩612.3억", "₩1.2조",
    ]  # fmt: skip
    assert short_won(-612_345_678) == "−₩6.12억"


@pytest.mark.parametrize(
    ("supply", "down", "half_up", "up"),
    [(70_187_870, 7_018_787, 7_018_787, 7_018_787), (1_234_567, 123_456, 123_457, 123_457),
    (1_234_561, 123_456, 123_456, 123_457),
     (-1_234_567, -123_456, -123_457, -123_457), (0, 0, 0, 0), (4_962_020, 496_202, 496_202,
     496_202)],
)  # fmt: skip
def test_tax_on_a_supply_price(supply, down, half_up, up):
    assert [vat_of(supply, rounding) for rounding in Rounding] == [down, half_up, up]
    assert vat_of(supply) == down


def test_tax_inside_a_price():
    assert split_vat(10_000) == (9_091, 909)
    assert split_vat(11_000) == (10_000, 1_000)
    assert split_vat(-10_000) == (-9_091, -909)


@given(AMOUNTS)
def test_the_parts_make_the_whole(gross):
    parts = split_vat(gross)

    assert parts.gross == gross
    assert abs(parts.tax - vat_of(parts.supply, Rounding.HALF_UP)) <= 1
    assert vat_of(-gross) == -vat_of(gross)
    assert (
        vat_of(abs(gross))
        <= vat_of(abs(gross), Rounding.HALF_UP)
        <= vat_of(abs(gross), Rounding.UP)
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1_234_567, "일금 일백이십삼만사천오백육십칠원정"),
        (50_000, "일금 오만원정"),
        (10_000_000, "일금 일천만원정"),
        (350_000_000, "일금 삼억오천만원정"),
        (10_010, "일금 일만일십원정"),
        (100_000_001, "일금 일억일원정"),
        (0, "일금 영원정"),
        (1_000_000_000_000, "일금 일조원정"),
    ],
)
def test_amounts_in_words(amount, words):
    assert in_words(amount) == words


def test_words_that_cannot_be_altered():
    assert in_words(1_200_000, hanja=True) == "金壹佰貳拾萬원整"
    with pytest.raises(ValueError, match="-1"):
        in_words(-1)


@given(st.integers(1, 10**16 - 1))
def test_the_words_say_every_digit(amount):
    spoken = in_words(amount).removeprefix("일금 ").removesuffix("원정")
    digits = "".join(
        str("영일이삼사오육칠팔구".index(char)) for char in spoken if char in "일이삼사오육칠팔구"
    )

    assert digits == str(amount).replace("0", "")
