"""What a template says, checked for its medium before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.messaging.blocks.cleaning import clean_link
from dangol.messaging.blocks.document import dump_blocks, read_blocks
from dangol.messaging.blocks.plaintext import mail_text
from dangol.messaging.blocks.rendering import mail_html
from dangol.messaging.law.letters import as_sent
from dangol.messaging.law.marks import strange_marks
from dangol.messaging.law.statutes import Statute
from dangol.messaging.merging import Compiled, MergeError, compile
from dangol.messaging.merging.queries import refuse_unknown
from dangol.messaging.senders.models import Medium

LONGEST = 100_000
# what a button of an 알림톡 does; only those that need nothing but an address or nothing at all
BUTTON_KINDS = {
    "WL": gettext_lazy("웹 링크"),
    "DS": gettext_lazy("배송 조회"),
    "BK": gettext_lazy("봇 키워드"),
    "MD": gettext_lazy("메시지 전달"),
}


@dataclass(frozen=True)
class Words:
    """The fields of a version; which of them count depends on the medium."""

    subject: str = ""
    body: str = ""
    blocks: Any = ()
    plain: str = ""
    buttons: Any = ()
    fallback: str = ""

    def stored(self) -> dict[str, Any]:
        """As columns of a version."""
        return {
            "subject": self.subject,
            "body": self.body,
            "blocks": list(self.blocks),
            "plain": self.plain,
            "buttons": list(self.buttons),
            "fallback": self.fallback,
        }


def checked_words(medium: str, words: Words, statute: Statute) -> Words:
    """The words tidied; ValidationError by field says what cannot be sent on this medium.

    Refuses merge errors and unknown fields (with the place in the text), imitations of (광고),
    resident numbers, letters a text message cannot carry, and unreadable blocks.
    """
    words = _tidied(medium, words)
    errors: dict[str, str] = {}
    for name, check in _CHECKS.items():
        try:
            check(medium, words, statute)
        except (Refused, ValidationError) as error:
            messages = getattr(error, "messages", None) or [str(error)]
            errors.setdefault(name, " ".join(messages))
    if errors:
        raise ValidationError(errors)
    if medium == Medium.EMAIL:
        return replace(words, blocks=dump_blocks(read_blocks(list(words.blocks))))
    return words


def compiled(medium: str, words: Words) -> dict[str, Compiled]:
    """Every text of a version read, by its name: subject, body, html, plain, fallback, buttons."""
    exact = medium == Medium.KAKAO
    texts = {
        "subject": compile(words.subject),
        "body": compile(words.body, exact=exact),
        "fallback": compile(words.fallback),
    }
    for number, button in enumerate(words.buttons):
        for key in ("name", "url", "url_pc"):
            texts[f"button{number}.{key}"] = compile(button.get(key, ""), exact=exact)
    if medium == Medium.EMAIL:
        blocks = read_blocks(list(words.blocks))
        texts["html"] = compile(mail_html(blocks, {}), escape="html")
        texts["plain"] = compile(words.plain or mail_text(blocks))
    return texts


def fields_of(medium: str, words: Words) -> frozenset[str]:
    """Every field the words ask for."""
    return frozenset().union(*(text.fields for text in compiled(medium, words).values()))


def lacking(texts: Mapping[str, Compiled], values: Mapping[str, str]) -> list[str]:
    """The fields that keep this customer from getting the message, each once."""
    return list(dict.fromkeys(name for text in texts.values() for name in text.lacks(values)))


def _tidied(medium: str, words: Words) -> Words:
    mail, kakao = medium == Medium.EMAIL, medium == Medium.KAKAO
    return Words(
        subject=clean(words.subject),
        body="" if mail else clean_text(words.body),
        blocks=words.blocks if mail else (),
        plain=clean_text(words.plain) if mail else "",
        buttons=tuple(map(_button, words.buttons)) if kakao else (),
        fallback=clean_text(words.fallback) if kakao else "",
    )


def _button(item: Any) -> dict[str, str]:
    item = item if isinstance(item, Mapping) else {}
    kind = str(item.get("kind", "WL"))
    made = {
        "kind": kind if kind in BUTTON_KINDS else "WL",
        "name": clean(str(item.get("name", ""))),
    }
    if made["kind"] == "WL":
        made |= {key: clean_link(clean(str(item.get(key, "")))[:500]) for key in ("url", "url_pc")}
    return {key: value for key, value in made.items() if value}


def _check_subject(medium: str, words: Words, statute: Statute) -> None:
    if medium == Medium.EMAIL and not words.subject:
        raise Refused(_("제목을 적어 주세요."))
    if len(words.subject) > 200:
        raise Refused(_("제목은 200자까지 적을 수 있습니다."))
    if medium == Medium.SMS and as_sent(words.subject).size > statute.lms_subject_bytes:
        raise Refused(
            _("긴 문자의 제목은 %(n)d바이트까지입니다.") % {"n": statute.lms_subject_bytes}
        )
    _check_text(words.subject, carries_all=medium != Medium.SMS)


def _check_body(medium: str, words: Words, statute: Statute) -> None:
    if medium == Medium.EMAIL:
        return
    if not words.body:
        raise Refused(_("내용을 적어 주세요."))
    if len(words.body) > LONGEST:
        raise Refused(_("내용은 10만 자까지 적을 수 있습니다."))
    if medium == Medium.SMS and as_sent(words.body).size > statute.lms_bytes:
        raise Refused(
            _("문자는 %(n)s바이트까지 보낼 수 있습니다.") % {"n": f"{statute.lms_bytes:,}"}
        )
    if medium == Medium.KAKAO and len(words.body) > statute.alimtalk_chars:
        raise Refused(_("알림톡은 %(n)s자까지입니다.") % {"n": f"{statute.alimtalk_chars:,}"})
    _check_text(words.body, carries_all=medium != Medium.SMS, exact=medium == Medium.KAKAO)


def _check_blocks(medium: str, words: Words, statute: Statute) -> None:
    if medium != Medium.EMAIL:
        return
    blocks = read_blocks(list(words.blocks))
    text = mail_text(blocks)
    _check_text(text)
    refuse_unknown(compile(mail_html(blocks, {}), escape="html"))


def _check_plain(medium: str, words: Words, statute: Statute) -> None:
    if len(words.plain) > LONGEST:
        raise Refused(_("내용은 10만 자까지 적을 수 있습니다."))
    _check_text(words.plain)


def _check_buttons(medium: str, words: Words, statute: Statute) -> None:
    if len(words.buttons) > statute.alimtalk_buttons:
        raise Refused(_("단추는 %(n)d개까지입니다.") % {"n": statute.alimtalk_buttons})
    for button in words.buttons:
        name = button.get("name", "")
        if not 0 < len(name) <= 14:
            raise Refused(_("단추 이름은 14자까지 적어 주세요."))
        if button["kind"] == "WL" and not button.get("url"):
            raise Refused(
                _("‘%(name)s’ 단추가 갈 주소를 https://로 시작하게 적어 주세요.") % {"name": name}
            )
        for key in ("name", "url", "url_pc"):
            _check_text(button.get(key, ""), exact=True)


def _check_fallback(medium: str, words: Words, statute: Statute) -> None:
    if medium != Medium.KAKAO:
        return
    if not words.fallback:
        raise Refused(
            _("대체 문자를 적어 주세요. 알림톡이 닿지 않는 고객에게 이 글이 문자로 갑니다.")
        )
    if as_sent(words.fallback).size > statute.lms_bytes:
        raise Refused(
            _("문자는 %(n)s바이트까지 보낼 수 있습니다.") % {"n": f"{statute.lms_bytes:,}"}
        )
    _check_text(words.fallback, carries_all=False)


def _check_text(text: str, *, carries_all: bool = True, exact: bool = False) -> None:
    """Merge language, its fields, the mark of advertisements, resident numbers, letters."""
    if not text:
        return
    try:
        refuse_unknown(compile(text, exact=exact))
    except MergeError as error:
        raise Refused(str(error)) from error
    if strange := strange_marks(text):
        raise Refused(
            _("‘%(mark)s’은(는) 쓸 수 없습니다. (광고) 표시는 보낼 때 자동으로 붙습니다.")
            % {"mark": strange[0][:30]}
        )
    refuse_resident_number(text)
    if not carries_all and (lost := as_sent(text).lost):
        raise Refused(
            _("문자로 보낼 수 없는 글자입니다: %(lost)s. 다른 글자로 바꾸세요.")
            % {"lost": " ".join(lost[:10])}
        )


_CHECKS = {
    "subject": _check_subject,
    "body": _check_body,
    "blocks": _check_blocks,
    "plain": _check_plain,
    "buttons": _check_buttons,
    "fallback": _check_fallback,
}
