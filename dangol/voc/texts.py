"""Reading Korean texts without a dictionary: features that tell a kind, words that tell a topic.

With the extra `ko`, `kiwi_words` finds the words by morphemes; it loads 330 MB, so only jobs call
it. Kinds are told from syllables in both cases: a browser's request and a job must see the same
features, and morphemes measured worse (docs/adr/0082).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.util import find_spec
from unicodedata import normalize

LONGEST = 2_000
MOST_WORDS = 8
_runs = re.compile(r"[가-힣]+|[a-z]+|[ㄱ-ㅎㅏ-ㅣ]+|[0-9]+|[?!~]")
_sentences = re.compile(r"[.?!\n]+")
_hangul = re.compile(r"[가-힣]+")
_latin = re.compile(r"[a-z][a-z0-9]+")
# what stands behind a noun, the longest first
_PARTICLE_WORDS = (
    "은 는 이 가 을 를 의 에 에서 에게 한테 께 께서 와 과 로 으로 도 만 까지 부터 "
    "보다 처럼 마다 조차 이나 이랑 랑 이라 라 이라고 라고 이고 이며 인데 이다 입니다 "
    "이에요 예요 이요 요 들 들이 들은 들을 에는 에도 에만 에서는 에서도 으로는 로는 "
    "하고 이라서 라서 인가요 인지 이면 만큼"
)
_PARTICLES = sorted(
    _PARTICLE_WORDS.split(),
    key=len,
    reverse=True,
)
# endings that tell that a word is a verb or an adjective
_VERBAL = re.compile(
    r"(다|요|죠|까|네|니|면|서|고|며|게|지|는데|은데|던|려|러|려고|습니다|세요|어야|아야|았|었|겠|해|된|한|할|될|"
    r"하는|되는|있는|없는|않는|않고|않아|줄|수|것|것이|거|게요|래요|대요|군요|라도|아도|어도|으니|니까|"
    r"[꿔해돼줘겨려켜와봐져러]야|져|꿔|줘|봐|겨|켜|와|실|운|진|인|른)$"
)
_STOP_WORDS = (
    "그리고 그런데 그래서 하지만 그러나 또한 정말 진짜 너무 아주 매우 조금 계속 항상 "
    "자주 다시 이제 지금 오늘 어제 내일 이번 지난 다음 매번 저희 우리 제가 저는 나는 "
    "그냥 혹시 여기 거기 저기 이것 그것 저것 무엇 어떻게 언제 어디 누구 얼마 때문 경우 "
    "정도 부분 생각 사람 고객 문의 감사 안녕 부탁 같은 모두 전혀 역시 바로 아직 벌써 "
    "가장 더욱 제일 많이 하나 처음 가지 동안 관련 해서 있는 없는 하는 안 못 잘 더 좀 "
    "및 예전 얼마나"
)
_STOP = frozenset(_STOP_WORDS.split())


def features_of(text: str) -> set[str]:
    """What a kind is told by: words, pairs and triples of syllables, how sentences end, signs."""
    text = normalize("NFC", text).lower()[:LONGEST]
    found: set[str] = set()
    for run in _runs.findall(text):
        found |= _features_of_run(run)
    for sentence in _sentences.split(text):
        if words := _hangul.findall(sentence):
            found |= {f"${words[-1][-2:]}", f"${words[-1][-1]}"}
    return found


def _features_of_run(run: str) -> set[str]:
    first = run[0]
    if "가" <= first <= "힣":
        pairs = {run[n : n + 2] for n in range(max(len(run) - 1, 1))}
        triples = {run[n : n + 3] for n in range(len(run) - 2)} if len(run) > 3 else set()
        return {f"w{run[:30]}"} | pairs | triples
    if first.isdigit():
        return {"#"}
    if "ㄱ" <= first <= "ㅣ":  # ㅋㅋㅋ, ㅠㅠ
        return {first * 2}
    return {first} if first in "?!~" else {f"w{run[:30]}"}


def plain_words(text: str) -> list[str]:
    """The words a text is about, commonest first, by cutting particles off; verbs are left out."""
    counts: Counter[str] = Counter()
    text = normalize("NFC", text).lower()[:LONGEST]
    for word in _hangul.findall(text):
        if noun := _noun(word):
            counts[noun] += 1
    counts.update(_latin.findall(text))
    return _commonest(counts)


def _noun(word: str) -> str:
    if _VERBAL.search(word) and not word.endswith(("지", "고", "해", "수")):
        return ""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            word = word[: -len(particle)]
            break
    if not 2 <= len(word) <= 10 or word in _STOP or _VERBAL.search(word):
        return ""
    return "" if len(word) == 2 and word[1] in "은는를으" else word  # 받은, 오는, 것으(로)


def _commonest(counts: Counter[str]) -> list[str]:
    return [word[:30] for word, _n in counts.most_common(MOST_WORDS)]


def has_kiwi() -> bool:
    """Whether the extra `ko` is installed; costs no import of it."""
    return find_spec("kiwipiepy") is not None


def kiwi_words(texts: Iterable[str]) -> list[list[str]]:
    """The same by morphemes, about a thousand texts a second; for jobs only."""
    read = _kiwi()
    return [_commonest(Counter(_nouns(read, text[:LONGEST]))) for text in texts]


@lru_cache(maxsize=1)
def _kiwi() -> Callable[[str], list[tuple[str, str]]]:
    from kiwipiepy import Kiwi  # noqa: PLC0415 - 330 MB, only where a job needs it

    kiwi = Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)
    return lambda text: [(token.form, token.tag) for token in kiwi.tokenize(text)]


def _nouns(read: Callable[[str], list[tuple[str, str]]], text: str) -> list[str]:
    found: list[str] = []
    for form, tag in read(text.lower()):
        if tag in ("NNG", "NNP", "XR", "SL") and len(form) >= 2 and form not in _STOP:
            found.append(form)
    return found
