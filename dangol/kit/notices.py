"""Telling people something from an app that stands below or beside the bell."""

from dataclasses import dataclass

from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeGiven(Event):
    """These people should read this line; the workspace puts it into their bells."""

    user_ids: list[int]
    text: str
    url: str = ""
