"""How mails are shown: the answer apart from its quotes, files, sandboxed pages."""

from datetime import date
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from dangol.messaging.inbox.cleaning import with_own_images, with_remote_images
from dangol.messaging.inbox.models import Mail, MailFile
from dangol.messaging.parsing.files import INLINE_TYPES
from dangol.messaging.parsing.problems import Problem
from dangol.messaging.parsing.texts import split_reply

FOLDED = 6_000
_SANDBOX = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
_FRAME = (
    f"{_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src {{pictures}}; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEAD = (
    '<!doctype html><html lang="ko"><meta charset="utf-8">'
    '<meta name="color-scheme" content="light">'
    "<style>html{{background:#fff;color:#1a1d23}}body{{margin:12px;font:14px/1.6 Pretendard,"
    "'Noto Sans KR',sans-serif;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}"
    "table{{max-width:100%}}"
    "blockquote{{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #ccc}}"
    "</style><title>{title}</title><body>"
)


class Shown(NamedTuple):
    """A mail as its bubble shows it."""

    mail: Mail
    text: str
    quoted: str
    files: list[MailFile]
    large: list[dict[str, Any]]
    problems: list[str]
    shows_page: bool


def shown_mail(mail: Mail, *, today: date) -> Shown:
    """Its words, its quote folded, its files without the pictures inside it."""
    text, quoted = split_reply(mail.text)
    if not text.strip() and quoted:
        text, quoted = quoted, ""
    files = [one for one in mail.files.all() if not (one.is_inline and mail.page_id)]
    large = [
        {**one, "is_over": bool(one["expires_on"]) and one["expires_on"] < today.isoformat()}
        for one in mail.large_files
    ]
    problems = [Problem(one).label for one in mail.problems if one in Problem.values]
    return Shown(
        mail, text[:FOLDED], quoted[:FOLDED], files, large,
        [str(label) for label in problems], mail.shows_page,
    )  # fmt: skip


def page_response(mail: Mail, *, with_images: bool) -> HttpResponse:
    """A mail's page for a frame: no script can run in it, and nothing loads from elsewhere unless
    the reader asked for the pictures.
    """
    markup = _read(mail.page.file) if mail.page else ""
    urls = {
        one.content_id: reverse("messaging:mail_file", args=[one.pk]) + "?inline=1"
        for one in mail.files.all()
        if one.content_id
    }
    markup = with_own_images(markup, urls)
    if with_images:
        markup = with_remote_images(markup)
    response = HttpResponse(_HEAD.format(title="mail") + markup)
    pictures = "'self' data: http: https:" if with_images else "'self'"
    response.headers["Content-Security-Policy"] = _FRAME.format(pictures=pictures)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _read(file: Any) -> str:
    with default_storage.open(str(file)) as stored:
        return str(stored.read().decode("utf-8", "replace"))


def file_response(file: MailFile, *, inline: bool) -> HttpResponse:
    """A file as it leaves: pictures may be shown, all else is saved, nothing is guessed or run."""
    stored = file.stored
    shown = inline and stored.kind in INLINE_TYPES
    response = FileResponse(
        default_storage.open(str(stored.file)),
        content_type=stored.kind if shown else "application/octet-stream",
    )
    response.headers["Content-Disposition"] = str(content_disposition_header(not shown, file.name))
    response.headers["Content-Length"] = str(stored.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response  # type: ignore[return-value]
