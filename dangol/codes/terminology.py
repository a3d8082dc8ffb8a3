"""Words of an office's trade in place of ours: 고객 becomes 후원자, with the right particles."""

import re
from collections.abc import Mapping
from functools import lru_cache

from dangol.kit.korean.text import PARTICLES, josa

# Longer words first by themselves; one term never touches what another has written.
TERMS: dict[str, dict[str, dict[str, str]]] = {
    "npo": {
        "ko": {
            "고객": "후원자",
            "고객사": "후원 단체",
            "고객유도": "관심 유도",
            "고객번호": "후원자번호",
            "잠재고객": "잠재 후원자",
            "거래처": "후원 단체",
            "매출": "후원금",
            "매출액": "후원 금액",
            "구매": "후원",
            "재구매": "재후원",
            "거래": "약정",
            "영업사원": "모금 담당자",
        },
        "en": {
            "customer": "donor",
            "customers": "donors",
            "revenue": "donations",
            "purchase": "donation",
            "purchases": "donations",
            "deal": "pledge",
            "deals": "pledges",
        },
    }
}
_HANGUL = "가-힣"
_pair_of = {
    form: f"{closed}/{opened}"
    for closed, opened in PARTICLES.values()
    for form in (closed, opened)
    if opened != "야"
}
_FREE = ("이었", "였")  # 고객이었습니다: an ending follows
_bound = "|".join(sorted(set(_pair_of) - set(_FREE), key=len, reverse=True))
_after = f"(?=(?:의|도|만|는|은|부터|까지|면|서|던|조차|마저)?(?![{_HANGUL}]))"
_PARTICLE = f"(?P<particle>(?:{_bound}){_after}|{'|'.join(_FREE)})"
_KEPT = r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>"


def apply_terms(text: str, terms: Mapping[str, str]) -> str:
    """The text with each term replaced, and the particle after it set to the new word's sound.

    Placeholders such as %(name)s and tags stay. Latin terms match whole words and keep capitals.
    """
    if not terms or not text:
        return text
    return _pattern(tuple(terms)).sub(lambda match: _new(match, terms), text)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if re.search(f"[{_HANGUL}]", word):
        return re.compile(rf"{_KEPT}|(?P<word>{word}){_PARTICLE}?")
    return re.compile(rf"{_KEPT}|\b(?P<word>{word})\b(?P<particle>)", re.IGNORECASE)


def _new(match: re.Match[str], terms: Mapping[str, str]) -> str:
    word, particle = match["word"], match["particle"]
    if not word:
        return match[0]
    new = terms.get(word) or terms[word.lower()]
    if particle:
        return josa(new, _pair_of[particle])
    if word.isupper():
        return new.upper()
    return new[0].upper() + new[1:] if word[0].isupper() else new


def terms_for(variant: str) -> Mapping[str, str]:
    """The terms of a language variant such as ko-npo; nothing for plain ko."""
    language, _dash, name = variant.partition("-")
    return TERMS.get(name, {}).get(language, {})
