"""What a typed query asks of the tokens, and how either database is told."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString

from dangol.kit.korean.names import without_company_marks
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import (
    FIRST,
    INITIALS,
    assemble,
    choseong,
    clean,
    disassemble,
    is_choseong,
    split_clusters,
    to_hangul,
)
from dangol.kit.search.tokens import OTHER_RUNS, PREFIX_LIMIT, WIDE, fold_word, grams, only_digits

QUERY_LIMIT = 100

_asked = re.compile(r"(?P<hangul>[가-힣ㄱ-ㅎ]+)" + OTHER_RUNS)
_syllables = re.compile(r"[가-힣]+")
_spaced_phone = re.compile(r"\(?0\d{1,3}[ ().-]+\d{3,4}[ .-]*\d{0,4}")
_half_typed = re.compile(r"[가-힣][ㄱ-ㅎ]$")
_slipped = re.compile(r"[가-힣]{2,}[ㄱ-ㅎ]?|[가-힣][ㄱ-ㅎ]")


class Term(NamedTuple):
    """One token a query wants; `opens` means any token that starts so."""

    token: str
    opens: bool = False


Condition = list[list[list[Term]]]
"""Every word of a query, each as a choice of term lists: AND of OR of AND."""


@lru_cache(512)
def parse_query(query: str) -> Condition:
    """What a query asks for; empty when nothing in it can be searched."""
    return [choices for word in _tidy(query).split() for choices in _asked_by(word)]


def _tidy(query: str) -> str:
    text = clean(query)[:QUERY_LIMIT].translate(WIDE).lower()
    if text.startswith("+") and (phone := parse_phone(text)):
        return phone.digits
    if _spaced_phone.fullmatch(text):
        return only_digits(text)
    text = without_company_marks(text) or text
    return split_clusters(text.replace(" ", "")) if is_choseong(text) else text


def _asked_by(word: str) -> Condition:
    runs = list(_asked.finditer(word))
    return [
        choices
        for run in runs
        if (
            choices := _choices(
                run[0], run.lastgroup or "", alone=len(runs) == 1, last=run is runs[-1]
            )
        )
    ]


def _choices(run: str, kind: str, *, alone: bool, last: bool) -> list[list[Term]]:
    match kind:
        case "hangul":
            return [_hangul(word) for word in _readings(split_clusters(run))]
        case "han":
            return [_all(grams(run, 2) or [run])]
        case "digits":
            digits = only_digits(run)
            return [_all(grams(digits, 4) or [digits])]
    word = fold_word(run)
    if len(word) < 2 and not alone:
        return []
    found = [[Term(word, opens=last and len(word) > PREFIX_LIMIT)]]
    slip = to_hangul(word) if word.isascii() else ""
    return found + ([_hangul(slip)] if _slipped.fullmatch(slip) else [])


def _all(tokens: list[str]) -> list[Term]:
    return [Term(token) for token in tokens]


def _readings(word: str) -> list[str]:
    """홍기ㄹ is 홍길 being typed as well as 홍기 followed by ㄹ."""
    joined = assemble(disassemble(word[-2:])) if _half_typed.search(word) else ""
    return [word, word[:-2] + joined] if len(joined) == 1 else [word]


def _hangul(word: str) -> list[Term]:
    """Tokens of a word of syllables and initial consonants in any mixture: 홍ㄱㄷ, ㅎ길ㄷ."""
    if _syllables.fullmatch(word):
        return _all(grams(word, 2) or [word])
    initials = choseong(word)
    tokens = grams(initials, 3) or [initials]
    if word != initials:
        tokens += [pair for pair in grams(word, 2) if pair[0] > "ㅎ"]
        tokens += [char for char in word if char > "ㅎ"]
    return _all(tokens)


def match_query(query: str) -> str | None:
    """The query as an FTS5 MATCH expression, or None when it can match nothing."""
    return _written(query, " AND ", " OR ", lambda term: f'"{term.token}"' + "*" * term.opens)


def tsquery(query: str) -> str | None:
    """The query for PostgreSQL's to_tsquery('simple', …), or None when it can match nothing."""
    return _written(query, " & ", " | ", lambda term: f"'{term.token}'" + ":*" * term.opens)


def _written(query: str, every: str, some: str, write: Callable[[Term], str]) -> str | None:
    words = [
        some.join(f"({every.join(map(write, terms))})" for terms in choices)
        for choices in parse_query(query)
    ]
    return every.join(f"({word})" for word in words) or None


def highlight(text: str, query: str) -> SafeString:
    """The text escaped for HTML, with what the query found in <mark>."""
    pattern = _marked(query)
    if pattern is None:
        return conditional_escape(text)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        end = match.end()
    return SafeString("".join([*pieces, escape(text[end:])]))


@lru_cache(512)
def _marked(query: str) -> re.Pattern[str] | None:
    words = []
    for run in _asked.finditer(_tidy(query)):
        if run.lastgroup == "hangul":
            words += [_sign_by_sign(word, r"\s*") for word in _readings(split_clusters(run[0]))]
        elif run.lastgroup == "digits":
            words.append(_sign_by_sign(only_digits(run[0]), r"[-.) ]*"))
        else:
            words.append(re.escape(run[0]))
            slip = to_hangul(run[0]) if run[0].isascii() else ""
            words += [_sign_by_sign(slip, r"\s*")] if _slipped.fullmatch(slip) else []
    return re.compile("|".join(words), re.IGNORECASE) if words else None


def _sign_by_sign(word: str, between: str) -> str:
    return between.join(map(_sign, word))


def _sign(char: str) -> str:
    """A pattern for one sign; an initial consonant stands for its 588 syllables."""
    if char not in INITIALS:
        return re.escape(char)
    first = FIRST + INITIALS.index(char) * 588
    return f"[{char}{chr(first)}-{chr(first + 587)}]"
