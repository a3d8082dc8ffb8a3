from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import (
    choseong,
    clean,
    clean_text,
    cp949_bytes,
    disassemble,
    is_choseong,
    josa,
    to_hangul,
    unencodable,
)
from dangol.kit.korean.text import assemble, fit_particles

ANY = st.text(max_size=30)
HANGUL = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=10)


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("홍길동", "홍길동"),
        (normalize("NFD", "홍길동"), "홍길동"),
        ("\ufeff 홍\u200b길\u00ad동\u00a0 과장\u3000님\n", "홍길동 과장 님"),
        ("홍\x00길동", "홍길동"),
        ("\u3164\u3164", ""),
        ("\u202e홍길동", "홍길동"),
        ("a\tb\r\nc", "a b c"),
        ("홍\ud800길동", "홍길동"),
        ("ㅎㄱㄷ", "ㅎㄱㄷ"),
    ],
)
def test_cleans_one_line(raw, tidy):
    assert clean(raw) == tidy


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert clean_text(clean_text(text)) == clean_text(text)


def test_cleaned_text_keeps_its_lines_and_indents():
    assert clean_text("\r\n첫째\u200b 줄  \r\n\r\n  둘째\u00a0줄\x00\r") == "첫째 줄\n\n  둘째 줄"


@pytest.mark.parametrize(
    ("word", "pair", "whole"),
    [
        ("홍길동", "이/가", "홍길동이"),
        ("김민서", "이/가", "김민서가"),
        ("김민서", "가/이", "김민서가"),
        ("칫솔", "은/는", "칫솔은"),
        ("샴푸", "을/를", "샴푸를"),
        ("샴푸", "과/와", "샴푸와"),
        ("길동", "아/야", "길동아"),
        ("때밀이", "이에요/예요", "때밀이예요"),
        ("지름길", "으로/로", "지름길로"),
        ("지름길", "(으)로", "지름길로"),
        ("역삼동", "으로부터/로부터", "역삼동으로부터"),
        ("바깥", "으로/로", "바깥으로"),
        ("2026", "은/는", "2026은"),
        ("제1", "으로/로", "제1로"),
        ("4", "이/가", "4가"),
        ("10", "을/를", "10을"),
        ("50%", "을/를", "50%를"),
        ("URL", "을/를", "URL을"),
        ("CSS", "을/를", "CSS를"),
        ("URL", "으로/로", "URL로"),
        ("홍길동(과장)", "이/가", "홍길동(과장)이"),
        ("‘서울’", "은/는", "‘서울’은"),
        ("", "이/가", ""),
        ("森", "은/는", "森은(는)"),
        ("!!", "이/가", "!!이(가)"),
        ("ㄹ", "으로/로", "ㄹ로"),
    ],
)
def test_particles(word, pair, whole):
    assert josa(word, pair) == whole


@pytest.mark.parametrize(
    ("said", "fitted"),
    [
        ("‘봉투’이(가) 늘었습니다.", "‘봉투’가 늘었습니다."),
        ("고객 ‘김길동’을(를) ‘서울’(으)로", "고객 ‘김길동’을 ‘서울’로"),
        ("‘원두’와(과) ‘필터 20’은(는)", "‘원두’와 ‘필터 20’은"),
        ("‘森’은(는) 이(가) 그대로", "‘森’은(는) 이(가) 그대로"),
        ("3원 ‘$’은(는) 안 됩니다", "3원 ‘$’은(는) 안 됩니다"),
    ],
)
def test_sentences_with_names_get_the_particle_that_fits(said, fitted):
    assert fit_particles(said) == fitted


def test_initial_consonants():
    assert choseong("홍길동 LG전자 3") == "ㅎㄱㄷ LGㅈㅈ 3"
    assert [text for text in ("ㅎㄱㄷ", "ㅎ ㄱ", "ㄳ", "홍ㄱㄷ", "", "ㅏ",
    "a") if is_choseong(text)] == [
        "ㅎㄱㄷ", "ㅎ ㄱ", "ㄳ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("ghdrlfehd", "홍길동"),
        ("GHDRLFEHD", "홍길동"),
        ("rkskek", "가나다"),
        ("dhksfy", "완료"),
        ("Rkakrnl", "까마귀"),
        ("dlfrdj", "읽어"),
        ("rkqtdl", "값이"),
        ("abc", "뮻"),
        ("slash123", "님노123"),
        ("RㅏㄱEㅜrl", "깍뚜기"),
        ("", ""),
    ],
)
def test_keys_typed_in_the_wrong_mode(latin, hangul):
    assert to_hangul(latin) == hangul


def test_takes_syllables_apart():
    assert disassemble("값 과ㄵ a") == "ㄱㅏㅂㅅ ㄱㅗㅏㄴㅈ a"


@given(HANGUL)
def test_typing_a_text_again_gives_it_back(text):
    assert assemble(disassemble(text)) == text


@pytest.mark.parametrize(
    ("text", "size"),
    [("안녕하세요", 10), ("a" * 90, 90), ("뷁햏믜", 6), ("펲시", 4), ("㈜단골 ① ™ €", 15),
    ("줄\n바꿈", 7), ("줄\r\n", 4)],
)  # fmt: skip
def test_sms_length(text, size):
    assert cp949_bytes(text) == size
    assert unencodable(text) == []


def test_what_an_sms_cannot_carry_is_named_and_counted_as_two():
    assert unencodable("₩1,000 — 🙂 ₩") == ["₩", "—", "🙂"]
    assert cp949_bytes("₩1") == 3
