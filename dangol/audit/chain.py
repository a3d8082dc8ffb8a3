"""The chain of accesses: what is hashed, and how a broken link is found."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from dangol.audit.models import Checkpoint


def link(before: str, values: Iterable[Any]) -> str:
    """The hash of a row: of the hash before it and the row's values in one canonical text."""
    text = json.dumps([_plain(value) for value in values], ensure_ascii=True, separators=(",", ":"))
    return sha256(f"{before}{text}".encode()).hexdigest()


def digest(values: Any) -> str:
    """A hash of JSON values that does not depend on the order of their keys."""
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def sign(checkpoint: Checkpoint, key: Any = None) -> str:
    """A signature that only this installation can make; it needs the secret key."""
    text = f"{checkpoint.last_id} {checkpoint.last_hash} {checkpoint.rows}"
    return salted_hmac("dangol.audit", text, secret=key, algorithm="sha256").hexdigest()


def is_signed(checkpoint: Checkpoint) -> bool:
    """Whether this installation signed it, with its key or one it had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(sign(checkpoint, key), checkpoint.signature) for key in keys)


def _plain(value: Any) -> Any:
    """A moment as UTC text, whatever zone the database answered in."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
