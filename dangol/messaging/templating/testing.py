"""Templates for tests of this app and of those above."""

from datetime import date
from typing import Any

from dangol.accounts.models import User
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.models import Template
from dangol.messaging.templating.services import write_template
from dangol.messaging.templating.words import Words

TODAY = date(2026, 11, 28)
TEXT = {"id": "b1", "kind": "text", "html": "<p>안녕하세요, #{호칭}.</p>"}


def make_template(
    owner: User, name: str = "인사", medium: str = Medium.SMS, **values: Any
) -> Template:
    said = {key: values.pop(key) for key in list(values) if key in Words.__dataclass_fields__}
    if medium == Medium.EMAIL:
        said = {"subject": "안녕하세요", "blocks": [TEXT]} | said
    else:
        said = {"body": "안녕하세요, #{호칭}."} | said
    if medium == Medium.KAKAO:
        said = {"fallback": "안녕하세요."} | said
    values = {"kind": "info", "folder": "", "is_shared": True, "today": TODAY} | values
    return write_template(name=name, medium=medium, words=Words(**said), actor=owner, **values)
