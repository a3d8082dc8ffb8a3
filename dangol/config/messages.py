"""Texts: collects them from code and templates, checks the English catalogue, compiles it.

Korean is the msgid. `python -m dangol.config.messages` adds what is new to the English catalogue;
`--check` fails when a text lacks English, a catalogue entry is no longer used, or a Korean text
would reach a screen without going through gettext. No GNU gettext is needed.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

from dangol.codes import terminology

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
CALLS = {
    "_",
    "_l",
    "_t",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
NOT_SCREENS = {"conftest.py", "testing.py"}
PLURALS = {"ngettext", "ngettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy"}
# Tables of Korean words that are data, not screen texts.
DATA = (
    "kit/korean/",
    "kit/money.py",
    "kit/search/",
    "config/demo/",
    "config/messages.py",
    "messaging/merging/",  # the words of the merge language and of its fields
    "messaging/mailboxes/imap.py",  # names of folders
    "messaging/parsing/",  # words that mails use
    "messaging/printing/",  # 귀하, 귀중
    "imports/synonyms",
    "imports/presets",
    "imports/reading",
    "customers/importing/synonyms",
    "catalog/products/synonyms",
    "catalog/installed/synonyms",
    "catalog/prices/synonyms",
    "sales/importing/synonyms",
    "sales/dealers/synonyms",
    "sales/leads/synonyms",
    "sales/planning/synonyms",
    "sales/rivals/synonyms",
    "sales/territories/synonyms",
    "sales/winback/synonyms",
    "activities/importing/synonyms",
    "targets/synonyms",
    "orders/importing/synonyms",
    "orders/invoices/words.py",  # Hometax's form
    "orders/subscriptions/words.py",  # what customers read
    "helpdesk/importing/synonyms",
    "codes/calendar/holidays",
    "helpdesk/tickets/strangers.py",  # what a writer nobody knows is called
    "helpdesk/articles/masking.py",  # how people are called
    "knowledge/finding/words.py",  # particles and courtesy, which carry no subject
    "codes/terminology",
    "customers/importing/matching",
    "customers/importing/drafts",
    "messaging/law/",
    "portal/languages.py",  # names of languages in themselves
    "voc/texts.py",  # particles, endings and words without meaning
    "voc/seeds.py",  # sentences the classifier begins with
    "activities/acts/oneline/",  # how people say when, how long and what
)
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]+\}")
TRANSLATE = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')(.*?)%}""", re.S)
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b(.*?)%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)
FILTERED = re.compile(r"""_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)


class Text(NamedTuple):
    """One msgid, its plural and context ("" without), and where it stands."""

    msgid: str
    plural: str
    context: str
    place: str


def sources(suffix: str) -> Iterator[Path]:
    """Our files of this kind that make screens; tests and migrations do not."""
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        parts = path.relative_to(ROOT).parts
        if "migrations" not in parts and "tests" not in parts and parts[-1] not in NOT_SCREENS:
            yield path


def python_texts(path: Path) -> tuple[list[Text], list[str]]:
    """The texts of a module, and its Korean literals that no gettext call holds."""
    tree = ast.parse(path.read_text())
    name = str(path.relative_to(ROOT))
    texts, inside = [], set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                inside.add(id(first.value))
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called not in CALLS:
            continue
        words = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        inside |= {id(word) for word in words}
        values = [str(word.value) for word in words]
        if not values:
            continue
        context = values.pop(0) if called in CONTEXTS else ""
        plural = values[1] if called in PLURALS and len(values) > 1 else ""
        texts.append(Text(values[0], plural, context, f"{name}:{node.lineno}"))
    if name.startswith(DATA):
        return texts, []
    bare = [
        f"{name}:{node.lineno}: {node.value[:60]!r}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HANGUL.search(node.value)
        and id(node) not in inside
    ]
    return texts, bare


def template_texts(path: Path) -> tuple[list[Text], list[str]]:
    """The texts of a template, and its Korean words outside translate tags."""
    source = COMMENT.sub("", path.read_text())
    name = str(path.relative_to(ROOT))
    texts = []
    for match in TRANSLATE.finditer(source):
        context = re.search(r'context\s+"([^"]*)"', match[3])
        texts.append(Text(_percents(match), "", context[1] if context else "", name))
    for match in BLOCK.finditer(source):
        trimmed = "trimmed" in match[1]
        singular, _, plural = _blocks(match[2])
        context = re.search(r'context\s+"([^"]*)"', match[1])
        texts.append(
            Text(
                _message(singular, trimmed=trimmed),
                _message(plural, trimmed=trimmed),
                context[1] if context else "",
                name,
            )
        )
    rest = BLOCK.sub("", TRANSLATE.sub("", source))
    for match in FILTERED.finditer(rest):
        texts.append(Text(_percents(match), "", "", name))
    rest = FILTERED.sub("", rest)
    bare = [f"{name}: {line.strip()[:80]!r}" for line in rest.splitlines() if HANGUL.search(line)]
    return texts, bare


def _percents(match: re.Match[str]) -> str:
    """The text of a tag; Django looks it up with its percent signs doubled."""
    return (match[1] or match[2] or "").replace("%", "%%")


def _blocks(body: str) -> tuple[str, str, str]:
    parts = re.split(r"{%\s*plural\s*%}", body, maxsplit=1)
    return parts[0], "", parts[1] if len(parts) > 1 else ""


def _message(body: str, *, trimmed: bool) -> str:
    """A block's text as gettext sees it: variables as %(name)s."""
    text = body.replace("%", "%%") if "%" in re.sub(r"{{.*?}}", "", body) else body
    text = re.sub(r"{{\s*([\w.]+)\s*}}", r"%(\1)s", text)
    return " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text


def collect() -> tuple[list[Text], list[str]]:
    """All texts of the product, and what escapes translation."""
    texts, bare = [], []
    for path in sources(".py"):
        found, loose = python_texts(path)
        texts += found
        bare += loose
    for suffix in (".html", ".txt"):
        for path in sources(suffix):
            if "templates" in path.parts:
                found, loose = template_texts(path)
                texts += found
                bare += loose
    return [text for text in texts if HANGUL.search(text.msgid)], bare


def update() -> list[Text]:
    """Add new texts to the English catalogue (without English yet), drop unused ones."""
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in catalogue}
    merged = polib.POFile(wrapwidth=96)
    merged.metadata = catalogue.metadata
    seen: set[tuple[str, str]] = set()
    missing = []
    for text in sorted(collect()[0]):
        key = (text.msgid, text.context)
        if key in seen:
            continue
        seen.add(key)
        entry = known.get(key) or polib.POEntry(
            msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural
        )
        if text.plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        merged.append(entry)
        if not _translated(entry):
            missing.append(text)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(CATALOGUE))
    return missing


def _translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgstr_plural else bool(entry.msgstr)


def problems() -> list[str]:
    """What is wrong with the texts, one sentence each; empty when all is well."""
    texts, bare = collect()
    found = [f"Korean text outside gettext: {place}" for place in bare]
    entries = {(e.msgid, e.msgctxt or ""): e for e in polib.pofile(str(CATALOGUE))}
    for text in texts:
        entry = entries.get((text.msgid, text.context))
        if entry is None or not _translated(entry):
            found.append(f"no English: {text.place}: {text.msgid!r}")
    used = {(text.msgid, text.context) for text in texts}
    found += [f"no longer used: {key[0]!r}" for key in entries.keys() - used]
    for entry in entries.values():
        english = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
        if set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(english)):
            found.append(f"placeholders differ: {entry.msgid!r}")
    return sorted(set(found))


def compile_catalogues() -> None:
    """Write the .mo files Django reads if they are missing or older than their sources.

    Each terminology has variants of its own: ko-npo says 후원자 where ko says 고객.
    """
    sources_at = max(path.stat().st_mtime for path in (CATALOGUE, Path(terminology.__file__)))
    binary = CATALOGUE.with_suffix(".mo")
    if binary.exists() and binary.stat().st_mtime >= sources_at:
        return
    english = polib.pofile(str(CATALOGUE))
    for name in terminology.TERMS:
        for language in ("ko", "en"):
            _save_variant(english, language, name)
    english.save_as_mofile(str(binary))


def _save_variant(english: polib.POFile, language: str, name: str) -> None:
    terms = terminology.terms_for(f"{language}-{name}")
    variant = polib.POFile()
    variant.metadata = english.metadata
    for entry in english:
        text = entry.msgid if language == "ko" else entry.msgstr
        plural = entry.msgstr_plural
        if plural and language == "ko":
            plural = dict.fromkeys(plural, entry.msgid)
        variant.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgid_plural=entry.msgid_plural,
                msgstr="" if plural else terminology.apply_terms(text, terms),
                msgstr_plural={n: terminology.apply_terms(t, terms) for n, t in plural.items()},
            )
        )
    folder = ROOT / "locale" / f"{language}_{name.title()}" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    variant.save_as_mofile(str(folder / "django.mo"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        found = problems()
        print("\n".join(found) or "texts: all in English, none outside gettext")  # noqa: T201
        return int(bool(found))
    missing = update()
    print(f"{len(missing)} texts lack English in {CATALOGUE.relative_to(ROOT.parent)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
