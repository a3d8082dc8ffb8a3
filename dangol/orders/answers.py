"""Answers that pages of quotes, orders and contracts share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done
from dangol.kit.errors import Refused


def acted(
    request: UserRequest, here: Any, act: Callable[[], Any], text: str, *, to: str = ""
) -> HttpResponse:
    """Do it and go to what it gives, or `to`; a refusal is said where one was."""
    try:
        record = act()
    except Refused as error:
        messages.error(request, str(error))
        return redirect(here)
    return done(request, to or record.get_absolute_url(), text)


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser; a number may hold Hangul or a slash (codes.numbers)."""
    headers = {"Content-Disposition": content_disposition_header(False, name.replace("/", "-"))}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
