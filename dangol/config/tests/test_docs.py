"""The guide names every setting and command; its links and pictures are there."""

import re
from argparse import _SubParsersAction
from pathlib import Path
from urllib.parse import unquote

import pytest

from dangol.config import command

ROOT = Path(__file__).resolve().parents[3]
GUIDE = ROOT / "docs" / "guide"
OPERATE = (GUIDE / "operate.md").read_text()
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
READ = re.compile(r"""(?:environ(?:\.get\(|\[)|_flag\(|_words\()\s*["']([A-Z][A-Z_]*)["']""")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
OF_DJANGO = "DJANGO_"
MOST_BYTES, MOST_TOGETHER = 200_000, 9_000_000


def sources():
    for folder in ("dangol", "bench"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.parts and path.name != "conftest.py":
                yield path.read_text()


def settings_read():
    names = {name for text in sources() for name in READ.findall(text)}
    return sorted(name for name in names if not name.startswith(OF_DJANGO))


def subcommands():
    actions = command._parser()._actions
    return sorted(next(a for a in actions if isinstance(a, _SubParsersAction)).choices)


def anchors(text):
    """The names GitHub gives to the headings."""
    heads = (head.strip().lower() for head in HEADING.findall(FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", settings_read())
def test_every_setting_has_its_line(name):
    assert re.search(rf"^\|[^|]*`{name}`", OPERATE, re.M)


@pytest.mark.parametrize("name", subcommands())
def test_every_command_has_its_line(name):
    assert re.search(rf"^\| `dangol {name}\b", OPERATE, re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    lost = []
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            lost.append(link)
    assert lost == []


def test_the_guide_shows_every_picture_and_none_is_large():
    sizes = {path.name: path.stat().st_size for path in (GUIDE / "shots").iterdir()}
    shown = {
        Path(link).name
        for page in GUIDE.glob("*.md")
        for link in LINK.findall(page.read_text())
        if link.endswith(".png")
    }
    assert shown == set(sizes)
    assert [name for name, size in sizes.items() if size > MOST_BYTES] == []
    assert sum(sizes.values()) <= MOST_TOGETHER
