"""What a text consists of once it is read: plain strings, fields and choices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Union

from dangol.kit.korean.names import ADDRESS_ENDING
from dangol.kit.korean.text import PARTICLES, josa
from dangol.messaging.merging.conditions import Test

Node = Union[str, "Field", "Choice"]
Values = Mapping[str, str]


def _forms() -> dict[str, str]:
    """Every way a pair of particles is written: (은/는), 은/는, 은(는), 는(은), (으)로."""
    forms: dict[str, str] = {}
    for pair in PARTICLES:
        one, slash, other = pair.partition("/")
        if slash:
            forms |= dict.fromkeys((pair, f"({pair})", f"{one}({other})"), pair)
        else:
            forms[pair] = pair
    return forms


PARTICLE_FORMS = _forms()


def _particle(last: str, value: str, pair: str) -> str:
    """The particle of a word; a syllable at its end alone decides, so those are remembered."""
    if "가" <= last <= "힣":
        return _after_syllable(last, pair)
    return josa(value, pair)[len(value.strip()) :]


@lru_cache(16_384)
def _after_syllable(last: str, pair: str) -> str:
    return josa(last, pair)[1:]


@dataclass
class Field:
    """A value and what is glued to it: its form, 님, closing signs and a particle."""

    name: str
    form: Callable[[str], str] | None = None
    default: str | None = None
    has_nim: bool = False
    closer: str = ""
    particle: str = ""
    is_html: bool = False

    def write(self, values: Values, out: list[str]) -> tuple[str, ...]:
        """Add the value to the output; returns its name if there is none."""
        value = values.get(self.name)
        if value and not value.isspace():
            if self.form:
                value = self.form(value)
        elif self.default is None:
            return (self.name,)
        else:
            value = self.default
        if self.has_nim and value and not value.endswith(ADDRESS_ENDING):
            value += ADDRESS_ENDING
        out.append(escape(value).replace("\n", "<br>") if self.is_html else value)
        if self.closer:
            out.append(self.closer)
        if self.particle:
            out.append(_particle(value[-1:], value, self.particle))
        return ()


@dataclass
class Branch:
    """What to write if its test holds; without a test, if none before did."""

    test: Test | None
    nodes: list[Node]


@dataclass
class Choice:
    """만약 … 아니면 … 끝."""

    branches: list[Branch] = field(default_factory=list)

    def write(self, values: Values, out: list[str]) -> tuple[str, ...]:
        for branch in self.branches:
            if branch.test is None or branch.test.holds(values):
                return _write_all(branch.nodes, values, out)
        return ()


def _write_all(nodes: list[Node], values: Values, out: list[str]) -> tuple[str, ...]:
    lacking: tuple[str, ...] = ()
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        else:
            lacking += node.write(values, out)
    return lacking
