"""Seeing personal data is an act of its own: every page, list, export and API read says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from dangol.kit.events import Event, publish

ACTS = ("view", "list", "search", "reveal", "export", "print", "api")


@dataclass(frozen=True, kw_only=True)
class PersonalDataSeen(Event):
    """Somebody saw these people's data (접속기록, 개인정보의 안전성 확보조치 기준 §8)."""

    act: str
    model: str
    record_ids: list[int]
    reason: str
    address: str


def seen(
    request: HttpRequest, act: str, model: type[Any], ids: Iterable[int], *, reason: str = ""
) -> None:
    """Announce that the signed-in user now sees these records; nothing for an empty list."""
    if record_ids := list(ids):
        with transaction.atomic():  # one for all who listen
            publish(
                PersonalDataSeen(
                    act=act,
                    model=model._meta.label_lower,
                    record_ids=record_ids,
                    reason=reason,
                    address=client_address(request),
                    actor_id=request.user.pk,
                )
            )


def client_address(request: HttpRequest) -> str:
    """Where the request came from: the peer itself, which `serve` sets from a trusted proxy."""
    return str(request.META.get("REMOTE_ADDR", ""))
