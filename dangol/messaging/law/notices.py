"""The words of the notices the law asks for; nothing that promotes may be added (AD-12, AD-13)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from dangol.kit.korean.phones import format_phone
from dangol.messaging.law.marks import OPT_OUT, Party

ACTS = {"give": "동의", "confirm": "동의", "refuse": "거부", "withdraw": "철회"}
MEDIA = {
    "email": "이메일",
    "sms": "문자",
    "kakao": "카카오톡",
    "voice": "전화",
    "post": "우편",
    "fax": "팩스",
}


class Told(NamedTuple):
    """One line of the ledger that is told."""

    medium: str
    act: str
    on: date


class Words(NamedTuple):
    """A notice: a subject for mails, and the text."""

    subject: str
    text: str


def result_notice(party: Party, told: Sequence[Told]) -> Words:
    """Sender, what was asked and on which day, and that it was done (§50⑦, 시행령 §62의2)."""
    lines = [
        f"- {MEDIA[one.medium]} 광고 수신 {ACTS[one.act]}: {_day(one.on)} 접수, 처리 완료"
        for one in told
    ]
    text = "\n".join(
        (
            f"[{party.name}] 광고 수신 의사 처리 결과를 알려 드립니다.",
            *lines,
            f"문의 {format_phone(party.phone)}",
        )
    )
    return Words(f"[{party.name}] 광고 수신 {ACTS[told[0].act]} 처리 결과", text)


def reconfirm_notice(party: Party, told: Sequence[Told]) -> Words:
    """Sender, that and when one agreed, how to keep or take it back (§50⑧, 시행령 §62의3)."""
    lines = [f"- {MEDIA[one.medium]} 광고 수신 동의: {_day(one.on)}" for one in told]
    way = f"{OPT_OUT} {format_phone(party.optout_number or party.phone)}"
    text = "\n".join(
        (
            f"[{party.name}] 광고 수신에 동의하신 사실을 2년마다 알려 드립니다.",
            *lines,
            "계속 받으시려면 따로 하실 일이 없습니다.",
            f"그만 받으시려면 {way}",
        )
    )
    return Words(f"[{party.name}] 광고 수신 동의 확인 안내", text)


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"
