"""What a text is about: its words without particles and courtesy, cut into searchable pieces."""

import re

from dangol.kit.korean.text import clean
from dangol.kit.search.tokens import grams

READ = 1_500
PIECES = 48
_run = re.compile(r"[가-힣]+|[a-z]{2,}|(?<![0-9-])[0-9]{2,4}(?![0-9-])")
# particles and endings, longest first: what stands before them carries the meaning
_ENDINGS_WRITTEN = (
    "은 는 이 가 을 를 의 에 와 과 도 로 만 나 요 다 고 서 며 면 지 께 랑 야 으로 에서 "
    "에게 한테 까지 부터 보다 처럼 마다 이나 이랑 라고 이라 인데 인가 네요 나요 까요 대로 "
    "밖에 조차 마저 이고 하고 해서 하면 하는 하신 했던 했고 되는 되면 되고 돼서 된다 "
    "에서는 에서도 으로는 으로도 에게는 인가요 인데요 입니다 합니다 됩니다 습니다 습니까 "
    "입니까 하나요 되나요 할까요 될까요 한가요 는데요 은데요 었는데 았는데 했는데 됐는데 "
    "해주세요 하려면 하려고 하려는 하는데 되는데 하는지 되는지 있나요 없나요 인지요 해야 "
    "해요 돼요 되어 되지"
)
_ENDINGS = sorted(_ENDINGS_WRITTEN.split(), key=len, reverse=True)
_COURTESY_WRITTEN = (
    "안녕하세요 안녕하십니까 감사합니다 고맙습니다 수고하세요 수고하십니다 부탁드립니다 "
    "부탁드려요 문의드립니다 문의합니다 문의드려요 문의 질문 질문드립니다 궁금합니다 "
    "궁금해요 궁금 알려주세요 알고 싶습니다 싶어요 싶은데요 싶은데 어떻게 어떤 무엇 언제 "
    "어디 어디서 왜 혹시 제가 저는 저희 저희가 우리 그리고 그런데 그래서 하지만 있습니다 "
    "있어요 있는데 있나요 있는지 있을까요 없습니다 없어요 없나요 합니다 해요 하나요 "
    "되나요 됩니다 돼요 주세요 해주세요 해주실 바랍니다 가능한가요 가능할까요 가능 좀 "
    "너무 다시 지금 오늘 어제 이번 저번 관련 관련해서 대해 대해서 경우 정도 때문에 고객님 "
    "담당자님 답변 확인 방법 방법을 방법이 하는 되는 하고 되고 해서 하려고 하는데 되는데 "
    "나요 the and for is are how what to of in on my it can you please thanks hello with "
    "this that"
)
_COURTESY = frozenset(_COURTESY_WRITTEN.split())


def pieces_of(text: str) -> list[str]:
    """The pieces worth looking for, each once: pairs of syllables, Latin words, short numbers.

    Particles and endings go (커피머신에서는 → 커피머신), courtesy and question words as well, and
    numbers of five digits or more, which name orders and phones. At most PIECES.
    """
    found: dict[str, None] = {}
    for word in _run.findall(clean(text[:READ]).lower()):
        if word in _COURTESY:
            continue
        stem = _stem(word) if word[0] >= "가" else word
        if stem not in _COURTESY:
            found |= dict.fromkeys(grams(stem, 2) if stem[0] >= "가" else [stem])
    return list(found)[:PIECES]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) - len(ending) >= 2 and word.endswith(ending):
            return word[: -len(ending)]
    return word
