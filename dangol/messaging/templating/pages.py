"""What the editor's page shows beside the form."""

from typing import Any

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.messaging.blocks.cleaning import COLOURS
from dangol.messaging.blocks.document import ICONS, KINDS, Block, Side, read_blocks
from dangol.messaging.blocks.queries import pictures_of
from dangol.messaging.merging.queries import known_fields
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.words import BUTTON_KINDS, Words


def editor_context(medium: str, words: Words) -> dict[str, Any]:
    """Blocks or buttons as they stand, the menu of fields, and empty ones to add."""
    context: dict[str, Any] = {"medium": medium, "field_groups": field_groups()}
    if medium == Medium.EMAIL:
        context |= {
            "blocks": shown_blocks(words.blocks),
            "kinds": [(kind, label, ICONS[kind]) for kind, label in KINDS.items()],
            "empty_blocks": [_shown(Block("__id__", kind), {}) for kind in KINDS],
            "widths": [100, 75, 50, 25],
            "colours": [(name, label) for name, label in zip(COLOURS, _colours(), strict=True)],
        }
    if medium == Medium.KAKAO:
        context |= {
            "buttons": list(words.buttons),
            "button_kinds": list(BUTTON_KINDS.items()),
            "more_buttons": f":{max(0, 5 - len(words.buttons))}",
        }
    return context


def field_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Merge fields by group, each with its label."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in known_fields().values():
        groups.setdefault(str(field.group), []).append((field.name, str(field.label)))
    return list(groups.items())


def shown_blocks(items: Any) -> list[dict[str, Any]]:
    """Blocks for the form, also such as cannot be saved: nothing typed is lost."""
    blocks = [_lenient(item) for item in items if isinstance(item, dict)]
    urls = {name: picture.url for name, picture in pictures_of(blocks, local=True).items()}
    return [_shown(block, urls) for block in blocks]


def _lenient(item: dict[str, Any]) -> Block:
    """A block as it is, or as typed when it is refused."""
    try:
        return read_blocks([item])[0]
    except Refused:  # what is wrong is told beside the form
        kind = item.get("kind") if item.get("kind") in KINDS else "text"
        return Block(
            str(item.get("id", "x"))[:12],
            str(kind),
            when=str(item.get("when", "")),
            html=str(item.get("html", "")),
            picture=str(item.get("picture", "")),
            alt=str(item.get("alt", "")),
            href=str(item.get("href", "")),
            label=str(item.get("label", "")),
            left=_side(item.get("left")),
            right=_side(item.get("right")),
        )


def _side(item: Any) -> Side:
    given = item if isinstance(item, dict) else {}
    return Side(**{name: str(given.get(name, "")) for name in Side.__dataclass_fields__})


def _shown(block: Block, urls: dict[str, str]) -> dict[str, Any]:
    return {
        "block": block,
        "label": KINDS[block.kind],
        "icon": ICONS[block.kind],
        "url": urls.get(block.picture, ""),
        "sides": [
            (name, label, side, urls.get(side.picture, ""))
            for name, label, side in (
                ("left", _("왼쪽"), block.left), ("right", _("오른쪽"), block.right)
            )
        ],
    }  # fmt: skip


def _colours() -> list[str]:
    return [_("파랑"), _("초록"), _("호박색"), _("빨강"), _("보라"), _("회색")]
