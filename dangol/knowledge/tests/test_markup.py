"""Markdown from anybody becomes HTML that runs nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.knowledge.articles.markup import PICTURES, headings_of, picture_tokens, render

TOKEN = "0123456789abcdef" * 2
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[눌러](javascript:alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "[x](<javascript:alert(1)>)",
    '<a href="https://a.example" onclick="x()">a</a>',
    "<iframe src=https://a.example></iframe>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>body{display:none}</style>",
)
_tag = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_script_stays_words(text):
    html = render(text).html

    tags = " ".join(_tag.findall(html)).lower()
    for sign in ("<script", "<img", "<svg", "<iframe", "<style", "javascript:", "on", "data:"):
        assert sign not in tags.replace("<strong", ""), html


@given(st.text(alphabet="<>[]()!*#|`'\"=:/\\ \nascriptonerjv가-_.1&;", max_size=200))
def test_nothing_but_known_tags_leaves(text):
    html = render(text).html

    for tag in _tag.findall(html):
        assert re.fullmatch(
            r"</?(p|br|hr|h[2-5]|ul|ol|li|blockquote|pre|code|strong|em|s|a|img|table|thead|tbody"
            r"|tr|th|td)( [^<>]*)?/?>", tag,
        ), html  # fmt: skip
        assert "javascript:" not in tag.lower()
        assert not re.search(r"\son\w+=", tag)


def test_pictures_come_from_our_store_only():
    html = render(f"![표]({PICTURES}{TOKEN}/) ![밖](https://evil.example/x.png)").html

    assert html.count("src=") == 1
    assert f'src="{PICTURES}{TOKEN}/"' in html
    assert picture_tokens(f"![a]({PICTURES}{TOKEN}/)") == {TOKEN}


def test_headings_tables_and_plain_words():
    shown = render("# 큰 제목\n\n## 기간 & 비용\n\n| 지역 | 값 |\n| --- | ---: |\n| 제주 | 3,000 |")

    assert headings_of(shown.html) == [("part-1", "큰 제목"), ("part-2", "기간 & 비용")]
    assert '<td class="r">3,000</td>' in shown.html
    assert shown.plain.split("\n") == ["큰 제목", "기간 & 비용", "지역", "값", "제주", "3,000"]
