"""What is checked about a message before anybody gets it: the list beside the send button."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from dangol.codes import preferences
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.messaging.content import Content
from dangol.messaging.law.letters import as_sent, size_of
from dangol.messaging.law.marks import Party, missing_of, strange_marks, text_message
from dangol.messaging.law.statutes import Statute
from dangol.messaging.law.words import promotional_words
from dangol.messaging.merging import Compiled, compile
from dangol.messaging.merging.queries import refuse_unknown, samples
from dangol.messaging.outbox.models import Kind
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.models import Channel, Medium, SenderProfile

BLOCKED, LOOK, FINE = "blocked", "look", "fine"
_tags = re.compile(r"<style.*?</style>|<[^>]*>", re.S | re.I)
_fields = re.compile(r"#\{[^}]*\}|\{\{.*?\}\}")


class NeedsConfirmation(Refused):
    """Words that promote stand in a message said to be none (AD-18)."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        super().__init__(
            _(
                "홍보로 보이는 낱말이 있습니다: %(words)s. 광고성으로 보내거나, 광고가 아님을 "
                "확인하고 다시 보내 주세요."
            )
            % {"words": ", ".join(words)}
        )


@dataclass(frozen=True)
class Check:
    """One line of the list: blocked, to be looked at, or fine; `rule` is its id in the law."""

    level: str
    title: str
    text: str = ""
    rule: str = ""


@dataclass
class Checked:
    """The whole list, and the compiled texts when nothing is blocked."""

    checks: list[Check] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, level: str, title: str, text: str = "", rule: str = "") -> None:
        self.checks.append(Check(level, title, text, rule))

    @property
    def blocked(self) -> list[Check]:
        return [check for check in self.checks if check.level == BLOCKED]


def party_of(sender: SenderProfile) -> Party:
    """The sender as the law's functions know it."""
    return Party(sender.name, sender.phone, sender.optout_number, sender.email, sender.address)


def check(
    content: Content,
    *,
    kind: str,
    medium: str,
    sender: SenderProfile,
    channel: Channel | None,
    statute: Statute,
) -> Checked:
    """Everything that can be said before recipients are known, worst first."""
    found = Checked()
    _check_channel(found, channel, statute)
    texts = [content.subject, content.text, plain_of(content.html), content.fallback]
    _check_content(found, content, medium)
    if kind == Kind.AD:
        _check_ad(found, content, medium, sender, texts)
    else:
        _check_no_ad(found, texts)
    if medium == Medium.KAKAO:
        _check_kakao(found, content, kind, statute)
    elif medium == Medium.SMS:
        _check_letters(found, content.text, kind, sender, statute)
    order = [BLOCKED, LOOK, FINE]
    found.checks.sort(key=lambda line: order.index(line.level))
    return found


def _check_channel(found: Checked, channel: Channel | None, statute: Statute) -> None:
    if channel is None:
        found.add(BLOCKED, _("이 매체의 채널이 없습니다. 발신 프로필에서 만들어 주세요."))
        return
    if not channel.is_live:
        found.add(
            LOOK,
            _("아무것도 밖으로 나가지 않습니다"),
            _("연습 채널입니다. 보낸 내용은 이 컴퓨터에만 남습니다."),
        )
    processor = channel.processor
    certified = processor is not None and processor.certificate
    if channel.is_live and channel.medium in ("sms", "kakao") and statute.certified_resender:
        if certified:
            found.add(FINE, _("전송자격인증 사업자"), rule="AD-16")
        else:
            text = _("대량 문자는 인증받은 문자재판매사에 맡겨야 합니다(제50조의3).")
            found.add(LOOK, _("전송자격인증 번호가 없습니다"), text, "AD-16")
    if processor and processor.is_abroad:
        found.add(LOOK, _("국외 수탁자를 거칩니다"), str(processor), "PI-21")


def _check_content(found: Checked, content: Content, medium: str) -> None:
    if medium == Medium.EMAIL and not clean(content.subject):
        found.add(BLOCKED, _("제목을 적어 주세요."))
    if not (content.text.strip() or plain_of(content.html).strip()):
        text = _("내용을 글로 적어 주세요. 그림만으로는 보낼 수 없습니다.")
        found.add(BLOCKED, text, rule="AD-08")
    given = (content.values or {}).keys()
    for text, escape in (
        (content.subject, "text"),
        (content.text, "text"),
        (content.html, "html"),
        (content.fallback, "text"),
    ):
        try:
            compiled = read(text, escape)
            refuse_unknown(replace(compiled, fields=compiled.fields - given))
        except Refused as error:
            found.add(BLOCKED, str(error))
    try:
        refuse_resident_number(f"{content.subject} {content.text} {plain_of(content.html)}")
    except Exception as error:  # a ValidationError whose message names the remedy
        found.add(BLOCKED, " ".join(getattr(error, "messages", [str(error)])))


def _check_ad(
    found: Checked, content: Content, medium: str, sender: SenderProfile, texts: list[str]
) -> None:
    if missing := missing_of(party_of(sender), medium):
        text = _("발신 프로필에 채워 주세요: %(names)s") % {"names": ", ".join(missing)}
        found.add(BLOCKED, _("광고에 꼭 밝혀야 할 것이 빠졌습니다"), text, "AD-06")
    else:
        found.add(FINE, _("전송자 명칭·연락처·수신 거부 방법을 넣습니다"), rule="AD-06")
    if odd := [mark for text in texts for mark in strange_marks(text)]:
        text = _("지워 주세요: %(marks)s. (광고) 표시는 단골이 정해진 자리에 넣습니다.")
        found.add(BLOCKED, _("쓸 수 없는 광고 표시"), text % {"marks": ", ".join(odd)}, "AD-09")
    else:
        found.add(FINE, _("첫머리에 (광고)를 붙입니다"), rule="AD-07, AD-08")


def _check_no_ad(found: Checked, texts: list[str]) -> None:
    if odd := [mark for text in texts for mark in strange_marks(f" {text}")]:
        text = _("광고 표시가 있습니다: %(marks)s. 광고라면 성격을 광고성으로 고르세요.")
        marks = {"marks": ", ".join(odd)}
        found.add(BLOCKED, _("광고성이 아니라고 했습니다"), text % marks, "AD-09")
    found.words = promotional_words(*texts)
    if found.words and not preferences.get(MessagingPreferences).non_profit:
        text = _("하나라도 홍보가 섞이면 전체가 광고입니다: %(words)s")
        words = {"words": ", ".join(found.words)}
        found.add(LOOK, _("홍보로 보이는 낱말"), text % words, "AD-18")
    elif found.words:
        found.add(FINE, _("비영리 단체의 통상 활동으로 봅니다"), rule="AD-19")
    else:
        found.add(FINE, _("홍보 낱말이 없습니다"), rule="AD-18")


def _check_kakao(found: Checked, content: Content, kind: str, statute: Statute) -> None:
    if kind == Kind.AD:
        found.add(BLOCKED, _("알림톡으로는 광고를 보낼 수 없습니다."), "", "AD-18")
    if not content.template_code:
        found.add(BLOCKED, _("검수를 통과한 알림톡 템플릿을 골라 주세요."))
    if len(content.text) > statute.alimtalk_chars:
        found.add(BLOCKED, _("알림톡은 %(n)d자까지입니다.") % {"n": statute.alimtalk_chars})
    if len(content.buttons) > statute.alimtalk_buttons:
        found.add(BLOCKED, _("단추는 %(n)d개까지입니다.") % {"n": statute.alimtalk_buttons})
    if not content.fallback.strip():
        text = _("카카오톡을 쓰지 않거나 막은 고객에게는 아무것도 가지 않습니다.")
        found.add(LOOK, _("대체 문자가 없습니다"), text)


def _check_letters(
    found: Checked, text: str, kind: str, sender: SenderProfile, statute: Statute
) -> None:
    """The literal letters, and the price class with sample values in the fields."""
    if lost := as_sent(_fields.sub("", text)).lost:
        found.add(BLOCKED, _("문자로 보낼 수 없는 글자가 있습니다: %(signs)s") % {"signs": lost})
    try:
        merged = read(text).render(samples())
    except Exception:  # what cannot be read was said already
        return
    whole = text_message(merged, party_of(sender), kind, caller=sender.phone)
    letters = as_sent(whole)
    size = size_of(letters.size, statute)
    if not size:
        found.add(
            BLOCKED,
            _("%(n)d바이트까지 보낼 수 있습니다. 지금 %(now)d바이트입니다.")
            % {"n": statute.lms_bytes, "now": letters.size},
        )
    elif size == "lms":
        text = _("%(now)d바이트라서 긴 문자 요금입니다. %(n)d바이트까지 짧은 문자입니다.")
        sizes = {"now": letters.size, "n": statute.sms_bytes}
        found.add(LOOK, _("긴 문자(LMS)로 나갑니다"), text % sizes)
    else:
        found.add(FINE, _("짧은 문자(SMS) %(n)d바이트") % {"n": letters.size})


def read(text: str, escape: str = "text") -> Compiled:
    """Compile a text once; the same text again costs nothing."""
    return compile(text, escape="html" if escape == "html" else "text")


def plain_of(html: str) -> str:
    """The words of a page, for the linter."""
    return _tags.sub(" ", html)
