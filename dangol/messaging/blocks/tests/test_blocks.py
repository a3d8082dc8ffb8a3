"""Mail put together from blocks."""

import contextlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.kit.errors import Refused
from dangol.messaging.blocks.cleaning import clean_line, clean_link, clean_rich
from dangol.messaging.blocks.document import (
    KINDS,
    dump_blocks,
    read_blocks,
    refuse_unfinished,
)
from dangol.messaging.blocks.plaintext import mail_text
from dangol.messaging.blocks.rendering import Picture, mail_html
from dangol.messaging.merging import compile

HASH = "ab" * 32
PICTURES = {HASH: Picture("https://mail.example.com/p/a.png", 1200, 600)}


def block(kind, **values):
    return {"id": f"x{len(values)}", "kind": kind, **values}


def html_of(*items, **how):
    return mail_html(read_blocks(list(items)), PICTURES, **how)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<div>가</div><div>나</div>", "<p>가</p><p>나</p>"),
        ("<b>가</b><i>나</i>", "<strong>가</strong><em>나</em>"),
        ("<script>x</script>가<style>y</style>", "가"),
        ('<p style="position:fixed" onclick="x">가</p>', "<p>가</p>"),
        ('<span class="c-red evil">가</span>', '<span class="c-red">가</span>'),
        ('<span class="evil">가</span>', '<span class="">가</span>'),
        ('<a href="javascript:alert(1)">가</a>', "<a>가</a>"),
        ('<a href="https://a.kr" onclick="x">가</a>', '<a href="https://a.kr">가</a>'),
        ('<a href="#{링크}">가</a>', '<a href="#{링크}">가</a>'),
        ('<a href="/admin/">가</a>', "<a>가</a>"),
        ("<img src=x onerror=y>가", "가"),
        ("#{고객명}(은/는) [[만약 포인트>=3]]", "#{고객명}(은/는) [[만약 포인트&gt;=3]]"),
    ],
)
def test_only_safe_text_is_kept(typed, kept):
    assert clean_rich(typed) == kept
    assert clean_rich(kept) == kept


def test_a_heading_is_one_line():
    assert clean_line("<div>가</div><div><b>나</b></div>") == "가 <strong>나</strong>"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.com/w?a=1&b=2", "https://example.com/w?a=1&b=2"),
        ("https://example.com/#{고객번호}", "https://example.com/#{고객번호}"),
        ("#{링크}", "#{링크}"),
        ("mailto:a@b.kr", "mailto:a@b.kr"),
        ("tel:0212345678", "tel:0212345678"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("한글만", ""),
        ("", ""),
    ],
)
def test_links(typed, kept):
    assert clean_link(typed) == kept


def test_what_is_kept_is_read_again_the_same():
    items = [
        block("heading", html="<b>안녕</b>", level="2", align="center"),
        block("text", id="b", html="<div>글</div>", when="등급=VIP"),
        block("image", id="c", picture=HASH, alt="그림", href="a.kr", width="50"),
        block("columns", id="d", left={"html": "<p>왼</p>"}, right={"label": "가", "href": "a.kr"}),
        block("customer", id="e", fields=["등급", "등급", " "]),
    ]

    blocks = read_blocks(items)

    assert read_blocks(dump_blocks(blocks)) == blocks
    assert blocks[0].level == 2
    assert blocks[2].width == 50
    assert blocks[4].fields == ("등급",)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("x", "목록"),
        ([{"kind": "video"}], "1번째 블록"),
        ([None], "이런 블록은 없습니다"),
        ([block("text", html="a")] * 2, "같은 블록"),
        ([block("text", id=f"a{n}") for n in range(81)], "80개"),
        ([block("text", html="#{고객명")], r"1번째 블록\(글\): ‘#{’을\(를\) 닫지"),
        ([block("button", href="javascript:x")], "갈 수 없는 주소"),
        ([block("text", html="a", when="등급")], "조건이 아닙니다"),
        ([block("text", html="a" * 60_000)], "나누어"),
    ],
)
def test_refuses_what_is_no_mail(items, words):
    with pytest.raises(Refused, match=words):
        read_blocks(items)


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "비어 있습니다"),
        ([block("divider")], "비어 있습니다"),
        ([block("image", alt="가")], "그림을 올려"),
        ([block("image", picture=HASH)], "대체 글"),
        ([block("columns", left={"picture": HASH})], "대체 글"),
        ([block("button", label="가")], "이어질 주소"),
        ([block("columns", left={"label": "가"})], "이어질 주소"),
        ([block("text")], "글을 적거나"),
        ([block("customer")], "항목을 하나 이상"),
    ],
)
def test_refuses_to_send_what_is_unfinished(items, words):
    blocks = read_blocks(items)

    with pytest.raises(Refused, match=words):
        refuse_unfinished(blocks)


def test_pictures_have_sizes_alternatives_and_never_more_than_the_mail():
    html = html_of(block("image", picture=HASH, alt='겨울 "블렌드"', href="a.kr"))

    assert 'width="536" height="268"' in html
    assert 'alt="겨울 &quot;블렌드&quot;"' in html
    assert '<a href="https://a.kr"' in html
    assert 'width="268"' in html_of(block("image", picture=HASH, alt="가", width="50"))


def test_styles_are_in_the_tags_and_dark_is_an_addition():
    html = html_of(block("heading", html="가"), block("button", id="b", label="가", href="a.kr"))

    assert re.search(r'<h1 class="heading level-1" style="[^"]*font-size: 24px', html)
    assert 'bgcolor="#2f53d6"' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "[data-ogsc] .heading" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "<!--[if mso]>" in html
    assert "@media all" in html_of(block("heading", html="가"), dark=True)


def test_conditions_wrap_whole_tables():
    html = html_of(
        block("text", html="<p>귀한 분</p>", when="포인트>=1000"),
        block("customer", id="b", fields=["등급", "직책"]),
    )
    text = compile(html, escape="html")

    rich = text.render({"포인트": "1,200", "등급": "VIP"})
    poor = text.render({"포인트": "10", "직책": "<과장>"})

    assert "귀한 분" in rich
    assert "귀한 분" not in poor
    assert "VIP" in rich
    assert "&lt;과장&gt;" in poor
    assert balanced(rich)
    assert balanced(poor)


class Balance(HTMLParser):
    EMPTY = {"meta", "br", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.is_right = [], True

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.is_right &= bool(self.open) and self.open.pop() == tag


def balanced(html: str) -> bool:
    parser = Balance()
    parser.feed(html)
    return parser.is_right and not parser.open


def test_the_plain_twin_says_the_same():
    text = mail_text(
        read_blocks(
            [
                block("heading", html="<b>#{고객명}님</b>께"),
                block("text", id="b", html='<p>가<br>나 <a href="https://a.kr/?b=1&amp;c=2">여기</a></p>'
                                            "<ul><li>하나</li><li>둘 &lt;3</li></ul>"),
                block("image", id="c", picture=HASH, alt="겨울 블렌드"),
                block("button", id="d", label="보기", href="https://a.kr", when="등급=VIP"),
                block("customer", id="e", fields=["등급"]),
            ]
        )
    )  # fmt: skip

    assert compile(text).render({"고객명": "홍길동", "등급": "VIP"}) == (
        "홍길동님께\n\n가\n나 여기 (https://a.kr/?b=1&c=2)\n\n- 하나\n- 둘 <3\n\n[겨울 블렌드]\n\n"
        "보기: https://a.kr\n\n등급: VIP\n"
    )


RICH = st.text(st.sampled_from(list("<>/=\"'&;{}#[] abpiv스크립트\n")), max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(list(KINDS)), "html": RICH, "alt": RICH, "label": RICH},
            optional={"when": RICH, "href": RICH, "fields": st.lists(RICH, max_size=3)},
        ),
        max_size=4,
    )
)
def test_any_form_becomes_a_mail_or_is_refused(items):
    items = [item | {"id": f"a{number}"} for number, item in enumerate(items)]
    with contextlib.suppress(Refused):
        blocks = read_blocks(items)

        html = mail_html(blocks, PICTURES)

        assert balanced(html)
        assert not re.search(r"<script|javascript:|\son\w+=", html.split("<body", 1)[1])
        assert compile(html, escape="html").fields >= compile(mail_text(blocks)).fields
