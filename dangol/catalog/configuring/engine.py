"""CPQ: whether chosen options go together and what they cost; the rules are data (F42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _

LONGEST_SEARCH = 20_000


class RuleKind(Enum):
    """What a rule does once all options of its `when` are chosen."""

    REQUIRES = "requires"
    EXCLUDES = "excludes"
    PRICE = "price"


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen; `price` is whole won added for each."""

    key: str
    label: str
    price: int = 0


@dataclass(frozen=True)
class Group:
    """Options of which at least `least` and at most `most` kinds are chosen (0: no limit)."""

    key: str
    label: str
    options: tuple[Option, ...]
    least: int = 0
    most: int = 1


@dataclass(frozen=True)
class Rule:
    """All of `when` chosen: then at least one of `then` must be, none may be, or the price moves.

    A price rule adds `amount` won and `percent` of the sum of base and options. `reason` is shown.
    """

    kind: RuleKind
    when: frozenset[str]
    then: frozenset[str] = frozenset()
    amount: int = 0
    percent: Decimal = Decimal(0)
    reason: str = ""

    def applies(self, chosen: Mapping[str, int]) -> bool:
        return all(chosen.get(key) for key in self.when)


@dataclass(frozen=True)
class Design:
    """A configurable product: what can be chosen and which rules hold."""

    base: int
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = ()
    labels: dict[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for group in self.groups:
            for option in group.options:
                self.labels[option.key] = option.label

    def named(self, keys: frozenset[str] | Sequence[str]) -> str:
        """The labels of options in the order of the design."""
        return ", ".join(label for key, label in self.labels.items() if key in keys)


class Problem(NamedTuple):
    """Why a choice does not fit, the options it is about, and what would mend it."""

    text: str
    keys: frozenset[str]
    add: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()


class PriceLine(NamedTuple):
    """One part of the price, in whole won."""

    label: str
    quantity: int
    amount: int


class Priced(NamedTuple):
    """The price of one configured piece and where it comes from."""

    lines: list[PriceLine]
    total: int


def problems_of(design: Design, chosen: Mapping[str, int]) -> list[Problem]:
    """Everything that does not fit, in the order of the design; empty when all is well."""
    found = [
        Problem(_("‘%(key)s’(이)라는 선택 사양은 없습니다.") % {"key": key[:50]}, frozenset([key]))
        for key in chosen
        if key not in design.labels
    ]
    for group in design.groups:
        found += _of_group(group, chosen)
    for rule in design.rules:
        if rule.applies(chosen) and (problem := _of_rule(design, rule, chosen)):
            found.append(problem)
    return found


def _of_group(group: Group, chosen: Mapping[str, int]) -> list[Problem]:
    keys = [option.key for option in group.options if chosen.get(option.key)]
    told = {"group": group.label, "least": group.least, "most": group.most}
    if len(keys) < group.least:
        text = _("%(group)s: %(least)d가지 이상 골라 주세요.") % told
        return [Problem(text, frozenset(option.key for option in group.options))]
    if group.most and len(keys) > group.most:
        text = _("%(group)s: %(most)d가지까지만 고를 수 있습니다.") % told
        return [Problem(text, frozenset(keys), drop=frozenset(keys[group.most :]))]
    return []


def _of_rule(design: Design, rule: Rule, chosen: Mapping[str, int]) -> Problem | None:
    hit = frozenset(key for key in rule.then if chosen.get(key))
    told = {"when": design.named(rule.when), "then": design.named(hit or rule.then)}
    if rule.kind is RuleKind.REQUIRES and not hit:
        text = _("%(when)s에는 %(then)s 중 하나가 있어야 합니다.") % told
        if len(rule.then) == 1:
            text = _("%(when)s에는 %(then)s 사양이 있어야 합니다.") % told
        return Problem(_with_reason(text, rule), rule.when | rule.then, add=rule.then)
    if rule.kind is RuleKind.EXCLUDES and hit:
        text = _("%(when)s에는 %(then)s 사양을 함께 쓸 수 없습니다.") % told
        return Problem(_with_reason(text, rule), rule.when | hit, drop=hit)
    return None


def _with_reason(text: str, rule: Rule) -> str:
    return f"{text} {rule.reason}" if rule.reason else text


def price_of(design: Design, chosen: Mapping[str, int]) -> Priced:
    """The base, every option and every price rule that applies; percentages are of the sum."""
    lines = [PriceLine(_("기본"), 1, design.base)]
    for group in design.groups:
        for option in group.options:
            if count := chosen.get(option.key, 0):
                lines.append(PriceLine(option.label, count, option.price * count))
    whole = sum(line.amount for line in lines)
    for rule in design.rules:
        if rule.kind is RuleKind.PRICE and rule.applies(chosen):
            share = (whole * rule.percent / 100).quantize(Decimal(1), ROUND_HALF_UP)
            label = rule.reason or design.named(rule.when)
            lines.append(PriceLine(label, 1, rule.amount + int(share)))
    return Priced(lines, sum(line.amount for line in lines))


def impossible_options(design: Design) -> list[str]:
    """Keys of options that no valid configuration can hold, such as one that requires what it
    excludes; what takes too long to find out counts as possible.
    """
    return [
        option.key
        for group in design.groups
        for option in group.options
        if not _can_hold(design, option.key)
    ]


def _can_hold(design: Design, key: str) -> bool:
    """Whether some valid choice contains the key: repair the first problem in each way in turn."""
    seen: set[frozenset[str]] = set()
    waiting = [frozenset([key])]
    while waiting and len(seen) < LONGEST_SEARCH:
        chosen = waiting.pop()
        if chosen in seen:
            continue
        seen.add(chosen)
        problem = _first_hard(design, chosen)
        if problem is None:
            return True
        waiting += [chosen | {option} for option in problem]
    return bool(waiting)


def _first_hard(design: Design, chosen: frozenset[str]) -> frozenset[str] | None:
    """What could be added to mend the first lack; nothing if a limit is broken; None if valid."""
    picked = dict.fromkeys(chosen, 1)
    lacks: frozenset[str] | None = None
    for group in design.groups:
        here = chosen & {option.key for option in group.options}
        if group.most and len(here) > group.most:
            return frozenset()
        if len(here) < group.least and lacks is None:
            lacks = frozenset(option.key for option in group.options) - chosen
    for rule in design.rules:
        if not rule.applies(picked):
            continue
        if rule.kind is RuleKind.EXCLUDES and rule.then & chosen:
            return frozenset()
        if rule.kind is RuleKind.REQUIRES and not rule.then & chosen and lacks is None:
            lacks = rule.then
    return lacks
