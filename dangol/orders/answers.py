"""Answers that pages of quotes, orders and the portal share."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser; a number may hold Hangul or a slash (codes.numbers)."""
    headers = {"Content-Disposition": content_disposition_header(False, name.replace("/", "-"))}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
