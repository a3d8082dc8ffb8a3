"""The look: one sheet from its sources, words for moments and amounts, fields, frames."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.staticfiles.finders import get_finder
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django.views.defaults import server_error

from dangol.kit import bundle
from dangol.kit.templatetags import ui

KIT = Path(ui.__file__).parents[1]
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 12:00 in Seoul


def render(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


def test_the_sheet_is_what_its_sources_say(monkeypatch):
    finder = get_finder("dangol.kit.finders.SheetFinder")
    assert Path(finder.find("kit/app.css")).read_text() == bundle.sheet()
    assert [name for name, _storage in finder.list(None)] == ["kit/app.css"]

    with monkeypatch.context() as patched:
        patched.setattr("dangol.kit.finders.sheet", lambda: "a { color: red }")
        assert Path(finder.find("kit/app.css")).read_text() == "a { color: red }"

    assert finder.find("kit/other.css") == []


def test_every_component_style_is_in_the_sheet():
    files = {path.stem for path in (bundle.STATIC / "components").glob("*.css")}

    assert files == set(bundle.ORDER)


def test_every_icon_used_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-([\w-]+)"', (bundle.STATIC / "icons.svg").read_text()))
    sources = [*Path(settings.ROOT, "dangol").rglob("*.html")]
    used = {
        name
        for source in sources
        for name in re.findall(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"', source.read_text())
        for name in name
        if name
    }

    assert used - drawn == set()


def test_no_part_misses_what_is_told_while_it_is_fetched():
    """`throttle` drops what comes last, and an element that replaces itself forgets what waits."""
    parts = [
        part
        for source in Path(settings.ROOT, "dangol").rglob("*.html")
        for part in re.findall(r"<[^<>]*hx-trigger=[^<>]*>", source.read_text())
    ]

    assert [part for part in parts if "refresh throttle" in part] == []
    assert [part for part in parts if "from:body" in part and 'swap="outerHTML"' in part] == []
    assert sum("data-refresh-on" in part for part in parts) > 10


def test_scripts_are_short_and_all_begin_with_what_they_do():
    for script in (bundle.STATIC / "js").glob("*.js"):
        lines = script.read_text().splitlines()
        assert len(lines) <= 80, script.name
        assert lines[0].startswith("// "), script.name


def test_there_are_few_components_and_each_says_its_attributes():
    components = list((KIT / "templates" / "cotton").glob("*.html"))

    assert len(components) <= 25
    for component in components:
        lines = component.read_text().splitlines()
        assert len(lines) <= 40, component.name
        assert lines[0].startswith("{# "), component.name
        name = component.stem.replace("_", "-")
        assert f"<c-{name}" in render_sources(), f"{name} is not on the style page"


def render_sources() -> str:
    """The style page and what its components are made of."""
    names = ["kit/style_page", "kit/style_panel", "cotton/fields"]
    return "".join((KIT / "templates" / f"{name}.html").read_text() for name in names)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=30), "방금"),
        (timedelta(minutes=12), "12분 전"),
        (timedelta(hours=3), "3시간 전"),
        (timedelta(hours=11, minutes=59), "11시간 전"),
        (timedelta(hours=13), "어제"),
        (timedelta(days=3), "3일 전"),
        (timedelta(days=9), "1주 전"),
        (timedelta(days=28), "4주 전"),
        (timedelta(days=30), "10월 25일"),
        (timedelta(days=400), "2025.10.20"),
        (timedelta(hours=-2), "오늘"),
    ],
)
def test_ago(before, words):
    with translation.override("ko"):
        assert ui.ago(NOW - before, NOW) == words


def test_minutes_count_across_midnight():
    with translation.override("ko"):
        midnight = datetime(2026, 11, 23, 15, 3, tzinfo=UTC)
        assert ui.ago(midnight - timedelta(minutes=5), midnight) == "5분 전"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (date(2026, 11, 21), '<span class="due late">3일 늦음</span>'),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), '<span class="due today">오늘 14:00</span>'),
        (date(2026, 11, 30), '<span class="due">D-6</span>'),
        (None, "—"),
    ],
)
def test_due(value, html):
    with translation.override("ko"):
        assert ui.due(value, date(2026, 11, 24)) == html


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10,000"),
        (12_847, "약 1.2만"),
        (123_456, "약 12만"),
        (1_000_000, "약 100만"),
        (123_456_789, "약 1.2억"),
        (None, "—"),
    ],
)
def test_count(number, words):
    with translation.override("ko"):
        assert ui.count(number) == words


def test_won_day_and_phone():
    assert (ui.won(1_234_000), ui.won(-500), ui.won(None)) == ("₩1,234,000", "−₩500", "—")
    assert ui.day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == "2026.11.24"
    assert (ui.phone("01012345678"), ui.phone("010-••••-2741")) == (
        "010-1234-5678",
        "010-••••-2741",
    )


def test_names_are_escaped_and_company_marks_dropped():
    assert ">&lt;<" in ui.avatar("<script>")
    assert ">한<" in ui.avatar("(주)한빛유통", "org")
    assert ui.avatar("(주)한빛유통") == ui.avatar("한빛유통")
    assert ">?<" in ui.avatar("")


class SampleForm(forms.Form):
    name = forms.CharField(label="이름", help_text="간판 이름")
    kind = forms.ChoiceField(
        label="종류", choices=[("a", "가"), ("b", "나")], widget=forms.RadioSelect
    )


def test_a_field_ties_its_hint_and_error_to_the_control():
    with translation.override("ko"):
        html = render_to_string("cotton/fields.html", {"form": SampleForm({}), "n": 2})

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert " form=" not in html
    assert '<span class="hint" id="id_name_helptext">간판 이름</span>' in html
    assert 'id="id_name_error">' in html
    assert '<legend class="label">종류' in html
    assert html.count('<label class="check" for="id_kind_') == 2


@pytest.mark.urls("dangol.kit.tests.urls_ui")
def test_the_frame_shows_title_menu_and_messages_once():
    items = [
        {"label": "고객", "url": "/c/", "icon": "users", "count": 3, "current": True, "tab": True}
    ]
    html = render(
        '{% extends "kit/page.html" %}{% block title %}고객 & 거래처{% endblock %}'
        "{% block content %}내용{% endblock %}",
        menu=[{"label": "고객", "items": items}],
        me={"name": "<b>김</b>", "note": "영업1팀"},
        unread=2,
    )

    assert html.count("고객 & 거래처") == 2
    assert html.count('<a href="/c/" aria-current="page">') == 2
    assert "&lt;b&gt;김" in html
    assert 'aria-label="알림 2건"' in html
    assert "<script>" not in html
    assert not re.search(r"\son\w+=", html)


@pytest.mark.urls("dangol.kit.tests.urls_ui")
def test_an_error_page_needs_neither_database_nor_context(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "화면을 만들지 못했습니다" in response.text


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_say_what_to_do(name):
    with translation.override("ko"):
        assert "<h1>" in render_to_string(f"{name}.html")


@pytest.mark.urls("dangol.kit.tests.urls_ui")
def test_the_style_page_opens_for_anyone(kim):
    response = Client().get("/kit/", headers={"accept-language": "ko"})

    assert response.status_code == 200
    assert len(response.content) < 40_000
    assert "{#" not in response.text
    assert "{%" not in response.text
