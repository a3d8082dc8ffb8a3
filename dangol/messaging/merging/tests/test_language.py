"""One text, read by each as written for them."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.messaging.merging import Compiled, MergeError, MissingField, compile
from dangol.messaging.merging.formats import FORMATS

HONG = {
    "호칭": "홍길동 과장님",
    "고객명": "홍길동",
    "직책": "과장",
    "등급": "VIP",
    "상품": "단골 프로",
    "만료일": "2026년 12월 31일",
    "포인트": "12,340",
    "회사": "㈜한빛",
}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("안녕하세요, #{호칭}.", "안녕하세요, 홍길동 과장님."),
        ("{{ 직책 }}님", "과장님"),
        ("#{고객명}님", "홍길동님"),
        ("#{호칭}님", "홍길동 과장님"),
        ("#{별명|고객님}님", "고객님"),
        ("#{부서|귀 부서}", "귀 부서"),
        ("[#{부서|}]", "[]"),
        ("#{직책|이름}", "과장"),
        ("#{만료일:월일}까지", "12월 31일까지"),
        ("#{만료일:요일}", "12월 31일 (목)"),
        ("#{만료일:짧은날짜}", "2026.12.31"),
        ("#{포인트:금액}", "12,340원"),
        ("#{포인트:한글금액}", "일금 일만이천삼백사십원정"),
        ("#{포인트:짧은금액}", "1만원"),
        ("#{고객명:금액}", "홍길동"),
        ("#{없는날:월일|곧}", "곧"),
    ],
)
def test_fields(text, written):
    assert compile(text).render(HONG) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("#{고객명}(은/는)", "홍길동은"),
        ("#{고객명}은(는)", "홍길동은"),
        ("#{고객명}은/는", "홍길동은"),
        ("#{상품}(을/를)", "단골 프로를"),
        ("#{상품}을(를)", "단골 프로를"),
        ("#{고객명}(이/가)", "홍길동이"),
        ("#{고객명}(아/야)", "홍길동아"),
        ("#{직책}(으)로", "과장으로"),
        ("#{길}(으)로", "지름길로"),
        ("#{길}으로(로)", "지름길로"),
        ("#{고객명}님(은/는)", "홍길동님은"),
        ("#{호칭}님(과/와)", "홍길동 과장님과"),
        ("‘#{상품}’(이/가)", "‘단골 프로’가"),
        ("#{링크}(을/를)", "URL을"),
        ("#{수}(이/가)", "3이"),
        ("고객님(은/는)", "고객님은"),
        ("사과(와/과) 배", "사과와 배"),
        ("#{고객명}은 #{상품}가", "홍길동은 단골 프로가"),
        ("(은/는)", "(은/는)"),
    ],
)
def test_particles_by_the_last_sound(text, written):
    values = HONG | {"길": "지름길", "링크": "URL", "수": "3"}

    assert compile(text).render(values) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[[만약 등급=VIP]]가[[끝]]", "가"),
        ("[[만약 등급 = vip, A]]가[[끝]]", "가"),
        ("[[만약 등급!=VIP]]가[[아니면]]나[[끝]]", "나"),
        ("[[만약 등급≠A]]가[[끝]]", "가"),
        ("[[만약 포인트>=12340]]가[[끝]]", "가"),
        ("[[만약 포인트≥1.3만]]가[[아니면]]나[[끝]]", "나"),
        ("[[만약 포인트<9,000]]가[[끝]]", ""),
        ("[[만약 포인트=12340]]가[[끝]]", "가"),
        ("[[만약 만료일<2027-01-01]]가[[끝]]", "가"),
        ("[[만약 만료일>2026-12-31]]가[[아니면]]나[[끝]]", "나"),
        ("[[만약 부서 있음]]가[[아니면]]나[[끝]]", "나"),
        ("[[만약 부서 없음]]가[[끝]]", "가"),
        ("[[만약 상품 포함 프로]]가[[끝]]", "가"),
        ("[[만약 등급=A 또는 등급=VIP 그리고 직책=과장]]가[[끝]]", "가"),
        ("[[만약 등급=A 또는 등급=VIP 그리고 직책=부장]]가[[끝]]", ""),
        ("[[만약 등급=A]]가[[아니면 만약 등급=VIP]]나[[아니면]]다[[끝]]", "나"),
        ("[[만약 등급=A]]가[[아니면 만약 등급=B]]나[[아니면]]다[[끝]]", "다"),
        ("[[만약 등급=VIP]][[만약 직책=과장]]가[[끝]]나[[끝]]다", "가나다"),
        ("[[if 등급=VIP]]a[[else]]b[[end]]", "a"),
        ("[[만약 부서 있음]]#{부서}[[끝]]끝", "끝"),
        ("[[공지]] [[만약이]]", "[[공지]] [[만약이]]"),
        ("가\n[[만약 등급=VIP]]\n나\n[[아니면]]\n다\n[[끝]]\n라", "가\n나\n라"),
        ("가\n  [[만약 등급=A]]  \r\n나\n[[끝]]\n라", "가\n  라"),
    ],
)
def test_conditions(text, written):
    assert compile(text).render(HONG) == written


def test_unknown_is_neither_equal_nor_less():
    text = compile("[[만약 포인트<10]]가[[끝]][[만약 포인트>=0]]나[[끝]][[만약 포인트=0]]다[[끝]]")

    assert text.render({}) == ""


@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_value_is_never_sent(value):
    text = compile("#{고객명}님, #{직책} #{부서|없음}[[만약 등급=VIP]]#{등급}#{번호}[[끝]]")

    with pytest.raises(MissingField) as missing:
        text.render(HONG | {"직책": value})

    assert missing.value.name == "직책"
    assert text.lacks(HONG | {"직책": value}) == ["직책", "번호"]
    assert text.lacks({"직책": "장", "고객명": "홍"}) == []


def test_tells_what_it_needs():
    text = compile("#{가} #{나|없음} [[만약 다=1]]#{라}[[끝]]")

    assert text.fields == {"가", "나", "다", "라"}
    assert text.required == {"가"}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("안녕\n하세요 #{고객명 님", 2, 5, "닫지 않았습니다"),
        ("{{고객명}", 1, 1, "닫지 않았습니다"),
        ("#{고객\n명}", 1, 1, "닫지 않았습니다"),
        ("a#{}", 1, 2, "이름이 비었습니다"),
        ("a#{ | }", 1, 2, "이름이 비었습니다"),
        ("#{별명|#{고객명}}", 1, 1, "항목을 넣을 수 없습니다"),
        ("#{만료일:월}", 1, 1, "쓸 수 있는 형식"),
        ("가\n[[만약 등급=VIP]]\n나", 2, 1, "[[끝]]"),
        ("[[끝]]", 1, 1, "[[만약 …]] 없이"),
        ("[[아니면]]", 1, 1, "[[만약 …]] 없이"),
        ("[[만약 등급]]가[[끝]]", 1, 1, "조건이 아닙니다"),
        ("[[만약 ]]가[[끝]]", 1, 1, "조건이 아닙니다"),
        ("[[만약 등급=VIP", 1, 1, "‘]]’"),
        ("[[만약 a=1]]a[[아니면]]b[[아니면]]c[[끝]]", 1, 20, "한 번만"),
        ("[[만약 a=1]]" * 6, 1, 51, "다섯 겹"),
        ("#{<b>이름</b>}", 1, 1, "다시 넣어"),
    ],
)
def test_says_where_a_text_is_wrong_and_what_to_do(text, line, column, words):
    with pytest.raises(MergeError) as error:
        compile(text)

    assert (error.value.line, error.value.column) == (line, column)
    assert words in str(error.value)
    assert str(error.value).startswith(f"{line}번째 줄 {column}번째 글자")


def test_html_escapes_values_only():
    text = compile("<b>#{고객명}</b>(은/는) [[만약 수&gt;=3]]<i>#{메모}</i>[[끝]]", escape="html")
    values = {"고객명": '<script>"A&B', "수": "3", "메모": "한 줄\n두 줄"}

    written = "<b>&lt;script&gt;&quot;A&amp;B</b>는 <i>한 줄<br>두 줄</i>"
    assert text.render(values) == written


def test_html_takes_a_no_break_space_for_a_space():
    assert compile("#{직책|담당&nbsp;님}", escape="html").render({}) == "담당 님"


def test_what_a_customer_is_called_is_never_read_again():
    text = compile("#{고객명} [[만약 고객명 있음]]{{고객명}}[[끝]]")

    assert text.render({"고객명": "#{직책}{{a}}[[끝]]"}) == "#{직책}{{a}}[[끝]] #{직책}{{a}}[[끝]]"


def test_exact_knows_fields_only():
    text = compile("#{고객명}(은/는) 님 #{상품}님", exact=True)

    assert text.render(HONG | {"고객명": "홍님"}) == "홍님(은/는) 님 단골 프로님"
    for wrong in ("{{고객명}}", "[[만약 a=1]]b[[끝]]"):
        with pytest.raises(MergeError, match="알림톡"):
            compile(wrong, exact=True)


WORDS = st.text(
    st.sampled_from(list("#{}[]|:=()<>님은는을/ \n홍A1")) | st.characters(codec="utf-8"),
    max_size=12,
)
PIECES = st.lists(
    WORDS
    | st.sampled_from(
        [
            "#{고객명}", "{{직책}}님(은/는)", "#{빈|대신}", "#{만료일:월일}", "[[만약 등급=VIP]]",
            "[[아니면]]", "[[아니면 만약 포인트>3]]", "[[끝]]", "#{", "}}", "[[만약 ",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def read(text: str) -> Compiled | MergeError:
    try:
        return compile(text)
    except MergeError as error:
        return error


@settings(max_examples=400, deadline=None)
@given(PIECES, st.dictionaries(st.sampled_from(list(HONG)), WORDS))
def test_any_text_is_read_or_refused_and_never_sent_half(text, values):
    compiled = read(text)
    if isinstance(compiled, MergeError):
        assert text.count("\n") >= compiled.line - 1 >= 0
        assert len(text) >= compiled.column >= 1
        return

    lacking = compiled.lacks(values)
    try:
        written = compiled.render(values)
    except MissingField as missing:
        written = missing.name

    assert (written == lacking[0] and set(lacking) <= compiled.fields) if lacking else True
    if not lacking and not any(set(value) & set("#{}[]") for value in values.values()):
        assert "#{" not in written
        assert "{{" not in written


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(list(FORMATS)))
def test_a_form_never_loses_a_value(value, form):
    shown = FORMATS[form](value)

    assert isinstance(shown, str)
    assert shown or not value


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_a_value_never_becomes_markup(value):
    written = compile("<p>#{고객명|없음}</p>", escape="html").render({"고객명": value})

    assert written.removeprefix("<p>").removesuffix("</p>").replace("<br>", "").count("<") == 0


def test_time_grows_with_the_length_only():
    def seconds(n: int) -> float:
        text = "#{고객명}님(은/는) [[만약 등급=VIP]]a[[끝]] { [[ ‘’‘’" * n + "가" * 50 * n
        start = process_time()
        compile(text)
        return process_time() - start

    small, large = min(seconds(n) for n in (100, 101, 102)), seconds(4_000)

    assert large < small * 40 * 6
