"""Text messages and 알림톡 by Solapi's public HTTP API (https://docs.solapi.com).

A batch is a group: made, filled, then sent by one request. Its number is in the journal before it
is sent, so after a crash the group itself says whether it went: never twice.
"""

import hashlib
import hmac
import json
import secrets as random
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.api.outside import Answer, Unreachable, call
from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import (
    FAILED,
    SENT,
    Kind,
    Parcel,
    Result,
    Trouble,
    adapters,
)

HOME = "https://api.solapi.com"
MOST = 10_000  # messages of one request
LARGEST = 8_000_000  # bytes of one answer
ACCEPTED = "2000"
DELIVERED = "4000"
_NO_KAKAO = ("3008", "3018", "3058", "3103", "3104", "3105", "3107", "3108", "3109", "3114")
Call = Callable[[str, str, bytes, dict[str, str], int], Answer]


class SolapiAdapter:
    """`caller` is the registered calling number, `pf_id` the Kakao channel."""

    def __init__(
        self,
        *,
        key: str,
        secret: str,
        caller: str,
        pf_id: str = "",
        home: str = "",
        via: Call = call,
    ) -> None:
        self.key, self.secret, self.caller, self.pf_id = key, secret, caller, pf_id
        self.home, self.via = (home or HOME).rstrip("/"), via

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        pulled = iter(parcels)
        while batch := list(islice(pulled, MOST)):
            yield from self._deliver(batch, journal)

    def _deliver(self, batch: list[Parcel], journal: Journal) -> Iterator[Result]:
        group = self.ask("POST", "/messages/v4/groups", {"allowDuplicates": True})["groupId"]
        added = self.ask(
            "PUT",
            f"/messages/v4/groups/{group}/messages",
            {"messages": [self._message(parcel) for parcel in batch]},
        )
        results = list(_taken(batch, added.get("resultList", ())))
        for result in results:
            journal.begin(result.message_id)
        journal.note("group", group)  # from here on the group may have gone
        self.ask("POST", f"/messages/v4/groups/{group}/send", {})
        yield from results

    def _message(self, parcel: Parcel) -> dict[str, Any]:
        text = parcel.data
        message: dict[str, Any] = {
            "to": parcel.address,
            "from": self.caller,
            "text": text.text,
            "autoTypeDetect": False,
            "customFields": {"id": str(parcel.message_id)},
        }
        if text.template_code:
            options: dict[str, Any] = {
                "pfId": self.pf_id,
                "templateId": text.template_code,
                "disableSms": True,  # our own outbox sends the fallback
                "variables": dict(text.variables),
            }
            if text.buttons:
                options["buttons"] = [dict(button) for button in text.buttons]
            return message | {"type": "ATA", "kakaoOptions": options}
        if text.subject:
            message["subject"] = text.subject
        return message | {"type": text.size.upper() or "SMS"}

    def recover(self, ids: list[int], journal: Journal) -> Iterator[Result]:
        """Ask the group: one still pending never went, any other did."""
        group = journal.notes().get("group")
        if not group:
            return
        info = self.ask("GET", f"/messages/v4/groups/{group}", None)
        if info.get("status") == "PENDING":
            self.ask("DELETE", f"/messages/v4/groups/{group}", None)
            return
        wanted = set(ids)
        for row in self._rows(f"/messages/v4/groups/{group}/messages"):
            message_id = _our_number(row)
            if message_id in wanted:
                yield _result(message_id, row)

    def reports(self, provider_ids: list[str]) -> Iterator[Result]:
        """What has become of messages sent before (대기 rows are left out)."""
        for start in range(0, len(provider_ids), 100):
            some = ",".join(provider_ids[start : start + 100])
            path = f"/messages/v4/list?limit=100&messageIds[in]={some}"
            for row in self._rows(path):
                if report := report_of(row):
                    yield report

    def _rows(self, path: str) -> Iterator[dict[str, Any]]:
        """All messages of a listing, page by page."""
        start = ""
        while True:
            sign = "&" if "?" in path else "?"
            more = f"{sign}limit=500" if "limit=" not in path else ""
            page = self.ask("GET", f"{path}{more}{f'&startKey={start}' if start else ''}", None)
            rows = page.get("messageList") or {}
            yield from rows.values() if isinstance(rows, dict) else rows
            start = page.get("nextKey") or ""
            if not start:
                return

    def probe(self) -> str:
        balance = self.ask("GET", "/cash/v1/balance", None)
        return _t("연결했습니다. 잔액 %(won)s원") % {"won": f"{int(balance.get('balance', 0)):,}"}

    def close(self) -> None:
        pass

    def ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """One signed request; what the other side refuses is trouble of the channel."""
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Authorization": self._signature(), "Content-Type": "application/json"}
        try:
            answer = self.via(method, f"{self.home}{path}", data, headers, LARGEST)
        except Unreachable as error:
            raise Trouble(str(error)) from None
        try:
            said = json.loads(answer.body or b"{}")
        except ValueError:
            raise Trouble(_t("읽을 수 없는 대답을 받았습니다.")) from None
        if answer.code >= 400 or not isinstance(said, dict):
            words = said.get("errorMessage", "") if isinstance(said, dict) else ""
            raise Trouble(
                f"{answer.code} {words}".strip(), needs_person=answer.code in (400, 401, 402, 403)
            )
        return said

    def _signature(self) -> str:
        date, salt = datetime.now(UTC).isoformat(timespec="seconds"), random.token_hex(16)
        signed = hmac.new(self.secret.encode(), f"{date}{salt}".encode(), hashlib.sha256)
        return (
            f"HMAC-SHA256 apiKey={self.key}, date={date}, salt={salt}, "
            f"signature={signed.hexdigest()}"
        )


def _taken(batch: list[Parcel], rows: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
    """What was said to each message; they answer in the order they were given."""
    answered = list(rows)
    for place, parcel in enumerate(batch):
        row = answered[place] if place < len(answered) else {}
        yield _result(parcel.message_id, row)


def _result(message_id: int, row: Mapping[str, Any]) -> Result:
    code, words = str(row.get("statusCode", "")), str(row.get("statusMessage") or "")
    provider_id = str(row.get("messageId") or "")
    if code[:1] in ("1", "3"):
        reason = "no_kakao" if code in _NO_KAKAO else "rejected"
        return Result(message_id, FAILED, reason, f"{code} {words}", provider_id)
    return Result(message_id, SENT, "", f"{code} {words}".strip(), provider_id)


def report_of(row: Mapping[str, Any]) -> Result | None:
    """A final report of one message; None while it is still on its way."""
    code = str(row.get("statusCode", ""))
    if code == ACCEPTED or code[:1] in ("", "2"):
        return None
    outcome = "delivered" if code == DELIVERED else FAILED
    return _result(_our_number(row), row)._replace(outcome=outcome)


def _our_number(row: Mapping[str, Any]) -> int:
    number = str((row.get("customFields") or {}).get("id", ""))
    return int(number) if number.isdecimal() else 0


def made_from(
    settings: Mapping[str, Any], secrets: Mapping[str, str], context: Any
) -> SolapiAdapter:
    key, secret = str(settings.get("api_key", "")), secrets.get("api_secret", "")
    if not key or not secret:
        raise ValueError(_t("API 키와 비밀키를 적어 주세요."))
    return SolapiAdapter(
        key=key,
        secret=secret,
        caller=str(settings.get("caller") or context.sender.phone),
        pf_id=str(settings.get("pf_id", "")),
        home=str(settings.get("home", "")),
    )


adapters.add("solapi")(
    Kind(
        _("솔라피(문자·알림톡)"),
        ("sms", "kakao"),
        made_from,
        settings={
            "api_key": _("API 키"),
            "caller": _("등록한 발신번호"),
            "pf_id": _("카카오 채널 ID(pfId)"),
        },
        secrets={"api_secret": _("API 비밀키"), "webhook_secret": _("웹훅 비밀값")},
        help=_("발신번호는 통신사에 미리 등록해야 합니다(전기통신사업법 제84조의2)."),
    )
)
