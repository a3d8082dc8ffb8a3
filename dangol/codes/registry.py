"""What apps above tell 코드관리: their code groups, records with own fields, numbers, presets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry


class CodeDefault(NamedTuple):
    """One code a group starts with; `key` never changes, people rename the label."""

    key: str
    label: str | Promise
    color: str = "slate"


@dataclass(frozen=True)
class CodeGroup:
    """A list of choices; `by_preset` replaces the defaults in offices of that preset."""

    label: str | Promise
    defaults: Sequence[CodeDefault] = ()
    help: str | Promise = ""
    by_preset: Mapping[str, Sequence[CodeDefault]] = field(default_factory=dict)


class NumberedRecord(NamedTuple):
    """A record with a number of its own, made by a pattern an administrator may change."""

    label: str | Promise
    pattern: str = "C-{seq:06}"
    field: str = "number"


class Preset(NamedTuple):
    """What an office of one kind starts with (F171, F175). `terms` names a table of terminology."""

    label: str | Promise
    note: str | Promise
    icon: str
    terms: str = ""


groups: Registry[CodeGroup] = Registry()
custom_records: Registry[str | Promise] = Registry()
numbered_records: Registry[NumberedRecord] = Registry()
presets: Registry[Preset] = Registry()

presets.add("general")(Preset(_("일반"), _("회사와 개인을 한 목록에서 다룹니다."), "handshake"))
presets.add("b2b")(
    Preset(_("회사 고객 중심"), _("거래처와 키맨, 등급을 앞에 둡니다."), "building-2")
)
presets.add("b2c")(Preset(_("개인 고객 중심"), _("사람과 세대, 구매를 앞에 둡니다."), "user-round"))
presets.add("non_profit")(
    Preset(
        _("비영리·후원"),
        _("고객을 후원자로, 매출을 후원금으로 부릅니다."),
        "heart-handshake",
        "npo",
    )
)
