"""The map of a buying centre (F11): how much each person weighs, and where they stand."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.sales.pipeline.models import DealPerson

Stance, Role = DealPerson.Stance, DealPerson.Role
ACROSS = (Stance.AGAINST, Stance.UNKNOWN, Stance.NEUTRAL, Stance.FOR)
DOWN: tuple[tuple[int, str | Promise], ...] = ((4, _("큼")), (2, _("보통")), (0, _("작음")))
HEAVY, FEWEST = 4, 2


class Centre(NamedTuple):
    """People by weight (down) and stance (across), and what is to be done about them."""

    stances: list[tuple[str, str]]
    rows: list[tuple[str | Promise, list[tuple[str, list[DealPerson]]]]]
    advice: list[str]


def centre_of(people: Sequence[DealPerson]) -> Centre | None:
    """The map of the people of a deal; None for fewer than two."""
    if len(people) < FEWEST:
        return None
    cells: dict[tuple[int, str], list[DealPerson]] = {}
    for person in people:
        weight = next(least for least, _label in DOWN if person.influence >= least)
        cells.setdefault((weight, person.stance), []).append(person)
    rows = [(label, [(str(stance), cells.get((least, stance), [])) for stance in ACROSS])
            for least, label in DOWN]  # fmt: skip
    return Centre([(str(one), str(one.label)) for one in ACROSS], rows, _advice(people))


def _advice(people: Sequence[DealPerson]) -> list[str]:
    told = []
    if all(person.role != Role.DECIDER for person in people):
        told.append(_t("결정권자가 누구인지 아직 적지 않았습니다."))
    for stance, text in (
        (Stance.AGAINST, _t("영향력이 큰데 반대합니다: %(names)s")),
        (Stance.UNKNOWN, _t("영향력이 큰데 입장을 모릅니다: %(names)s")),
    ):
        names = [
            str(person) for person in people
            if person.stance == stance and person.influence >= HEAVY
        ]  # fmt: skip
        if names:
            told.append(text % {"names": ", ".join(names)})
    return told
