"""Reading texts: never fails, and finds what they are about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.voc.bayes import Total, judge
from dangol.voc.texts import features_of, has_kiwi, kiwi_words, plain_words


@given(st.text(max_size=300))
def test_any_text_gives_short_features_and_words(text):
    assert all(0 < len(feature) <= 31 for feature in features_of(text))
    assert all(0 < len(word) <= 30 for word in plain_words(text))


def test_words_without_particles_and_verbs():
    assert plain_words("배송이 늦어서 카페에서는 배송을 기다렸습니다.") == ["배송", "카페"]
    # what is cut short, endings after a contraction, and adverbs are no topics; 분야 is one
    text = "예전 것으로 바꿔야 하는데 얼마나 걸리는지, 이 분야는 필터가 좋아요."
    assert plain_words(text) == ["분야", "필터"]


@pytest.mark.skipif(not has_kiwi(), reason="needs the extra ko")
def test_morphemes_find_the_same_nouns():
    assert set(kiwi_words(["배송이 늦어서 카페에서는 배송을 기다렸습니다."])[0]) == {"배송", "카페"}


def test_judging_needs_somebody_to_have_taught():
    assert judge({"a"}, {}, {}, vocabulary=1) is None
    assert judge({"a"}, {}, {"x": Total(0, 0)}, vocabulary=1) is None

    counts = {"a": {"x": 9, "y": 1}}
    guess = judge({"a", "new"}, counts, {"x": Total(10, 20), "y": Total(10, 20)}, vocabulary=20)
    assert guess is not None
    assert guess.label == "x"
    assert 50 < guess.confidence < 90
