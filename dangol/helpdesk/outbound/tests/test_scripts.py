"""Scripts: what can be read, and which answers lie on the way a talk took."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.helpdesk.outbound.presets import PRESETS
from dangol.helpdesk.outbound.scripting import Choice, read_script, walked

TEXT = """
# 인사
안녕하세요, #{고객명}님.
#{호칭} 되시죠?
? 통화하실 수 있으세요?
- 네 -> 만족
- 아니요 -> 마침
# 이유
? 까닭은요?
# 만족
? 만족하셨나요? => 만족도
- 만족
- 불만 -> 이유
# 마침
고맙습니다.
"""


def test_steps_say_ask_and_lead_on():
    steps = read_script(TEXT)
    assert [step.title for step in steps] == ["인사", "이유", "만족", "마침"]
    assert steps[0].says == "안녕하세요, #{고객명}님.\n#{호칭} 되시죠?"
    assert steps[0].choices == (Choice("네", 2), Choice("아니요", 3))
    assert (steps[2].field, steps[2].choices[0]) == ("만족도", Choice("만족", 3))


def test_only_answers_on_the_way_count():
    steps = read_script(TEXT)
    assert walked(steps, {0: "아니요", 2: "불만", 1: "비쌈"}) == {0: "아니요"}
    assert walked(steps, {0: "네", 2: "불만", 1: " 비쌈 "}) == {0: "네", 2: "불만", 1: "비쌈"}
    assert walked(steps, {0: "글쎄요", 2: "만족"}) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "단계를 하나는"), ("안녕", "1번째 줄"), ("# 가\n# 가", "같은 이름"), ("#  ", "이름을"),
     ("# 가\n? 하나\n? 둘", "하나만"), ("# 가\n?  ", "물을 말"), ("# 가\n? 나\n- 다 -> 라", "‘라’"),
     ("# 가\n? 나\n" + "- 답\n" * 13, "12개"), ("\n".join(f"# {n}" for n in range(41)), "40개")],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_line(text, said):
    with pytest.raises(ValidationError, match=said):
        read_script(text)


lines = st.sampled_from(["# 가", "# 나", "#", "? 물음", "? 물음 => 항목", "- 답 -> 나",
                         "- 답 -> 가", "말", "", "#{고객명}"])  # fmt: skip


@settings(max_examples=40)
@given(st.lists(lines, max_size=12).map("\n".join), st.dictionaries(st.integers(0, 12), st.text()))
def test_reading_and_walking_end(text, answers):
    try:
        steps = read_script(text)
    except ValidationError:
        return
    found = walked(steps, answers)
    assert found.keys() <= answers.keys()
    assert all(steps[place].question for place in found)


def test_presets_can_be_read():
    for preset in PRESETS.values():
        assert read_script(str(preset.script))
