"""Voices for tests of this app and of those above."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.customers.testing import moment
from dangol.voc.collecting import propose
from dangol.voc.models import Voice
from dangol.voc.registry import Found
from dangol.voc.services import hear_voice

# a Monday
MORNING = moment("2026-11-23T09:00")


def make_voice(
    owner: User | None, text: str = "배송이 너무 늦어요.", kind: str = "complaint", *,
    at: datetime = MORNING, **values: Any,
) -> Voice:  # fmt: skip
    return hear_voice(text=text, kind=kind, occurred_at=at, owner=owner, actor=owner, **values)


def propose_voice(
    owner: User | None, text: str = "배송이 너무 늦어요.", source: str = "ticket:1", **values: Any
) -> Voice:
    found = Found(source, text, MORNING, "phone", owner_id=owner.pk if owner else None)
    propose([found._replace(**values)])
    return Voice.objects.get(source=source)
