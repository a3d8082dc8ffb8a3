"""The JSON of a mail: which blocks there are and what each may say."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.messaging.blocks.cleaning import clean_line, clean_link, clean_rich
from dangol.messaging.merging import MergeError, compile, only_if

KINDS: dict[str, Any] = {
    "heading": gettext_lazy("제목"),
    "text": gettext_lazy("글"),
    "image": gettext_lazy("그림"),
    "button": gettext_lazy("단추"),
    "divider": gettext_lazy("나눔"),
    "columns": gettext_lazy("두 칸"),
    "customer": gettext_lazy("고객정보"),
    "footer": gettext_lazy("바닥글"),
}
ICONS = {
    "heading": "heading", "text": "type", "image": "image", "button": "rectangle-horizontal",
    "divider": "minus", "columns": "columns-2", "customer": "user-round", "footer": "panel-bottom",
}  # fmt: skip
ALIGNS = ("left", "center")
MOST_BLOCKS, LONGEST = 80, 50_000
_id = re.compile(r"[a-z0-9]{1,12}")
_hash = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Side:
    """One of two columns: a picture, a text and a button, each may be missing."""

    picture: str = ""
    alt: str = ""
    html: str = ""
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class Block:
    """One part of a mail. `when` is the condition under which a customer gets it; fields that a
    kind does not use are empty. `picture` is the hash of an uploaded picture.
    """

    id: str
    kind: str
    when: str = ""
    html: str = ""
    level: int = 1
    align: str = "left"
    picture: str = ""
    alt: str = ""
    href: str = ""
    label: str = ""
    width: int = 100
    fields: tuple[str, ...] = ()
    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)

    @property
    def pictures(self) -> list[str]:
        return [each for each in (self.picture, self.left.picture, self.right.picture) if each]


class WrongBlock(Refused):
    """A block that cannot be sent; names it by number and kind."""

    def __init__(self, number: int, kind: str, message: str) -> None:
        self.number = number
        super().__init__(
            _("%(n)d번째 블록(%(kind)s): %(message)s")
            % {"n": number, "kind": KINDS.get(kind, kind), "message": message}
        )


def read_blocks(data: Any) -> tuple[Block, ...]:
    """Blocks from JSON or a form, cleaned; Refused names the block and the remedy."""
    if not isinstance(data, list):
        raise Refused(_("메일은 블록의 목록이어야 합니다."))
    if len(data) > MOST_BLOCKS:
        raise Refused(_("블록은 %(n)d개까지 넣을 수 있습니다.") % {"n": MOST_BLOCKS})
    blocks = tuple(_block(number, item) for number, item in enumerate(data, 1))
    if len({block.id for block in blocks}) != len(blocks):
        raise Refused(_("같은 블록이 두 번 들어 있습니다. 하나를 지우고 다시 저장하세요."))
    return blocks


def dump_blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """As JSON, without what is empty."""
    empty = asdict(Block("", "text"))
    return [
        {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(block).items()
            if name in ("id", "kind") or value != empty[name]
        }
        for block in blocks
    ]


def _block(number: int, item: Any) -> Block:
    kind = str(item.get("kind"))[:20] if isinstance(item, Mapping) else ""
    if kind not in KINDS:
        raise WrongBlock(number, kind, _("이런 블록은 없습니다."))
    said = {name: _text(item, name) for name in ("when", "html", "alt", "href", "label")}
    if len(said["html"]) > LONGEST:
        raise WrongBlock(number, kind, _("글이 너무 깁니다. 나누어 적으세요."))
    rich = clean_line if kind == "heading" else clean_rich
    block = Block(
        id=item["id"] if _id.fullmatch(str(item.get("id", ""))) else f"b{number}",
        kind=kind,
        when=clean(said["when"].replace("[", "").replace("]", ""))[:200],
        html=rich(said["html"]),
        level=2 if str(item.get("level")) == "2" else 1,
        align=item["align"] if item.get("align") in ALIGNS else "left",
        picture=_picture(item),
        alt=clean(said["alt"])[:200],
        href=_link(number, kind, said["href"]),
        label=clean(said["label"])[:100],
        width=_width(item.get("width")),
        fields=_fields(item.get("fields")),
        left=_side(number, kind, item.get("left")),
        right=_side(number, kind, item.get("right")),
    )
    _check_texts(number, block)
    return block


def refuse_unfinished(blocks: tuple[Block, ...]) -> None:
    """What may be kept as a draft but not be sent: no text, no alternative text, no address."""
    if not any(block.kind not in ("divider", "footer") for block in blocks):
        raise Refused(_("메일이 비어 있습니다. 블록을 하나 넣으세요."))
    for number, block in enumerate(blocks, 1):
        if message := _unfinished(block):
            raise WrongBlock(number, block.kind, message)


def _unfinished(block: Block) -> str:
    alone = (block.picture, block.alt) if block.kind == "image" else ("", "")
    if block.kind == "image" and not block.picture:
        return _("그림을 올려 주세요.")
    for picture, alt in (
        alone, (block.left.picture, block.left.alt), (block.right.picture, block.right.alt)
    ):  # fmt: skip
        if picture and not alt:
            return _("그림의 대체 글을 적어 주세요. 그림이 안 보이는 고객이 대신 읽습니다.")
    if block.kind == "button" and not (block.label and block.href):
        return _("단추의 글과 이어질 주소를 적어 주세요.")
    for side in (block.left, block.right):
        if bool(side.label) != bool(side.href):
            return _("단추의 글과 이어질 주소를 함께 적어 주세요.")
    if block.kind in ("heading", "text") and not block.html:
        return _("글을 적거나 블록을 지우세요.")
    if block.kind == "customer" and not block.fields:
        return _("보여 줄 항목을 하나 이상 고르세요.")
    return ""


def _check_texts(number: int, block: Block) -> None:
    """A merge error is told by its block: lines of HTML would mean nothing to its writer."""
    sides = [
        text for side in (block.left, block.right) for text in (side.html, side.label, side.href)
    ]
    try:
        for text in (block.html, block.alt, block.label, block.href, *sides):
            compile(text, escape="html")
        if block.when:
            compile(only_if(block.when, ""))
    except MergeError as error:
        raise WrongBlock(number, block.kind, error.message) from error


def _side(number: int, kind: str, item: Any) -> Side:
    if kind != "columns" or not isinstance(item, Mapping):
        return Side()
    return Side(
        picture=_picture(item),
        alt=clean(_text(item, "alt"))[:200],
        html=clean_rich(_text(item, "html"))[:LONGEST],
        label=clean(_text(item, "label"))[:100],
        href=_link(number, kind, _text(item, "href")),
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    return clean_text(value) if isinstance(value, str) else ""


def _link(number: int, kind: str, text: str) -> str:
    href = clean_link(text[:2000])
    if text and not href:
        raise WrongBlock(
            number, kind, _("‘%(text)s’은(는) 갈 수 없는 주소입니다. 예: https://example.com")
            % {"text": text[:60]},
        )  # fmt: skip
    return href


def _picture(item: Mapping[str, Any]) -> str:
    value = str(item.get("picture", ""))
    return value if _hash.fullmatch(value) else ""


def _width(value: Any) -> int:
    return int(value) if str(value) in ("25", "50", "75", "100") else 100


def _fields(value: Any) -> tuple[str, ...]:
    names = value if isinstance(value, list | tuple) else []
    return tuple(dict.fromkeys(clean(str(name))[:50] for name in names[:20] if str(name).strip()))
