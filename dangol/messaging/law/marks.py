"""What an advertisement must say, put there by the server; other ways to say it are refused.

AD-06 to AD-11 (정보통신망법 §50④⑥, 시행령 별표 6).
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from django.utils.translation import gettext as _

from dangol.kit.korean.phones import format_phone

MARK = "(광고)"
OPT_OUT = "무료수신거부"

_marked = re.compile(r"\(광고\)")
# 광고 or AD in whatever brackets, quotes or spaces, also with a word before it: (대출광고)
_variant = re.compile(
    r"""[(\[{<（［｛〔【〈《「『"'“‘]\s*[^\s()\[\]{}<>]{0,6}["'“‘]?(?:광[\s./·ㆍ\-_*|]*고|AD)["'”’]?\s*"""
    r"""[)\]}>）］｝〕】〉》」』"'”’]|^\s*광\s*고\s*[)\]】〉》:：]|^\s*AD\s*[)\]:]""",
    re.IGNORECASE | re.VERBOSE,
)
_invisible = re.compile(r"[\u00a0\u00ad\u180e\u200b-\u200f\u202a-\u202f\u2060-\u2064\u3164\ufeff]")


class Party(NamedTuple):
    """Who advertises, as the law wants it said."""

    name: str
    phone: str
    optout_number: str = ""
    email: str = ""
    address: str = ""


def is_marked(text: str) -> bool:
    """Whether a text begins exactly with (광고), nothing before it, nothing inside (AD-09)."""
    return text.startswith(MARK)


def strange_marks(text: str) -> list[str]:
    """Marks that are no (광고) but look like one, as typed; also (광고) with something before it.

    A text that begins with the right mark is fine: it is not set twice.
    """
    body = text.removeprefix(MARK)
    found = [match[0].strip() for match in _variant.finditer(body)]
    plain = normalize("NFKC", _invisible.sub("", body))
    if plain != body:
        found += [match[0].strip() for match in _variant.finditer(plain)]
    return list(dict.fromkeys(found))


def missing_of(party: Party, medium: str) -> list[str]:
    """What the sender profile lacks for an advertisement on this medium (AD-06, AD-07, AD-11)."""
    wanted = {_("전송자 명칭"): party.name, _("연락처"): party.phone}
    if medium == "email":
        wanted |= {_("보내는 이메일"): party.email, _("주소"): party.address}
    elif medium != "post":
        wanted[_("무료수신거부 번호")] = party.optout_number
    return [label for label, value in wanted.items() if not value]


def subject_of(subject: str, kind: str) -> str:
    """The subject of a mail: an advertisement begins with (광고) (AD-07)."""
    return f"{MARK} {subject.removeprefix(MARK).lstrip()}" if kind == "ad" else subject


def text_message(body: str, party: Party, kind: str, *, caller: str = "") -> str:
    """The whole text of an SMS, LMS or Kakao advertisement (AD-08).

    (광고), the sender and, unless it is the calling number, the contact; at the end how to refuse
    at no cost.
    """
    if kind != "ad":
        return body
    contact = "" if party.phone == caller else f" {format_phone(party.phone)}"
    body = body.removeprefix(MARK).lstrip()
    return f"{MARK}{party.name}{contact}\n{body}\n{OPT_OUT} {format_phone(party.optout_number)}"


class MailFooter(NamedTuple):
    """Who sends and how to refuse, in Korean and English (AD-07)."""

    text: str
    html: str


def mail_footer(party: Party, link: str) -> MailFooter:
    """The end of an advertising mail: name, e-mail, telephone, address, one link to refuse."""
    lines = (f"{party.name} | {party.email} | {format_phone(party.phone)}", party.address)
    korean = "더 이상 받지 않으시려면 무료수신거부를 눌러 주세요."
    english = "To stop receiving these e-mails free of charge, click Unsubscribe."
    text = "\n".join(("", "--", *lines, f"{korean}", f"{english}", link))
    html = (
        '<div style="margin-top:32px;padding-top:16px;border-top:1px solid #ddd;'
        'font-size:12px;line-height:1.6;color:#666">'
        f"{_escaped(lines[0])}<br>{_escaped(lines[1])}<br>"
        f'{korean} <a href="{link}" style="color:#666">{OPT_OUT}</a><br>'
        f'{english} <a href="{link}" style="color:#666">Unsubscribe</a></div>'
    )
    return MailFooter(text, html)


class FaxMarks(NamedTuple):
    """What stands at the top and the foot of a fax, and how large the foot must at least be."""

    top: str
    foot: str
    foot_ratio: float


def fax_marks(party: Party, ratio: float) -> FaxMarks:
    """Set mark, name, telephone and address on top of a fax, free refusal below (AD-10)."""
    top = f"{MARK} {party.name} | {format_phone(party.phone)} | {party.address}"
    return FaxMarks(top, f"{OPT_OUT} {format_phone(party.optout_number)}", ratio)


def call_opening(party: Party, collected: str) -> str:
    """What is said first on a sales call: that it is one, who calls, where the number is from.

    AD-10 and AD-20 (방문판매법 §42).
    """
    return _(
        "광고 전화입니다. %(name)s에서 전화드렸습니다. 연락처는 %(source)s에서 받았습니다. "
        "원하지 않으시면 지금 거절하시거나 %(number)s번으로 무료로 거부하실 수 있습니다."
    ) % {
        "name": party.name,
        "source": collected or _("고객님의 동의"),
        "number": format_phone(party.optout_number or party.phone),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
