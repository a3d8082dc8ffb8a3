"""Passwords and keys of other systems: encrypted at rest, or only named and kept outside."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from dangol.kit.errors import Refused

OUTSIDE = "env:"


def seal(values: Mapping[str, str]) -> str:
    """Encrypt with the installation's key; nothing for nothing."""
    given = {name: value for name, value in values.items() if value}
    return _box().encrypt(json.dumps(given).encode()).decode() if given else ""


def unseal(sealed: str) -> dict[str, str]:
    """The values again; one written `env:NAME` is read from the environment each time."""
    if not sealed:
        return {}
    try:
        values = json.loads(_box().decrypt(sealed.encode()))
    except InvalidToken:
        message = _("저장된 비밀번호를 읽을 수 없습니다. 채널 설정에서 다시 적어 주세요.")
        raise Refused(message) from None
    return {name: _from_outside(value) for name, value in values.items()}


def _from_outside(value: str) -> str:
    if not value.startswith(OUTSIDE):
        return value
    name = value.removeprefix(OUTSIDE)
    if name not in os.environ:
        message = _("환경 변수 %(name)s이(가) 없습니다. 서버에 넣거나 값을 직접 적어 주세요.")
        raise Refused(message % {"name": name})
    return os.environ[name]


def _box() -> Fernet:
    key = hashlib.blake2b(
        settings.SECRET_KEY.encode(), digest_size=32, person=b"dangol-channels"[:16]
    )
    return Fernet(base64.urlsafe_b64encode(key.digest()))
