"""From a mail as read to the rows that show it."""

from dangol.kit.korean.identifiers import find_resident_number, mask_resident_numbers
from dangol.kit.korean.text import clean
from dangol.kit.search import search_text
from dangol.messaging.inbox.cleaning import clean_page
from dangol.messaging.inbox.filing import RAW_BYTES, store
from dangol.messaging.inbox.models import Mail, MailThread
from dangol.messaging.parsing.addresses import Address
from dangol.messaging.parsing.mail import ParsedMail
from dangol.messaging.parsing.texts import split_reply

SEARCHED = 20_000
QUIET = (Mail.Kind.AUTOMATIC, Mail.Kind.BOUNCE, Mail.Kind.DELAY, Mail.Kind.RECEIPT)


def build_mail(parsed: ParsedMail, data: bytes, thread: MailThread) -> Mail:
    """The row of a mail, not yet written; resident numbers are cut (개인정보 보호법 §24의2).

    The mail's own bytes are kept up to 5 MB, unless a resident number is in them.
    """
    has_number = find_resident_number(f"{parsed.subject}\n{parsed.text}") is not None
    mail = Mail(
        account_id=thread.account_id,
        thread=thread,
        identifier=parsed.message_id[:900],
        references=parsed.references,
        sender_name=mask_resident_numbers(parsed.sender.name),
        sender_email=parsed.sender.email,
        to=[list(one) for one in parsed.to],
        cc=[list(one) for one in parsed.cc],
        reply_to=parsed.reply_to[0].email if parsed.reply_to else "",
        subject=mask_resident_numbers(clean(parsed.subject))[:500],
        text=mask_resident_numbers(parsed.text),
        large_files=[
            {**one._asdict(), "expires_on": one.expires_on and one.expires_on.isoformat()}
            for one in parsed.large_files
        ],
        problems=sorted(parsed.problems),
        has_resident_number=has_number,
        sent_at=parsed.date,
    )
    if parsed.forwarded:
        mail.forwarded = {**parsed.forwarded.sender._asdict(), "subject": parsed.forwarded.subject}
    if parsed.html:
        _keep_page(mail, parsed)
    if len(data) <= RAW_BYTES and not has_number:
        mail.raw = store(data, "message/rfc822")
    files = " ".join(file.name for file in parsed.attachments)
    mail.search = search_text(
        mail.sender_name,
        mail.sender_email,
        *(part for one in parsed.recipients[:20] for part in one),
        mail.subject,
        notes=(mail.text[:SEARCHED], files),
    )
    return mail


def _keep_page(mail: Mail, parsed: ParsedMail) -> None:
    page = clean_page(mask_resident_numbers(parsed.html))
    mail.page = store(page.markup.encode(), "text/html")
    mail.remote_images = page.remote_images
    mail.shows_page = page.is_designed and (parsed.is_bulk or not parsed.reply_text.strip())


def freshen(
    thread: MailThread, mail: Mail, person: Address, *, has_files: bool, is_seen: bool = False
) -> None:
    """Bring what a list shows of a thread in step with its newest mail.

    What machines write leaves it read, and does not bring it back from the archive.
    """
    values: dict[str, object] = {"mail_count": thread.mail_count + 1}
    if mail.at >= thread.last_at:
        snippet = clean(split_reply(mail.text)[0][:1_000] or mail.text[:1_000])[:200]
        values |= {"last_at": mail.at, "snippet": snippet}
    values["has_files"] = thread.has_files or has_files
    if not mail.is_mine and mail.kind not in QUIET:
        values |= {"is_archived": False, "is_answered": False}
        values["is_unread"] = thread.is_unread or not is_seen
    if mail.is_mine:
        values["is_answered"] = True
    if person.name and thread.person in ("", thread.email) and person.email == thread.email:
        values["person"] = person.name
    for name, value in values.items():
        setattr(thread, name, value)
    MailThread.objects.filter(pk=thread.pk).update(**values)
