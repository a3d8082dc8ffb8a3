"""Reading a text with merge fields once, and writing it for many."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Literal, NoReturn

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.kit.korean.text import josa
from dangol.messaging.merging.conditions import BadQuestion, read_test
from dangol.messaging.merging.formats import FORMATS
from dangol.messaging.merging.nodes import PARTICLE_FORMS, Branch, Choice, Field, Node

Escape = Literal["text", "html"]

LONGEST, DEEPEST, WIDEST = 500_000, 5, 300
_opening = re.compile(r"#\{|\{\{|\[\[\s*(만약|만일|아니면|끝|if|else|end)(?![\w가-힣])")
_particle = "|".join(map(re.escape, sorted(PARTICLE_FORMS, key=len, reverse=True)))
_closers = r"[\"'’”)\]」』》〉]{0,3}"
_after = {
    "text": re.compile(rf"(님)?(?:({_closers})({_particle}))?"),
    "html": re.compile(rf"(님)?(?:((?:</[a-z0-9]{{1,9}}>){{0,4}}{_closers})({_particle}))?"),
}
_elif = re.compile(r"\s*(?:만약|만일|if)\s+")
_bad_name = re.compile(r"[<>{}\[\]#]")
_line_end = re.compile(r"[ \t]*\r?\n")


# a particle after plain words: 고객님(은/는)
_pairs = "|".join(
    re.escape(pair) for pair in PARTICLE_FORMS if re.fullmatch("[가-힣]+/[가-힣]+", pair)
)
_marker = re.compile(rf"(?<=[\w%’”'\"])\(({_pairs})\)")


def _settled(marker: re.Match[str]) -> str:
    before = marker.string[max(0, marker.start() - 20) : marker.start()].strip()
    return josa(before, marker[1])[len(before) :]


class MergeError(Refused):
    """A text that cannot be read; says where, counted from 1, and what to do."""

    def __init__(self, text: str, at: int, message: str) -> None:
        self.line = text.count("\n", 0, at) + 1
        self.column = at - (text.rfind("\n", 0, at) + 1) + 1
        self.message = message
        super().__init__(
            _("%(line)d번째 줄 %(column)d번째 글자: %(message)s")
            % {"line": self.line, "column": self.column, "message": message}
        )


class MissingField(Exception):
    """A customer has no value for a field that has no substitute; nothing may be sent."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True)
class Compiled:
    """A text that was read. `fields` are all it asks for, `required` those always needed."""

    nodes: tuple[Node, ...]
    fields: frozenset[str]
    required: frozenset[str]

    def render(self, values: Mapping[str, str]) -> str:
        """The text for one customer; raises MissingField for the first value that is missing."""
        out: list[str] = []
        for node in self.nodes:
            if type(node) is str:
                out.append(node)
            elif lacking := node.write(values, out):  # type: ignore[union-attr]
                raise MissingField(lacking[0])
        return "".join(out)

    def lacks(self, values: Mapping[str, str]) -> list[str]:
        """Every field that keeps this customer from getting the text, each once, in order."""
        out: list[str] = []
        found = [
            name
            for node in self.nodes
            if not isinstance(node, str)
            for name in node.write(values, out)
        ]
        return list(dict.fromkeys(found))


def compile(text: str, *, escape: Escape = "text", exact: bool = False) -> Compiled:
    """Read a text; raises MergeError. In `html` the text is markup and values are escaped.

    `exact` knows `#{항목}` only, as an 알림톡 must equal what was approved, letter by letter.
    """
    return _compile(text, escape, exact)


@lru_cache(256)
def _compile(text: str, escape: Escape, exact: bool) -> Compiled:
    return _Reader(text, escape, exact).read()


def only_if(question: str, text: str) -> str:
    """The text under a condition, in the merge language."""
    return f"[[만약 {question}]]{text}[[끝]]"


def only_with(name: str, text: str) -> str:
    """The text for those who have a value for this field."""
    return only_if(f"{name} 있음", text)


@dataclass
class _Block:
    """A condition that is still open, and the text around it."""

    start: int
    outer: list[Node]
    choice: Choice
    has_else: bool = False


@dataclass
class _Reader:
    text: str
    escape: Escape
    exact: bool
    nodes: list[Node] = field(default_factory=list)
    open: list[_Block] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    at: int = 0

    def read(self) -> Compiled:
        if len(self.text) > LONGEST:
            self.fail(0, _("글이 너무 깁니다. 50만 자까지 쓸 수 있습니다."))
        while match := _opening.search(self.text, self.at):
            self.literal(self.text[self.at : match.start()])
            self.at = match.start()
            if match[1] is None:
                self.read_field(match[0])
            elif self.exact:
                self.fail(self.at, _("알림톡에는 조건을 쓸 수 없습니다. #{항목}만 쓰세요."))
            else:
                self.read_tag(match[1])
        self.literal(self.text[self.at :])
        if self.open:
            message = _("조건이 끝나지 않았습니다. 끝낼 곳에 [[끝]]을 적으세요.")
            self.fail(self.open[-1].start, message)
        return Compiled(tuple(self.nodes), frozenset(self.fields), frozenset(self.required))

    def fail(self, at: int, message: str) -> NoReturn:
        raise MergeError(self.text, at, message)

    def literal(self, text: str) -> None:
        if text:
            self.nodes.append(text if self.exact else _marker.sub(_settled, text))

    def inside(self, start: int, end: str, remedy: str) -> str:
        """What stands before the closing sign, on the same line and not too far; moves on."""
        stop = self.text.find(end, start, start + WIDEST)
        inner = self.text[start:stop]
        if stop < 0 or "\n" in inner:
            self.fail(self.at, remedy)
        self.at = stop + len(end)
        return unescape(inner).replace("\xa0", " ") if self.escape == "html" else inner

    def read_field(self, sign: str) -> None:
        start, end = self.at, "}" if sign == "#{" else "}}"
        if self.exact and end == "}}":
            self.fail(start, _("알림톡에는 {{항목}} 대신 #{항목}을 쓰세요."))
        remedy = _("‘%(sign)s’을(를) 닫지 않았습니다. 항목 이름 뒤에 ‘%(end)s’을(를) 적으세요.")
        inner = self.inside(start + 2, end, remedy % {"sign": sign, "end": end})
        named, has_default, default = inner.partition("|")
        if "#{" in default or "{{" in default:
            self.fail(start, _("대신 쓸 말 안에는 항목을 넣을 수 없습니다. 예: #{직책|고객}"))
        name, _sign, form = (part.strip() for part in named.partition(":"))
        name = self.checked(start, name)
        if form and form not in FORMATS:
            known = ", ".join(FORMATS)
            message = _("‘%(form)s’이라는 형식은 없습니다. 쓸 수 있는 형식: %(known)s")
            self.fail(start, message % {"form": form[:20], "known": known})
        self.fields.add(name)
        if not has_default and not self.open:
            self.required.add(name)
        made = Field(name, FORMATS.get(form), default.strip() if has_default else None)
        self.nodes.append(self.with_ending(made))

    def with_ending(self, made: Field) -> Field:
        """The field together with 님 and the particle behind it, which depend on its sound."""
        made.is_html = self.escape == "html"
        if not self.exact:
            match = _after[self.escape].match(self.text, self.at)
            assert match is not None  # noqa: S101 - every part of it may be empty
            made.has_nim, made.closer = bool(match[1]), match[2] or ""
            made.particle = PARTICLE_FORMS.get(match[3] or "", "")
            self.at = match.end()
        return made

    def checked(self, at: int, name: str) -> str:
        name = " ".join(name.split())
        if not name:
            self.fail(at, _("항목 이름이 비었습니다. 예: #{고객명}"))
        if bad := _bad_name.search(name):
            message = _(
                "항목 이름 ‘%(name)s’에 ‘%(sign)s’이(가) 들어 있습니다. 항목을 다시 넣어 주세요."
            )
            self.fail(at, message % {"name": name[:30], "sign": bad[0]})
        return name

    def read_tag(self, word: str) -> None:
        start = self.at
        inner = self.inside(start + 2, "]]", _("‘[[’를 닫지 않았습니다. 끝에 ‘]]’를 적으세요."))
        rest = inner.strip().removeprefix(word)
        if word in ("만약", "만일", "if"):
            self.open_block(start, rest)
        elif not self.open:
            self.fail(start, _("[[만약 …]] 없이 쓰였습니다. 앞에 조건을 적거나 이것을 지우세요."))
        elif word in ("끝", "end"):
            self.close_block()
        else:
            self.next_branch(start, rest)
        self.skip_own_line(start)

    def open_block(self, start: int, question: str) -> None:
        if len(self.open) == DEEPEST:
            self.fail(start, _("조건은 다섯 겹까지 쓸 수 있습니다."))
        self.open.append(_Block(start, self.nodes, Choice()))
        self.start_branch(start, question)

    def start_branch(self, start: int, question: str | None) -> None:
        try:
            test = None if question is None else read_test(question)
        except BadQuestion as error:
            self.fail(start, str(error))
        if test:
            self.fields |= {self.checked(start, name) for name in test.fields}
        self.nodes = []
        self.open[-1].choice.branches.append(Branch(test, self.nodes))

    def next_branch(self, start: int, rest: str) -> None:
        block = self.open[-1]
        if block.has_else:
            self.fail(start, _("[[아니면]]은 한 번만 쓸 수 있습니다. 앞의 것에 조건을 적으세요."))
        again = _elif.match(f" {rest} ")
        block.has_else = not again
        self.start_branch(start, f" {rest} "[again.end() :] if again else None)

    def close_block(self) -> None:
        block = self.open.pop()
        block.outer.append(block.choice)
        self.nodes = block.outer

    def skip_own_line(self, start: int) -> None:
        """A tag alone on its line leaves no empty line behind."""
        begins = self.text[self.text.rfind("\n", 0, start) + 1 : start].strip(" \t") == ""
        if self.escape == "text" and begins and (end := _line_end.match(self.text, self.at)):
            self.at = end.end()
