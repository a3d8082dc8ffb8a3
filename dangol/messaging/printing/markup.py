"""The markup of letters and faxes: `# 제목`, `- 목록`, `---`, `**굵게**`; else plain text."""

import re
from typing import Any

_bold = re.compile(r"\*\*(\S(?:[^*\n]{0,998}\S)?)\*\*")
_item = re.compile(r"[-•]\s+(.*)")


def parts_of(text: str) -> list[dict[str, Any]]:
    """A text as the typst templates take it; empty lines part paragraphs."""
    parts: list[dict[str, Any]] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        line = line.strip()
        special = _special(line)
        if special is None and line:
            lines.append(line)
            continue
        if lines:
            parts.append({"kind": "paragraph", "lines": [_words(each) for each in lines]})
            lines = []
        if special and special["kind"] == "list" and parts and parts[-1]["kind"] == "list":
            parts[-1]["items"] += special["items"]
        elif special:
            parts.append(special)
    return parts


def _special(line: str) -> dict[str, Any] | None:
    if line.startswith("# "):
        return {"kind": "heading", "words": _words(line[2:].strip())}
    if match := _item.fullmatch(line):
        return {"kind": "list", "items": [_words(match[1])]}
    if len(line) >= 3 and not line.strip("-"):
        return {"kind": "rule"}
    return None


def _words(line: str) -> list[list[dict[str, Any]]]:
    """The words of a line, each as pieces that are bold or not."""
    words: list[list[dict[str, Any]]] = [[]]
    for number, text in enumerate(_bold.split(line)):
        for place, piece in enumerate(text.split(" ")):
            if place and words[-1]:
                words.append([])
            if piece:
                words[-1].append({"text": piece, "bold": number % 2 == 1})
    return [word for word in words if word]
