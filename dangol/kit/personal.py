"""Seeing personal data is an act of its own: every page, list, export and API read says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dangol.kit.events import Event, publish
from dangol.kit.korean.identifiers import find_resident_number

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


def refuse_resident_number(text: str) -> str:
    """The text, unless somebody wrote a resident number into it (개인정보 보호법 §24의2)."""
    if find_resident_number(text):
        raise ValidationError(
            _("주민등록번호는 저장할 수 없습니다. 번호를 지우고 다시 저장해 주세요.")
        )
    return text
