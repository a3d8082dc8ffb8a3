"""시장 신호 (F29): what an activity tells of the market, chosen or written as #경쟁사."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity
from dangol.codes.queries import CodeRow, code_of, codes_of
from dangol.codes.registry import CodeDefault, CodeGroup, groups
from dangol.kit.records import announce_many

SIGNALS = "market_signal"
MARKED = Activity.signals.through
_WORD = re.compile(r"(?<![\w&/])#(\w{1,30})")
_JOINTS = re.compile(r"[\s·/]+")

groups.add(SIGNALS)(
    CodeGroup(
        gettext_lazy("시장 신호"),
        [
            CodeDefault("demand", gettext_lazy("새 수요"), "green"),
            CodeDefault("rival", gettext_lazy("경쟁사 움직임"), "red"),
            CodeDefault("price", gettext_lazy("가격"), "amber"),
            CodeDefault("quality", gettext_lazy("품질·불만"), "orange"),
            CodeDefault("growth", gettext_lazy("확장·투자"), "blue"),
            CodeDefault("decline", gettext_lazy("축소·폐업"), "slate"),
            CodeDefault("people", gettext_lazy("담당자 변경"), "violet"),
            CodeDefault("rules", gettext_lazy("제도·규제"), "teal"),
        ],
        help=gettext_lazy("활동에 붙이고 보고서에서 셉니다. 글에 #가격처럼 적어도 됩니다."),
    )
)  # fmt: skip


def signals_in(text: str) -> list[CodeRow]:
    """The signals a text names: the first whose name begins with the word after #."""
    found: dict[int, CodeRow] = {}
    for word in _WORD.findall(text):
        for row in codes_of(SIGNALS):
            if _JOINTS.sub("", row.label).startswith(word):
                found[row.id] = row
                break
    return list(found.values())


def signal_ids(values: Iterable[Any]) -> set[int]:
    """Ids from ids or keys; refuses what is no signal of the office."""
    rows = codes_of(SIGNALS, retired=True)
    known: dict[Any, int] = {row.key: row.id for row in rows} | {row.id: row.id for row in rows}
    try:
        return {known[value] for value in values}
    except KeyError:
        raise ValidationError({"signals": _("시장 신호를 목록에서 골라 주세요.")}) from None


def mark(
    activity: Activity, values: Iterable[Any] | None, *, actor: User | None, said: str = ""
) -> None:
    """Give the activity these signals and no others, besides those it says; None adds only."""
    now = set(activity.signals.values_list("pk", flat=True)) if activity.pk else set()
    wanted = now if values is None else signal_ids(values)
    wanted = wanted | {row.id for row in signals_in(said)}
    if wanted == now:
        return
    MARKED.objects.filter(activity=activity, code__in=now - wanted).delete()
    MARKED.objects.bulk_create(
        [MARKED(activity=activity, code_id=pk) for pk in sorted(wanted - now)],
        ignore_conflicts=True,
    )
    names = ", ".join(row.label for pk in sorted(wanted) if (row := code_of(pk)))
    announce_many(Activity, [activity.pk], "change", {"signals": names}, actor=actor)


def signals_of(ids: Iterable[int]) -> dict[int, list[CodeRow]]:
    """The signals of activities, in the order of the list; one query."""
    found: dict[int, list[CodeRow]] = {}
    rows = MARKED.objects.filter(activity__in=list(ids)).order_by("code__order", "code")
    for activity, code in rows.values_list("activity", "code"):
        if row := code_of(code):
            found.setdefault(activity, []).append(row)
    return found
