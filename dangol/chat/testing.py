"""Chats for tests of this app and of those above."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.chat.identity import Caller, caller_of
from dangol.chat.models import ChatMessage, ChatSite
from dangol.chat.queue import set_ready
from dangol.chat.saying import Words
from dangol.chat.talking import hear_visitor
from dangol.customers.testing import moment

# a Monday, within business hours
MORNING = moment("2026-11-23T10:00")
TOKEN = "visitor-" + "a" * 32


def make_site(name: str = "봄결커피", **values: Any) -> ChatSite:
    return ChatSite.objects.create(
        name=name, **{"origins": "https://shop.example", "keeps_hours": False, **values}
    )


def visitor(site: ChatSite, token: str = TOKEN) -> Caller:
    return caller_of(site, token=token)


def hear(
    site: ChatSite, text: str = "배송비가 얼마예요?", client: str = "c1", *, token: str = TOKEN,
    at: datetime = MORNING,
) -> ChatMessage:  # fmt: skip
    return hear_visitor(site, visitor(site, token), Words(client, text), at=at)


def make_ready(*users: User, at: datetime = MORNING) -> None:
    for user in users:
        set_ready(user, ready=True, at=at)
