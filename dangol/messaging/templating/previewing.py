"""How a message will look to one customer, before anybody sends it."""

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.codes.company import company
from dangol.customers.models import Customer
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone
from dangol.messaging.blocks.document import Block, read_blocks, refuse_unfinished
from dangol.messaging.blocks.plaintext import mail_text
from dangol.messaging.blocks.queries import pictures_of
from dangol.messaging.blocks.rendering import LARGEST, mail_html
from dangol.messaging.law.letters import as_sent, size_of
from dangol.messaging.law.marks import (
    Party,
    fax_marks,
    mail_footer,
    missing_of,
    subject_of,
    text_message,
)
from dangol.messaging.law.statutes import Statute, statute_on
from dangol.messaging.law.words import promotional_words
from dangol.messaging.merging import MergeError, compile
from dangol.messaging.merging.formats import long_day
from dangol.messaging.merging.queries import facts_of, masked, samples
from dangol.messaging.outbox.models import Kind
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.printing import letters
from dangol.messaging.printing.fax import Fax, fax_pages
from dangol.messaging.printing.labels import Label
from dangol.messaging.printing.letters import Letter, Letterhead
from dangol.messaging.printing.queries import ADDRESS, addressees_of, sample_addressee, sample_name
from dangol.messaging.senders.models import Medium, SenderProfile
from dangol.messaging.templating.words import Words, checked_words, compiled, fields_of, lacking

REVEAL = "customers.reveal_customer"


@dataclass
class Preview:
    """One message as one customer gets it. `size` counts bytes, of a 알림톡 letters; `price` is
    won; `lacking` are fields without a value, which keep this customer from getting it.
    """

    medium: str
    subject: str = ""
    text: str = ""
    fallback: str = ""
    fallback_size: int = 0
    buttons: list[dict[str, str]] = field(default_factory=list)
    size: int = 0
    most: int = 0
    price_class: str = ""
    price: int = 0
    lacking: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    is_masked: bool = False


def preview_of(
    medium: str, kind: str, words: Words, customer: Customer | None, *, user: User, today: date
) -> Preview:
    """What this customer would get, with what the law adds; masked without the right to see.

    What is wrong is said and the rest is shown all the same.
    """
    found, statute = Preview(medium), statute_on(today)
    found.is_masked = customer is not None and not user.has_perm(REVEAL)
    try:
        words = checked_words(medium, words, statute)
    except ValidationError as error:
        found.problems = error.messages
    values = _values(found, medium, words, customer, user, today)
    if values is None:
        return found
    party = sender_party()
    _warn(found, medium, kind, words, party)
    _SHOWN[medium](found, kind, words, values, party, customer, today)
    return found


def mail_page(
    kind: str, words: Words, customer: Customer | None, *, user: User, today: date, dark: bool
) -> str:
    """The HTML of a mail for one customer, with the footer of an advertisement."""
    try:
        blocks = read_blocks(list(words.blocks))
        html = mail_html(blocks, pictures_of(blocks, local=True), title=words.subject, dark=dark)
        text = compile(html, escape="html")
    except (Refused, ValidationError) as error:
        return f"<!doctype html><p>{error}</p>"
    values = _facts(text.fields, customer, user, today)
    page = text.render(_filled(values, text.lacks(values)))
    if kind == Kind.AD:
        page = page.replace("</body>", mail_footer(sender_party(), "#").html + "</body>")
    return page


def sender_party() -> Party:
    """Whom messages come from unless another profile is chosen; the company before there is one."""
    rows = SenderProfile.objects.filter(is_active=True).order_by("-is_default", "pk")
    if row := rows.first():
        return Party(row.name, row.phone, row.optout_number, row.email, row.address)
    office = company()
    return Party(office.name or _("우리 회사"), office.phone, "", "", office.address)


def _values(
    found: Preview, medium: str, words: Words, customer: Customer | None, user: User, today: date
) -> dict[str, str] | None:
    """The customer's facts; None when the words cannot be read at all."""
    try:
        texts, fields = compiled(medium, words), fields_of(medium, words)
    except (MergeError, Refused) as error:
        found.problems = found.problems or [str(error)]
        return None
    values = _facts(fields, customer, user, today)
    found.lacking = lacking(texts, values)
    return _filled(values, found.lacking)


def _facts(
    fields: frozenset[str], customer: Customer | None, user: User, today: date
) -> dict[str, str]:
    if customer is None:
        return samples()
    facts = facts_of([customer.pk], fields, sender=user, today=today)[customer.pk]
    return facts if user.has_perm(REVEAL) else masked(facts)


def _filled(values: dict[str, str], names: list[str]) -> dict[str, str]:
    """With a mark where a value is missing."""
    return {**values, **{name: _("‹%(name)s 없음›") % {"name": name} for name in names}}


def _warn(found: Preview, medium: str, kind: str, words: Words, party: Party) -> None:
    texts = [words.subject, words.body, words.fallback, words.plain]
    if medium == Medium.EMAIL and not found.problems:
        blocks = read_blocks(list(words.blocks))
        texts.append(mail_text(blocks))
        _warn_of_mail(found, blocks)
    if kind == Kind.AD and (missing := missing_of(party, medium)):
        found.warnings.append(
            _("광고에 꼭 필요한 발신 프로필의 칸이 비었습니다: %(names)s")
            % {"names": ", ".join(map(str, missing))}
        )
    if kind != Kind.AD and (promotional := promotional_words(*texts)):
        found.warnings.append(
            _("홍보로 보이는 말이 있습니다: %(words)s. 홍보가 한 줄이라도 있으면 광고입니다.")
            % {"words": ", ".join(promotional[:5])}
        )


def _warn_of_mail(found: Preview, blocks: tuple[Block, ...]) -> None:
    try:
        refuse_unfinished(blocks)
    except Refused as error:
        found.warnings.append(str(error))
    found.size, found.most = len(mail_html(blocks, {}).encode()), LARGEST
    if found.size > LARGEST:
        found.warnings.append(
            _("메일이 %(size)dKB입니다. 지메일은 102KB부터 뒤를 자릅니다. 글이나 블록을 줄이세요.")
            % {"size": found.size // 1024}
        )


def _text_message(
    found: Preview, kind: str, words: Words, values: dict[str, str], party: Party, *rest: Any
) -> None:
    statute = statute_on(rest[-1])
    body = compile(words.body).render(values)
    sent = as_sent(text_message(body, party, kind, caller=party.phone))
    found.text, found.size = sent.text, sent.size
    found.price_class = size_of(sent.size, statute)
    found.most = statute.sms_bytes if found.price_class == "sms" else statute.lms_bytes
    found.subject = compile(words.subject).render(values) if found.price_class != "sms" else ""
    chosen = preferences.get(MessagingPreferences)
    found.price = {"sms": chosen.sms_won, "lms": chosen.lms_won}.get(found.price_class, 0)
    if sent.lost:
        found.problems.append(
            _("문자로 보낼 수 없는 글자입니다: %(lost)s. 다른 글자로 바꾸세요.")
            % {"lost": " ".join(sent.lost[:10])}
        )
    if not found.price_class:
        found.problems.append(
            _("문자는 %(n)s바이트까지 보낼 수 있습니다.") % {"n": f"{statute.lms_bytes:,}"}
        )


def _kakao(
    found: Preview, kind: str, words: Words, values: dict[str, str], party: Party, *rest: Any
) -> None:
    statute: Statute = statute_on(rest[-1])
    found.text = compile(words.body, exact=True).render(values)
    found.size, found.most = len(found.text), statute.alimtalk_chars
    found.price = preferences.get(MessagingPreferences).kakao_won
    found.buttons = [dict(button) for button in words.buttons]
    fallback = as_sent(compile(words.fallback).render(values))
    found.fallback, found.fallback_size = fallback.text, fallback.size
    found.price_class = size_of(fallback.size, statute)
    if found.size > statute.alimtalk_chars:
        found.problems.append(
            _("알림톡은 %(n)s자까지입니다.") % {"n": f"{statute.alimtalk_chars:,}"}
        )


def _mail(
    found: Preview, kind: str, words: Words, values: dict[str, str], party: Party, *rest: Any
) -> None:
    found.subject = subject_of(compile(words.subject).render(values), kind)
    if not found.problems:
        plain = words.plain or mail_text(read_blocks(list(words.blocks)))
        footer = mail_footer(party, "").text if kind == Kind.AD else ""
        found.text = compile(plain).render(values) + footer


def _letter(
    found: Preview, kind: str, words: Words, values: dict[str, str], party: Party,
    customer: Customer | None, today: date,
) -> None:  # fmt: skip
    found.subject = compile(words.subject).render(values)
    found.text = compile(words.body).render(values)
    letter = Letter(
        _addressee(found, customer, today),
        long_day(today),
        letters.ad_title(found.subject, kind),
        found.text,
        party.name,
        letters.ad_foot(kind, party.optout_number or party.phone),
    )
    head = Letterhead(party.name, party.address, format_phone(party.phone))
    found.pages = [_picture(page) for page in letters.letter_pages(letter, head)]


def _addressee(found: Preview, customer: Customer | None, today: date) -> Label:
    if customer is None:
        return sample_addressee()
    labels = addressees_of([customer.pk], today=today).labels
    if customer.pk not in labels:
        found.lacking.append(ADDRESS)
    nowhere = _filled({}, [ADDRESS])[ADDRESS]
    label = labels.get(customer.pk, Label((nowhere,), customer.name))
    if not found.is_masked:
        return label
    address = masked({ADDRESS: " ".join(label.address)})[ADDRESS]
    return label._replace(address=(address,), postcode="")


def _fax(
    found: Preview, kind: str, words: Words, values: dict[str, str], party: Party,
    customer: Customer | None, today: date,
) -> None:  # fmt: skip
    found.subject = compile(words.subject).render(values)
    found.text = compile(words.body).render(values)
    marks = fax_marks(party, statute_on(today).fax_letters_ratio)
    fax = Fax(
        to=customer.name if customer else sample_name(),
        to_fax="",
        sender=party.name,
        phone=format_phone(party.phone),
        date=long_day(today),
        subject=found.subject,
        text=found.text,
        top=marks.top if kind == Kind.AD else "",
        foot=marks.foot if kind == Kind.AD else "",
        foot_ratio=marks.foot_ratio,
    )
    found.pages = [_picture(page) for page in fax_pages(fax)]


def _call(found: Preview, kind: str, words: Words, values: dict[str, str], *rest: Any) -> None:
    found.subject = compile(words.subject).render(values)
    found.text = compile(words.body).render(values)


def _picture(png: bytes) -> str:
    return "data:image/png;base64," + b64encode(png).decode()


_SHOWN: dict[str, Any] = {
    Medium.SMS: _text_message,
    Medium.KAKAO: _kakao,
    Medium.EMAIL: _mail,
    Medium.POST: _letter,
    Medium.FAX: _fax,
    Medium.VOICE: _call,
}
