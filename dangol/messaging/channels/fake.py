"""A way out that lets nothing out: it keeps what would have left, and can be told to fail."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import (
    BUSY,
    FAILED,
    SENT,
    Kind,
    Parcel,
    Result,
    Trouble,
    adapters,
    from_journal,
)

MEDIA = ("email", "sms", "kakao", "fax", "post", "voice")


class FakeAdapter:
    """`fail` is busy, reject, no_kakao or down; `delay` waits so many seconds for each.

    `by_address` fails some addresses only. What bounces later is told by tracking.note_bounce.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.fail = str(settings.get("fail", ""))
        self.delay = float(settings.get("delay") or 0)
        self.by_address = dict(settings.get("by_address") or {})

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        for parcel in parcels:
            journal.begin(parcel.message_id)
            time.sleep(self.delay)
            yield self._result(parcel)

    def _result(self, parcel: Parcel) -> Result:
        match self.by_address.get(parcel.address, self.fail):
            case "busy":
                return Result(parcel.message_id, BUSY, "busy", "450 busy")
            case "reject":
                return Result(parcel.message_id, FAILED, "rejected", "550 no such user")
            case "no_kakao":
                return Result(parcel.message_id, FAILED, "no_kakao", "3008")
            case "down":
                raise Trouble("The fake is down.")
        return Result(parcel.message_id, SENT, "", "", f"fake-{parcel.message_id}")

    def recover(self, ids: list[int], journal: Journal) -> Iterator[Result]:
        return from_journal(ids, journal)

    def probe(self) -> str:
        return _t("연습 채널입니다. 아무것도 밖으로 나가지 않습니다.")

    def close(self) -> None:
        pass


adapters.add("fake")(
    Kind(
        _("연습(밖으로 나가지 않음)"),
        MEDIA,
        lambda settings, secrets, context: FakeAdapter(settings),
        settings={},
        secrets={},
        is_live=False,
        help=_("보낸 내용을 이 컴퓨터에만 남깁니다. 설정하기 전에 써 보기 좋습니다."),
    )
)
