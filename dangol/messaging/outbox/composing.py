"""From a dispatch and a customer's facts to what leaves; read once, written for many."""

import mimetypes
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.html import escape

from dangol.codes import preferences
from dangol.kit.korean.phones import format_phone
from dangol.messaging.channels.mime import (
    Frame,
    ascii_address,
    attachment,
    date_header,
    header,
    mailbox,
    signer,
    text_of,
)
from dangol.messaging.channels.protocol import Parcel
from dangol.messaging.law.letters import as_sent, size_of
from dangol.messaging.law.marks import Party, fax_marks, mail_footer, subject_of, text_message
from dangol.messaging.law.statutes import statute_on
from dangol.messaging.merging import Compiled, MissingField, compile
from dangol.messaging.outbox.checking import party_of
from dangol.messaging.outbox.models import Dispatch, Kind
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.printing.fax import Fax, fax_pdf
from dangol.messaging.senders.models import Channel, Medium
from dangol.messaging.senders.secrets import unseal
from dangol.messaging.tracking.tokens import token_of

TOKEN = "\x00token\x00"  # noqa: S105 - a place holder
_href = re.compile(r"""(<a\s[^>]*?href=)(["'])(https?://[^"'\s]+)\2""", re.I)


class Unfit(Exception):
    """The recipient cannot get it; `reason` is one of outbox.models.Reason."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail[:300]
        super().__init__(reason)


class Recipient(Protocol):
    """Whoever a message is for."""

    @property
    def pk(self) -> int: ...
    @property
    def address(self) -> str: ...


class Composed(NamedTuple):
    """What leaves for one recipient, and its price class."""

    parcel: Parcel
    size: str = ""


class Text(NamedTuple):
    """A text message as a telephone gets it."""

    text: str
    size: str
    subject: str = ""
    template_code: str = ""
    variables: Mapping[str, str] = {}
    buttons: tuple[Mapping[str, str], ...] = ()


def links_of(html: str) -> list[str]:
    """The addresses a mail links to, in order, each once; those with merge fields are left out."""
    found = (match[3] for match in _href.finditer(html))
    return list(dict.fromkeys(url for url in found if "#{" not in url and "{{" not in url))


def public_url() -> str:
    """The address customers reach us at."""
    return preferences.get(MessagingPreferences).public_url


def refusal_link(token: str) -> str:
    """The page where the receiver of this message refuses more."""
    return f"{public_url()}/messages/u/{token}/"


class Composer:
    """Writes one dispatch on one medium for its recipients."""

    def __init__(self, dispatch: Dispatch, channel: Channel) -> None:
        self.dispatch, self.channel = dispatch, channel
        self.content = dispatch.words_of
        self.party: Party = party_of(channel.sender)
        self.is_fallback = channel.medium != dispatch.medium
        self.given = dict(self.content.values or {})
        self.refusal_link = refusal_link(TOKEN)
        self._write = self._mail if channel.medium == Medium.EMAIL else self._text

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every fact the texts ask for, but those given with the dispatch."""
        texts = [self._body, *([self._subject, self._html] if self._is_mail else [])]
        return frozenset().union(*(text.fields for text in texts)) - self.given.keys()

    def compose(self, message: Recipient, values: Mapping[str, str], at: datetime) -> Composed:
        """Write it for one recipient; raises Unfit."""
        if not message.address:
            raise Unfit("no_address")
        try:
            return self._write(message, {**values, **self.given}, at)
        except MissingField as missing:
            raise Unfit("missing_field", missing.name) from None

    @property
    def _is_mail(self) -> bool:
        return self.channel.medium == Medium.EMAIL

    @cached_property
    def _subject(self) -> Compiled:
        return compile(self.content.subject)

    @cached_property
    def _body(self) -> Compiled:
        text = self.content.fallback if self.is_fallback else self.content.text
        if self._is_mail and not text:
            text = text_of(self.content.html)
        exact = self.channel.medium == Medium.KAKAO
        return compile(text, exact=exact)

    @cached_property
    def _html(self) -> Compiled:
        html = self.content.html
        if not html and self.dispatch.track_opens:
            html = _as_html(self.content.text)
        return compile(self._with_marks(html), escape="html")

    # -- mail

    def _mail(self, message: Recipient, values: Mapping[str, str], at: datetime) -> Composed:
        address = ascii_address(message.address)
        if not address:
            raise Unfit("bad_address")
        token = token_of(message.pk)
        subject = subject_of(self._subject.render(values), self.dispatch.kind)
        text = self._body.render(values) + self._footer.text.replace(TOKEN, token)
        html = self._html.render(values).replace(TOKEN, token) if self._html.nodes else ""
        headers = [
            ("To", address),
            ("Subject", header(subject)),
            ("Date", date_header(at)),
            ("Message-ID", f"<{token}@{self._domain}>"),
        ]
        if self.dispatch.kind == Kind.AD:  # RFC 8058
            link = self.refusal_link.replace(TOKEN, token)
            headers += [
                ("List-Unsubscribe", f"<{link}>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ]
        data = self._sign(self._frame.mail(headers, text, html))
        return Composed(Parcel(message.pk, address, data, self._return_to(token)))

    @cached_property
    def _domain(self) -> str:
        return ascii_address(self.party.email).rpartition("@")[2] or "localhost"

    @cached_property
    def _footer(self) -> Any:
        if self.dispatch.kind != Kind.AD:
            return mail_footer(self.party, "")._replace(text="", html="")
        return mail_footer(self.party, self.refusal_link)

    def _with_marks(self, html: str) -> str:
        """The footer, counted links and the image that tells of opening, for all recipients."""
        if not html:
            return ""
        if self.dispatch.track_clicks:
            urls = self.dispatch.links.order_by("number").values_list("url", "number")
            numbers = dict(urls)
            html = _href.sub(lambda found: self._counted(found, numbers), html)
        end = self._footer.html
        if self.dispatch.track_opens:
            source = f"{public_url()}/messages/o/{TOKEN}.gif"
            end += f'<img src="{source}" width="1" height="1" alt="">'
        place = html.lower().rfind("</body>")
        return html + end if place < 0 else html[:place] + end + html[place:]

    def _counted(self, found: re.Match[str], numbers: Mapping[str, int]) -> str:
        number = numbers.get(found[3])
        if number is None:
            return found[0]
        return f"{found[1]}{found[2]}{public_url()}/messages/c/{TOKEN}/{number}/{found[2]}"

    @cached_property
    def _frame(self) -> Frame:
        content, sender = self.content, self.channel.sender
        fixed = [("From", mailbox(content.from_name or sender.name, sender.email))]
        if content.reply_to:
            fixed.append(("Reply-To", header(content.reply_to)))
        if content.in_reply_to:
            fixed.append(("In-Reply-To", header(content.in_reply_to)))
            fixed.append(("References", header(content.references or content.in_reply_to)))
        if content.automatic:
            fixed.append(("Auto-Submitted", "auto-replied"))
        if not self.dispatch.one_to_one:
            fixed.append(("Precedence", "bulk"))
        parts = [
            attachment(name, mimetypes.guess_type(name)[0] or "application/octet-stream", data)
            for name, data in ((name, _stored(path)) for name, path in content.attachments)
        ]
        return Frame(fixed=fixed, boundary=f"=_d{self.dispatch.pk}", parts=parts)

    def _return_to(self, token: str) -> str:
        """Where bounces go, with the token in it (VERP), if the channel has such an address."""
        local, sign, host = self._bounce.rpartition("@")
        return f"{local}+{token}@{host}" if sign else ascii_address(self.party.email)

    @cached_property
    def _bounce(self) -> str:
        return ascii_address(str(self.channel.settings.get("bounce", "")))

    @cached_property
    def _sign(self) -> Callable[[bytes], bytes]:
        settings = self.channel.settings
        key = unseal(self.channel.secret).get("dkim_key", "") if self.channel.secret else ""
        if key and settings.get("dkim_domain"):
            return signer(settings["dkim_domain"], settings.get("dkim_selector", "dangol"), key)
        return lambda data: data

    # -- text messages, calls, letters

    def _text(self, message: Recipient, values: Mapping[str, str], at: datetime) -> Composed:
        body = self._body.render(values)
        if self.channel.medium == Medium.KAKAO:
            return Composed(Parcel(message.pk, message.address, self._kakao(body, values)))
        if self.channel.medium == Medium.FAX:
            return Composed(Parcel(message.pk, message.address, self._fax(message, body, at)))
        if self.channel.medium != Medium.SMS:
            return Composed(Parcel(message.pk, message.address, body))
        whole = text_message(body, self.party, self.dispatch.kind, caller=self.party.phone)
        letters = as_sent(whole)
        if letters.lost:
            raise Unfit("unencodable", letters.lost)
        size = size_of(letters.size, statute_on(timezone.localdate(at)))
        if not size:
            raise Unfit("too_long", str(letters.size))
        subject = self.content.subject if size == "lms" else ""
        return Composed(
            Parcel(message.pk, message.address, Text(letters.text, size, subject)), size
        )

    def _fax(self, message: Recipient, body: str, at: datetime) -> bytes:
        """The pages, with the marks of an advertisement where it is one (AD-10)."""
        day = timezone.localdate(at)
        marks = fax_marks(self.party, statute_on(day).fax_letters_ratio)
        is_ad = self.dispatch.kind == Kind.AD
        fax = Fax(
            to="",
            to_fax=format_phone(message.address),
            sender=self.party.name,
            phone=format_phone(self.party.phone),
            date=f"{day:%Y. %m. %d}",
            subject=self.content.subject,
            text=body,
            top=marks.top if is_ad else "",
            foot=marks.foot if is_ad else "",
            foot_ratio=marks.foot_ratio,
        )
        return fax_pdf(fax, at=at)

    def _kakao(self, body: str, values: Mapping[str, str]) -> Text:
        if len(body) > statute_on(timezone.localdate()).alimtalk_chars:
            raise Unfit("too_long", str(len(body)))
        variables = {f"#{{{name}}}": values.get(name, "") for name in self._body.fields}
        content = self.content
        return Text(body, "", "", content.template_code, variables, content.buttons)


def _as_html(text: str) -> str:
    """A plain text as a page, so that opening can be told."""
    return f"<html><body>{escape(text).replace(chr(10), '<br>')}</body></html>"


def _stored(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())
