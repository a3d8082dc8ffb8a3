"""Search any part of a Korean word: the tokens a record keeps and the queries that match them.

A record keeps its own tokens, made by `search_text`, in a text column; the database only cuts them
at spaces (FTS5 unicode61, PostgreSQL "simple"). What one part of a record leaves:

    홍길동         홍 길 동 홍길 길동, ㅎ ㄱ ㄷ ㅎㄱ ㄱㄷ ㅎㄱㄷ, 홍ㄱ 길ㄷ
    010-1234-5678 0101 1012 0123 1234 2345 3456 4567 5678, 678
    hong@a.co     hong h ho hon, a, co c

A query asks for all its tokens in the same record, in no order: 길동 is 길동, 홍길동 is 홍길 and
길동. Pairs overlap, so a chance hit needs the pair in the middle somewhere else in the record. In
return every token is kept once, parts need nothing between them, the index stores no positions
(FTS5 detail=none), PostgreSQL need not read rows again to check a phrase, and, as no query asks for
the beginning of a common token, every answer streams from the newest record on.
"""

import re
from operator import add
from unicodedata import normalize

from dangol.kit.korean.text import choseong, clean

PART_LIMIT = 2_000
WORD_LIMIT = 40
PREFIX_LIMIT = 5

# Only signs both databases take for letters; the rest ends a word.
LETTERS = "a-z\u00df-\u00f6\u00f8-\u024f\u03ac-\u03ce\u0430-\u045f"
OTHER_RUNS = (
    rf"|(?P<digits>[0-9]+(?:[-.)][0-9]+)*)|(?P<latin>[{LETTERS}]+)"
    "|(?P<han>[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fcc]+)"
)
WIDE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)})
_stored = re.compile(r"(?P<hangul>[가-힣]+(?:\s+[가-힣]+)*)" + OTHER_RUNS)
_not_digits = re.compile(r"\D")
_not_letters = re.compile(f"[^{LETTERS}]")


def search_text(*names: str, notes: tuple[str, ...] = ()) -> str:
    """The tokens to store for a record, with a space at both ends.

    `names` (people, companies, phones, e-mails, numbers) are found by initial consonants too;
    `notes` (addresses, remarks) only by two syllables or more.
    """
    tokens: list[str] = []
    for part in names:
        if part:
            _take(part, tokens, named=True)
    for part in notes:
        if part:
            _take(part, tokens, named=False)
    return f" {' '.join(dict.fromkeys(tokens))} " if tokens else ""


def _take(part: str, tokens: list[str], *, named: bool) -> None:
    text = part[:PART_LIMIT].lower()
    if not text.isascii() or not text.isprintable():
        text = clean(text).translate(WIDE).replace("(주)", " ").replace("㈜", " ")
    for match in _stored.finditer(text):
        run = match[0]
        match match.lastgroup:
            case "hangul" | "han":
                run = "".join(run.split())
                tokens += grams(run, 2)
                tokens += run if named else run[-1]
                if named and match.lastgroup == "hangul":
                    initials = choseong(run)
                    tokens += initials
                    tokens += grams(initials, 2)
                    tokens += grams(initials, 3)
                    tokens += map(add, run, initials[1:])
            case "digits":
                digits = only_digits(run)
                tokens += grams(digits, 4)
                tokens.append(digits[-3:])
            case _:
                word = fold_word(run)
                tokens.append(word)
                tokens += [word[:end] for end in range(1, min(len(word), PREFIX_LIMIT + 1))]


def grams(run: str, size: int) -> list[str]:
    """Every piece of two to four signs; none of a shorter run."""
    pairs = list(map(add, run, run[1:]))
    if size == 2:
        return pairs
    return list(map(add, pairs, run[2:] if size == 3 else pairs[2:]))


def only_digits(run: str) -> str:
    """The digits of a number written with hyphens, points or brackets."""
    return run if run.isdecimal() else _not_digits.sub("", run)


def fold_word(run: str) -> str:
    """A word of letters without accents."""
    if not run.isascii():
        run = _not_letters.sub("", normalize("NFKD", run))
    return run[:WORD_LIMIT]
