"""Hangul text: cleaning, particles, initial consonants, keyboard slips and SMS bytes.

Rules: KS X 1026-1 (NFC), the Korean spelling rules for particles, the two-set (두벌식) keyboard.
"""

import re
from functools import lru_cache
from unicodedata import is_normalized, normalize

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
FIRST, LAST = 0xAC00, 0xD7A3

CLUSTERS = dict(
    zip(
        "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        ["ㄱㅅ", "ㄴㅈ", "ㄴㅎ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅂㅅ"],
        strict=True,
    )
)
DIPHTHONGS = dict(
    zip("ㅘㅙㅚㅝㅞㅟㅢ", ["ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅡㅣ"], strict=True)
)
_JOINED = {pair: one for one, pair in {**CLUSTERS, **DIPHTHONGS}.items()}
_SPLIT = str.maketrans({**CLUSTERS, **DIPHTHONGS})

# Controls, format characters (zero-width, bidi, BOM, soft hyphen), lone surrogates and the
# Hangul fillers, which look empty but count as letters. White space is left to str.split.
_HIDDEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0001\U000e0020-\U000e007f"
    "\u115f\u1160\u3164\uffa0"
)
_hidden = re.compile(f"[{_HIDDEN}]")
_fillers = re.compile("[\u115f\u1160\u3164\uffa0]")
_spaces = re.compile(r"[^\S\n\t]")


def clean(text: str) -> str:
    """One tidy line: NFC, nothing invisible, single spaces.

    macOS sends decomposed Hangul (NFD), web pages no-break and zero-width spaces.
    """
    if not (text.isprintable() and is_normalized("NFC", text)) or _fillers.search(text):
        text = normalize("NFC", _hidden.sub("", text))
    return " ".join(text.split())


def clean_text(text: str) -> str:
    """Like clean, but lines, tabs and indents stay; every line end becomes a line feed."""
    text = "\n".join(text.splitlines()) if "\r" in text or not text.isprintable() else text
    text = _spaces.sub(" ", normalize("NFC", _hidden.sub("", text)))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").rstrip()


def _pairs() -> dict[str, tuple[str, str]]:
    known = (
        "은/는 이/가 을/를 과/와 아/야 이나/나 이랑/랑 이란/란 이라/라 이며/며 이고/고 "
        "이여/여 이든/든 이에요/예요 이었/였 으로/로 으로서/로서 으로써/로써 으로부터/로부터"
    )
    table: dict[str, tuple[str, str]] = {}
    for pair in known.split():
        closed, opened = pair.split("/")
        shared = f"({closed[: -len(opened)]}){opened}" if closed.endswith(opened) else pair
        table |= dict.fromkeys((pair, f"{opened}/{closed}", shared), (closed, opened))
    return table


PARTICLES = _pairs()
# How the last sign is read: 영 일 이 삼 … / 엘 엠 엔 알 / 퍼센트 / 리을.
_RIEUL_SIGNS = frozenset("178lrLRㄹ")
_CLOSED_SIGNS = frozenset("036mnMN" + INITIALS + "".join(CLUSTERS)) | _RIEUL_SIGNS


def josa(word: str, pair: str) -> str:
    """Give a word the right one of two particles: 길동 with 이/가 is 길동이.

    Brackets and quotes at the end are skipped; digits and Latin letters go by their Korean names.
    Where the sound is unknown both are written: "森은(는)".
    """
    closed, opened = PARTICLES[pair]
    word = word.strip()
    if not word:
        return ""
    sign = next((char for char in reversed(word) if char.isalnum() or char == "%"), "")
    if "가" <= sign <= "힣":
        final = FINALS[(ord(sign) - FIRST) % 28]
        rieul, has_final = final == "ㄹ", final != ""
    elif sign and (sign < "\x7f" or "ㄱ" <= sign <= "ㅣ"):
        rieul, has_final = sign in _RIEUL_SIGNS, sign in _CLOSED_SIGNS
    else:
        return f"{word}{closed}({opened})"
    if rieul and closed.startswith("으로"):
        return word + opened
    return word + (closed if has_final else opened)


_BOTH = {
    f"{closed}({opened})": f"{closed}/{opened}" for closed, opened in set(PARTICLES.values())
} | {"와(과)": "과/와", "(으)로": "으로/로"}
_both = re.compile(rf"(\S)({'|'.join(map(re.escape, _BOTH))})")


def fit_particles(text: str) -> str:
    """A sentence with the particle that fits where both are written: ‘봉투’이(가) is ‘봉투’가.

    For sentences that names were put into. Where the sound is unknown both stay.
    """
    return _both.sub(lambda found: found[1] + _fitting(text[: found.end(1)], found[2]), text)


def _fitting(before: str, both: str) -> str:
    word = before.split()[-1]  # of ‘$’ alone nobody knows the sound
    particle = josa(word, _BOTH[both])[len(word) :]
    return both if particle.endswith(")") else particle


class _Initials(dict[int, str]):
    """Code of a syllable to its initial consonant; of the 11,172 only those met are kept."""

    def __missing__(self, code: int) -> str:
        if not FIRST <= code <= LAST:
            raise KeyError(code)  # which translate leaves as it is
        return self.setdefault(code, INITIALS[(code - FIRST) // 588])


_CHOSEONG = _Initials()


def choseong(text: str) -> str:
    """Initial consonants as the keyboard sends them (compatibility jamo); the rest stays."""
    return text.translate(_CHOSEONG)


_choseong = re.compile(rf"[{INITIALS}{''.join(CLUSTERS)}\s]*[{INITIALS}{''.join(CLUSTERS)}]\s*")


def is_choseong(query: str) -> bool:
    """Whether this is initial consonants only, such as ㅎㄱㄷ; keyboards may join ㄱㅅ to ㄳ."""
    return _choseong.fullmatch(query) is not None


def split_clusters(text: str) -> str:
    """Joined jamo taken apart, as typed: ㄳ is ㄱㅅ, ㅘ is ㅗㅏ."""
    return text.translate(_SPLIT)


def disassemble(text: str) -> str:
    """Every syllable as the keys that type it: 값 is ㄱㅏㅂㅅ."""
    return "".join(_keys(char) for char in text)


@lru_cache(4096)
def _keys(char: str) -> str:
    code = ord(char) - FIRST
    if not 0 <= code <= LAST - FIRST:
        return split_clusters(char)
    rest, final = divmod(code, 28)
    initial, vowel = divmod(rest, 21)
    return split_clusters(INITIALS[initial] + VOWELS[vowel] + FINALS[final])


_KEYBOARD = str.maketrans(
    "qwertyuiopasdfghjklzxcvbnmQWERTOPYUIASDFGHJKLZXCVBNM",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖㅛㅕㅑㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ",
)
_vowel = "|".join(DIPHTHONGS.values()) + "|[ㅏ-ㅣ]"
_typed = re.compile(
    rf"([{INITIALS}])({_vowel})"
    rf"((?:{'|'.join(CLUSTERS.values())}|[{''.join(set(FINALS) & set(INITIALS))}])(?![ㅏ-ㅣ]))?"
    rf"|(?:{'|'.join(DIPHTHONGS.values())})"
)


def assemble(jamo: str) -> str:
    """Syllables from a run of typed jamo: ㅎㅗㅇㄱㅣㄹ is 홍길."""
    return _typed.sub(_syllable, jamo)


def _syllable(match: re.Match[str]) -> str:
    initial, vowel, final = match.groups("")
    if not initial:
        return _JOINED[match[0]]
    vowel, final = _JOINED.get(vowel, vowel), _JOINED.get(final, final)
    code = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final)
    return chr(FIRST + code)


def to_hangul(latin: str) -> str:
    """What the same keys type in Hangul mode: ghdrlfehd is 홍길동. All capitals is Caps Lock."""
    keys = latin.lower() if len(latin) > 1 and latin.isupper() else latin
    return assemble(keys.translate(_KEYBOARD))


def cp949_bytes(text: str) -> int:
    """Length in a Korean SMS; what CP949 lacks counts as two, the width of its substitute.

    Python's euc_kr codec writes rare syllables as eight bytes, carriers and phones do not.
    """
    try:
        return len(text.encode("cp949"))
    except UnicodeEncodeError:
        return sum(2 if not _encodable(char) else len(char.encode("cp949")) for char in text)


def unencodable(text: str) -> list[str]:
    """The characters an SMS cannot carry (emoji, ₩, dashes), each once, in order."""
    if text.isascii():
        return []
    return [char for char in dict.fromkeys(text) if not _encodable(char)]


@lru_cache(4096)
def _encodable(char: str) -> bool:
    try:
        char.encode("cp949")
    except UnicodeEncodeError:
        return False
    return True
