"""What a message says, before it is merged for anybody."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Content:
    """The words of one act of sending; texts may hold merge fields.

    `template_code` names an approved 알림톡 template and `buttons` its buttons; `fallback` is the
    text message for those whom KakaoTalk does not reach. `attachments` are pairs of file name and
    storage path. `in_reply_to` and `references` put a mail into its thread, `reply_to` and
    `from_name` replace those of the sender. `automatic` says that no person wrote it, so that no
    machine answers (RFC 3834).
    """

    subject: str = ""
    text: str = ""
    html: str = ""
    template_code: str = ""
    buttons: tuple[Mapping[str, str], ...] = ()
    fallback: str = ""
    attachments: tuple[tuple[str, str], ...] = ()
    in_reply_to: str = ""
    references: str = ""
    reply_to: str = ""
    from_name: str = ""
    automatic: bool = False
    values: Mapping[str, str] | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Content":
        """From JSON; names of other versions are left out."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in stored.items() if name in known}
        for name in ("buttons", "attachments"):
            given[name] = tuple(
                tuple(one) if isinstance(one, list) else one for one in given.get(name, ())
            )
        return cls(**given)
