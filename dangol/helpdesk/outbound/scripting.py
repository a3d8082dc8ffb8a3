"""Reading a call script: steps, what is said, what is asked, and where each answer leads.

    # 인사
    안녕하세요, #{고객명}님. 봄결커피입니다.
    ? 잠시 통화하실 수 있으세요?
    - 네 -> 만족도
    - 나중에 -> 마침

    # 만족도
    ? 이번 수리는 만족스러우셨나요? => 만족도
    - 만족
    - 불만 -> 사과

A question without answers takes words. `=>` names the customer's own field the answer goes into.
A step that says nothing about where to go leads to the next one.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_STEPS, MOST_CHOICES = 40, 12


class Choice(NamedTuple):
    """One answer, and the number of the step it leads to; None ends the talk."""

    label: str
    to: int | None


class Step(NamedTuple):
    """One step: its title, what is said, what is asked, and the field the answer goes into."""

    title: str
    says: str
    question: str
    field: str
    choices: tuple[Choice, ...]


class _Draft:
    def __init__(self, title: str, line: int) -> None:
        self.title, self.line = title, line
        self.says: list[str] = []
        self.question = self.field = ""
        self.choices: list[tuple[str, str, int]] = []


def read_script(text: str) -> list[Step]:
    """The steps of a script; ValidationError names the line that cannot be meant."""
    drafts: list[_Draft] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("#") and not line.startswith("#{"):
            drafts.append(_Draft(_title(line, number, drafts), number))
        elif line and not drafts:
            raise _wrong(number, _("첫 줄은 ‘# 단계 이름’이어야 합니다."))
        elif line:
            _take(drafts[-1], line, number)
    if not drafts:
        raise ValidationError({"text": _("‘# 단계 이름’으로 시작하는 단계를 하나는 적어 주세요.")})
    if len(drafts) > MOST_STEPS:
        raise ValidationError({"text": _("단계는 %(n)s개까지입니다.") % {"n": MOST_STEPS}})
    places = {draft.title: place for place, draft in enumerate(drafts)}
    return [_step(draft, place, places, len(drafts)) for place, draft in enumerate(drafts)]


def _title(line: str, number: int, drafts: list[_Draft]) -> str:
    title = line.lstrip("#").strip()[:60]
    if not title:
        raise _wrong(number, _("단계의 이름을 적어 주세요."))
    if any(draft.title == title for draft in drafts):
        raise _wrong(number, _("같은 이름의 단계가 이미 있습니다."))
    return title


def _take(draft: _Draft, line: str, number: int) -> None:
    if line.startswith("?"):
        if draft.question:
            raise _wrong(number, _("한 단계에서는 하나만 물을 수 있습니다."))
        question, _arrow, field = line[1:].partition("=>")
        draft.question, draft.field = question.strip(), field.strip()
        if not draft.question:
            raise _wrong(number, _("물을 말을 적어 주세요."))
    elif line.startswith("- ") and draft.question:
        label, _arrow, to = line[2:].partition("->")
        if len(draft.choices) == MOST_CHOICES or not label.strip():
            raise _wrong(number, _("답은 %(n)s개까지 적어 주세요.") % {"n": MOST_CHOICES})
        draft.choices.append((label.strip()[:100], to.strip(), number))
    else:
        draft.says.append(line)


def _step(draft: _Draft, place: int, places: Mapping[str, int], count: int) -> Step:
    choices = []
    following = place + 1 if place + 1 < count else None
    for label, to, number in draft.choices:
        if to and to not in places:
            raise _wrong(number, _("‘%(to)s’ 단계가 없습니다.") % {"to": to})
        choices.append(Choice(label, places[to] if to else following))
    return Step(draft.title, "\n".join(draft.says), draft.question, draft.field, tuple(choices))


def _wrong(number: int, why: str) -> ValidationError:
    text = _("%(n)s번째 줄: %(why)s") % {"n": number, "why": why}
    return ValidationError({"text": text})


def walked(steps: list[Step], given: Mapping[int, str]) -> dict[int, str]:
    """The answers on the way the talk took; those of branches not taken are left out.

    An answer that is none of the choices ends the way. Loops are walked once.
    """
    place: int | None = 0
    found: dict[int, str] = {}
    been: set[int] = set()
    while place is not None and place < len(steps) and place not in been:
        been.add(place)
        step, answer = steps[place], given.get(place, "").strip()[:500]
        if not step.question or not step.choices:
            if step.question and answer:
                found[place] = answer
            place = place + 1 if place + 1 < len(steps) else None
            continue
        choice = next((one for one in step.choices if one.label == answer), None)
        if choice is None:
            break
        found[place], place = answer, choice.to
    return found
