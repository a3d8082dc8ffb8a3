"""What a message will be, or was: checks, a sample as it leaves, progress and cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.kit.errors import Refused
from dangol.messaging.channels.mime import text_of
from dangol.messaging.content import Content
from dangol.messaging.law.letters import as_sent, size_of
from dangol.messaging.law.marks import mail_footer, subject_of, text_message
from dangol.messaging.law.statutes import statute_on
from dangol.messaging.merging import MissingField, compile
from dangol.messaging.merging.queries import facts_of, samples
from dangol.messaging.outbox.checking import BLOCKED, FINE, LOOK, Check, Checked, check, party_of
from dangol.messaging.outbox.forms import content_from
from dangol.messaging.outbox.gatekeeping import verdict_for
from dangol.messaging.outbox.models import Dispatch, Kind, Message
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.models import Medium, SenderProfile
from dangol.messaging.senders.queries import channel_of


@dataclass
class Preview:
    """The list beside the button, and the words as they will arrive."""

    checked: Checked = field(default_factory=Checked)
    verdict: str = ""
    until: Any = None
    subject: str = ""
    text: str = ""
    size: str = ""
    bytes: int = 0
    missing: str = ""
    template: Any = None
    fallback: str = ""

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many lines of each level there are."""
        levels = [line.level for line in self.checked.checks]
        return [(level, levels.count(level)) for level in (FINE, BLOCKED, LOOK)]

    @property
    def lines(self) -> list[Check]:
        return self.checked.checks


class Progress(NamedTuple):
    """How far a dispatch has come."""

    done: int
    total: int
    percent: int


def check_of(form: Any, customer_ids: Sequence[int], *, actor: User) -> Preview:
    """Check what stands in a form, valid or not, for one customer or for a sample."""
    typed = form.data if form.is_bound else form.initial
    kind, medium = typed.get("kind") or Kind.INFO, typed.get("medium") or Medium.EMAIL
    sender = _sender(form, typed)
    if sender is None or kind not in Kind or medium not in Medium:
        return Preview()
    template = _chosen(form, "template", typed)
    if template:
        medium, kind = template.medium, Kind.AD if template.kind == Kind.AD else kind
    try:
        content = content_from(typed, template)
    except Refused as error:
        return Preview(Checked([Check(BLOCKED, str(error))]), template=template)
    now = timezone.now()
    statute = statute_on(timezone.localdate(now))
    channel = channel_of(sender, medium)
    preview = Preview(
        check(content, kind=kind, medium=medium, sender=sender, channel=channel, statute=statute)
    )
    if customer_ids and channel:
        same_goods = bool(typed.get("same_goods"))
        verdict = verdict_for(customer_ids[0], channel, kind=kind, same_goods=same_goods, at=now)
        preview.verdict, preview.until = verdict.reason, verdict.until
    values = samples()
    if customer_ids:
        fields = _fields(content)
        values = facts_of(customer_ids, fields, sender=actor, today=timezone.localdate(now))[
            customer_ids[0]
        ]
    preview.template = template
    _write(preview, content, kind, medium, sender, values)
    return preview


def _sender(form: Any, typed: Any) -> SenderProfile | None:
    chosen: SenderProfile | None = _chosen(form, "sender", typed)
    return chosen or form.fields["sender"].queryset.first()


def _chosen(form: Any, name: str, typed: Any) -> Any:
    """The row a list of the form names, of those it offers."""
    pk = str(typed.get(name) or "")
    known = pk.isdecimal() and len(pk) < 19
    return form.fields[name].queryset.filter(pk=pk).first() if known else None


def _fields(content: Content) -> frozenset[str]:
    try:
        page = compile(content.html, escape="html")
        return compile(content.subject).fields | compile(content.text).fields | page.fields
    except Refused:
        return frozenset()


def _write(
    preview: Preview,
    content: Content,
    kind: str,
    medium: str,
    sender: SenderProfile,
    values: dict[str, str],
) -> None:
    """The words as they arrive; what cannot be read or merged is said instead."""
    party = party_of(sender)
    try:
        subject = compile(content.subject).render(values)
        text = compile(content.text).render(values)
        preview.fallback = compile(content.fallback).render(values)
    except MissingField as missing:
        preview.missing = missing.name
        return
    except Refused:
        return
    if medium == Medium.EMAIL:
        preview.subject = subject_of(subject, kind)
        footer = mail_footer(party, "https://…").text if kind == Kind.AD else ""
        preview.text = text + footer
        return
    whole = text_message(text, party, kind, caller=party.phone) if medium == Medium.SMS else text
    letters = as_sent(whole)
    preview.text, preview.bytes = letters.text, letters.size
    if medium == Medium.SMS:
        preview.size = size_of(letters.size, statute_on(timezone.localdate())).upper()


def address_of(customer: Customer, medium: str) -> str:
    """Where the customer would be reached; nothing when there is no way."""
    if medium not in Medium:
        return ""
    found = reach(
        [customer.pk], medium, is_ad=False, needs_overseas=False, today=timezone.localdate()
    )
    return found[customer.pk].address if customer.pk in found else ""


def sent_text(message: Message) -> str:
    """What the recipient got, merged again with the values it was sent with."""
    content = message.dispatch.words_of
    values = {**message.values, **(content.values or {})}
    source = content.text or text_of(content.html)
    if message.medium == Medium.SMS and message.dispatch.medium == Medium.KAKAO:
        source = content.fallback
    try:
        text = compile(source).render(values)
    except (MissingField, Refused):
        return source
    if message.medium == Medium.SMS:
        party = party_of(message.dispatch.sender)
        return text_message(text, party, message.dispatch.kind, caller=party.phone)
    return text


def progress_of(dispatch: Dispatch) -> Progress:
    """Messages that need nothing more, of all."""
    counts = dispatch.counts
    left = sum(counts.get(status, 0) for status in ("held", "queued", "sending"))
    total = dispatch.total
    done = total - left
    return Progress(done, total, done * 100 // total if total else 100)


def cost_of(dispatch: Dispatch) -> int:
    """What it cost by the prices of the settings, in 원."""
    prices = preferences.get(MessagingPreferences)
    rows = dispatch.messages.filter(status__in=Message.GONE)
    if dispatch.medium == Medium.KAKAO:
        kakao = rows.filter(medium=Medium.KAKAO).count() * prices.kakao_won
    else:
        kakao = 0
    sms = rows.filter(size="sms").count() * prices.sms_won
    return kakao + sms + rows.filter(size="lms").count() * prices.lms_won
