"""Mails about mails: bounces (RFC 3464 and free text), read receipts (8098), complaints (5965)."""

import re
from typing import NamedTuple

from dangol.kit.korean import split_emails
from dangol.messaging.parsing.addresses import Address, parse_addresses
from dangol.messaging.parsing.headers import (
    Headers,
    decode_words,
    parse_headers,
    parse_identifiers,
    split_head,
)
from dangol.messaging.parsing.mime import Part

SCANNED = 20_000
MACHINE_KINDS = frozenset(
    (
        "message/delivery-status",
        "message/global-delivery-status",
        "message/feedback-report",
        "text/rfc822-headers",
        "message/global-headers",
        "message/disposition-notification",
    )
)


class Failure(NamedTuple):
    """What a report says about one recipient; `status` as in RFC 3463, such as 5.1.1."""

    email: str
    action: str
    status: str
    reason: str

    @property
    def is_permanent(self) -> bool:
        return self.status.startswith("5")


class Report(NamedTuple):
    """A mail about an earlier mail. `kind`: bounce, delay, delivered, read or complaint."""

    kind: str
    recipients: list[Failure]
    message_id: str
    headers: Headers

    @property
    def is_bounce(self) -> bool:
        return self.kind == "bounce"


_machines = re.compile(
    r"mailer-?daemon|postmaster|mail-?delivery|mail\.?daemon|mdaemon|no-?reply.*bounce|bounce", re.I
)
_failed_subject = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|has failed)"
    r"|mail delivery (?:failed|system)"
    r"|failure notice|could not be delivered|delivery problem|반송|발송 ?실패|전송 ?실패"
    r"|배달 ?(?:실패|되지|불가)|전달(?:되지| ?실패|할 수 없)|수신 ?실패",
    re.I,
)
_permanent = re.compile(
    r"존재하지 않|없는 (?:사용자|계정|메일|이메일|주소)|휴면|탈퇴|사용이 정지|사용하지 않는"
    r"|알 수 없는 (?:사용자|수신자)|(?:user|mailbox|recipient|address)[^.\n]{0,40}(?:unknown"
    r"|not found"
    r"|does(?:n't| not) exist|unavailable|rejected)|no such (?:user|mailbox|recipient|address)"
    r"|unknown (?:user|recipient)|host or domain name not found",
    re.I,
)
_temporary = re.compile(
    r"용량(?:이|을)? ?(?:초과|부족)|(?:메일함|편지함)이? ?(?:가득|꽉)|일시적|mailbox (?:is )?full"
    r"|over ?quota|quota exceeded|temporar|try again|timed? ?out|greylist",
    re.I,
)
_enhanced = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_basic = re.compile(r"(?<![\d.\-])([45])[0-7]\d[ -](?=\D)")
_original = re.compile(r"message-id\s*[:：]\s*(<[^<>\s]{1,900}>)", re.I)
_diagnostic_type = re.compile(rb"^\s*[\w-]+\s*;\s*")


def find_report(root: Part, sender: Address, subject: str, text: str) -> Report | None:
    """What this mail reports, None when it is an ordinary one."""
    parts = {part.kind: part for part in root.walk()}
    original = _original_headers(parts)
    if feedback := parts.get("message/feedback-report"):
        return _complaint(_fields(feedback), original)
    if notice := parts.get("message/disposition-notification"):
        return _receipt(_fields(notice), original)
    if status := parts.get("message/delivery-status") or parts.get(
        "message/global-delivery-status"
    ):
        return _delivery(_groups(status), original)
    writer = f"{sender.name} {sender.email.partition('@')[0]}"
    from_machine = _machines.search(writer) or root.headers.raw("return-path") == b"<>"
    if from_machine and _failed_subject.search(subject):
        return _free_text(text[:SCANNED], original, sender.email)
    return None


def _fields(part: Part) -> Headers:
    return _groups(part)[0]


def _groups(part: Part) -> list[Headers]:
    """The blocks of fields of a machine-read part, at most 200."""
    body = part.body(set()).strip()
    blocks = re.split(rb"\r?\n[ \t]*\r?\n", body, maxsplit=200)
    return [parse_headers(block, set()) for block in blocks[:200]] or [Headers([])]


def _original_headers(parts: dict[str, Part]) -> Headers:
    """The header of the mail that came back, empty when the report does not bring it."""
    for kind in (
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    ):
        if part := parts.get(kind):
            body = part.body(set())
            end, _body = split_head(body, 0, len(body))
            return parse_headers(body[:end], set())
    return Headers([])


def _message_id(*sources: bytes) -> str:
    return next((found[0] for source in sources if (found := parse_identifiers(source))), "")


def _address(value: bytes) -> str:
    """`rfc822; a@b.kr` as its address."""
    found = split_emails(decode_words(value.rpartition(b";")[2][:500]))
    return found[0] if found else ""


def _delivery(groups: list[Headers], original: Headers) -> Report:
    recipients = []
    for group in groups:
        email = _address(group.raw("original-recipient")) or _address(group.raw("final-recipient"))
        if not email:
            continue
        reason = decode_words(_diagnostic_type.sub(b"", group.raw("diagnostic-code")[:2000]))
        action = group.ascii("action").split(" ")[0]
        status = (_enhanced.search(group.ascii("status")[:100]) or [""])[0]
        recipients.append(Failure(email, action, _checked(status, action, reason), reason[:500]))
    actions = {failure.action for failure in recipients}
    kind = "bounce"
    if actions and not actions & {"failed", ""}:
        kind = "delay" if "delayed" in actions else "delivered"
    message_id = _message_id(original.raw("message-id"), groups[0].raw("x-original-message-id"))
    return Report(kind, recipients, message_id, original)


def _checked(status: str, action: str, reason: str) -> str:
    """The status given, or the one that the reason means; a failure without any is permanent."""
    if status and status[0] in "245":
        return status
    return _status_of(reason) or ("5.0.0" if action in ("failed", "") else "")


def _status_of(text: str) -> str:
    if found := _enhanced.search(text):
        return found[1]
    if _temporary.search(text):
        return "4.2.2"
    if _permanent.search(text):
        return "5.1.1"
    found = _basic.search(text)
    return f"{found[1]}.0.0" if found else ""


def _complaint(fields: Headers, original: Headers) -> Report:
    values = [*fields.all("original-rcpt-to"), *fields.all("removal-recipient")] or original.all(
        "to"
    )
    emails = [address.email for address in parse_addresses(values)]
    kind = fields.ascii("feedback-type") or "abuse"
    recipients = [Failure(email, kind, "", "") for email in emails]
    return Report("complaint", recipients, _message_id(original.raw("message-id")), original)


def _receipt(fields: Headers, original: Headers) -> Report:
    email = _address(fields.raw("original-recipient")) or _address(fields.raw("final-recipient"))
    found = _message_id(fields.raw("original-message-id"), original.raw("message-id"))
    recipients = [Failure(email, "displayed", "", "")] if email else []
    return Report("read", recipients, found, original)


def _free_text(text: str, original: Headers, sender: str) -> Report:
    """Bounces in prose, as Korean portals write them: who and why by what the text says."""
    status = _status_of(text) or "5.0.0"
    named = [email for email in split_emails(text) if email != sender]
    meant = [address.email for address in parse_addresses(original.all("to"))]
    emails = ([email for email in named if email in meant] or meant) if meant else named[:1]
    quoted = _original.search(text)
    message_id = _message_id(original.raw("message-id"), quoted[1].encode() if quoted else b"")
    reason = next((line.strip() for line in text.split("\n") if _status_of(line)), "")[:500]
    failures = [Failure(email, "failed", status, reason) for email in emails[:20]]
    return Report("bounce", failures, message_id, original)
