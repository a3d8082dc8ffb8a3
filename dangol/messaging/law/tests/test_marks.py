"""What an advertisement says by itself, and what nobody may write instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.messaging.law.letters import as_sent, size_of
from dangol.messaging.law.marks import (
    MARK,
    Party,
    call_opening,
    fax_marks,
    is_marked,
    mail_footer,
    missing_of,
    strange_marks,
    subject_of,
    text_message,
)
from dangol.messaging.law.statutes import STATUTES
from dangol.messaging.law.words import promotional_words

PARTY = Party(
    "한빛상사", "0212345678", "0801234567", "news@hanbit.example", "서울 중구 세종대로 110"
)
NOW = STATUTES[-1]


@pytest.mark.parametrize("medium", ["email", "sms", "kakao", "fax", "voice"])
def test_ad_06_names_what_the_sender_lacks(medium):
    assert missing_of(PARTY, medium) == []
    assert missing_of(Party("", "", "", "", ""), medium) != []
    assert "연락처" in missing_of(PARTY._replace(phone=""), medium)


def test_ad_07_a_mail_begins_with_the_mark_once():
    assert subject_of("겨울 할인", "ad") == "(광고) 겨울 할인"
    assert subject_of("(광고) 겨울 할인", "ad") == "(광고) 겨울 할인"
    assert subject_of("주문 안내", "info") == "주문 안내"


def test_ad_07_a_mail_ends_with_sender_and_refusal_in_both_languages():
    footer = mail_footer(PARTY, "https://a.kr/u/1/")

    for text in (footer.text, footer.html):
        for part in ("한빛상사", "news@hanbit.example", "02-1234-5678", "서울 중구 세종대로 110"):
            assert part in text
        assert "무료수신거부" in text
        assert "Unsubscribe" in text
        assert "https://a.kr/u/1/" in text


def test_ad_08_a_text_begins_with_mark_and_name_and_ends_with_free_refusal():
    assert text_message("겨울 할인", PARTY, "ad", caller="0212345678") == (
        "(광고)한빛상사\n겨울 할인\n무료수신거부 080-123-4567"
    )


def test_ad_08_the_contact_is_said_when_it_is_not_the_calling_number():
    assert text_message("겨울 할인", PARTY, "ad", caller="01012345678").startswith(
        "(광고)한빛상사 02-1234-5678\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "(광 고)할인", "(광.고)할인", "(광/고)할인", '("광고")할인', "[광고]할인", "(대출광고)할인",
        "광고)할인", "(AD)할인", "（광고）할인", "(광\u200b고)할인", "(광\u00a0고)할인",
        "★(광고)할인", "🎉(광고)할인", "안녕하세요 (광고) 할인", "<광고>할인", "【광고】할인",
    ],
)  # fmt: skip
def test_ad_09_refuses_marks_that_only_look_like_one(text):
    assert strange_marks(text) != []
    assert not is_marked(text)


@pytest.mark.parametrize(
    "text", ["(광고)할인", "(광고) 할인", "광고 문의를 받습니다.", "신문 광고를 보고 왔어요(후기)"]
)
def test_ad_09_leaves_the_right_mark_and_plain_words(text):
    assert strange_marks(text) == []


@given(st.text())
def test_ad_09_what_the_server_writes_is_always_marked(body):
    assert is_marked(text_message(body, PARTY, "ad"))
    assert is_marked(subject_of(body, "ad"))


def test_ad_10_a_fax_says_it_on_top_and_large_enough_below():
    marks = fax_marks(PARTY, NOW.fax_letters_ratio)

    assert marks.top == "(광고) 한빛상사 | 02-1234-5678 | 서울 중구 세종대로 110"
    assert marks.foot == "무료수신거부 080-123-4567"
    assert marks.foot_ratio == pytest.approx(1 / 3)


def test_ad_10_a_call_says_first_what_it_is():
    words = call_opening(PARTY, "2026 박람회")
    assert words.startswith("광고 전화입니다. 한빛상사")
    assert "080-123-4567" in words


def test_ad_11_refusing_is_free():
    assert "080-123-4567" in text_message("할인", PARTY, "ad")
    assert missing_of(PARTY._replace(optout_number=""), "sms") == ["무료수신거부 번호"]


def test_ad_18_finds_words_that_promote_and_greetings():
    assert promotional_words("이번 주 할인 쿠폰") == ["할인", "쿠폰"]
    assert promotional_words("생일 축하드립니다") == ["생일 축하"]
    assert promotional_words("주문하신 물건이 출발했습니다.") == []
    assert promotional_words("무료수신거부 080-123-4567") == []


def test_ad_20_a_sales_call_says_where_the_number_is_from():
    assert "2026 박람회" in call_opening(PARTY, "2026 박람회")


@pytest.mark.parametrize(
    ("text", "size"),
    [("가", 2), ("a", 1), ("가\n나", 6), ("뷁", 2), ("펲시", 4), ("a" * 90, 90), ("a" * 91, 91)],
)
def test_bytes_are_counted_in_cp949(text, size):
    assert as_sent(text).size == size


@pytest.mark.parametrize(("size", "kind"), [(90, "sms"), (91, "lms"), (2000, "lms"), (2001, "")])
def test_ninety_one_bytes_are_a_long_message(size, kind):
    assert size_of(size, NOW) == kind


def test_signs_a_telephone_lacks_are_replaced_or_named():
    assert as_sent("₩1,000 — 오늘만").text == "￦1,000 - 오늘만"
    assert as_sent("안녕😀하세요").lost == "😀"


def test_the_mark_is_what_the_law_writes():
    assert MARK == "(광고)"
