"""Answers that several topics share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dangol.accounts.requests import UserRequest
from dangol.kit.errors import Refused


def side_form(
    request: UserRequest,
    form: forms.Form,
    title: str,
    *,
    body: str = "customers/side_fields.html",
    **context: Any,
) -> HttpResponse:
    """A form in the side panel, or as a page of its own; 422 while it is wrong."""
    template = "customers/side_form.html"
    if request.htmx:
        template += "#panel"
    context |= {"form": form, "title": title, "body": body, "action": request.path}
    return render(request, template, context, status=422 if form.errors else 200)


def done(request: UserRequest, url: str, text: str) -> HttpResponse:
    """Say what was done and go there; from the side panel the whole page follows."""
    messages.success(request, text)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


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
