"""Pages of the customer portal: the door, and what is one's own behind it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.codes import preferences
from dangol.customers.consent.queries import MEDIA, current_wording, standings_of
from dangol.helpdesk.models import Ticket
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import client_address
from dangol.orders.answers import pdf_answer
from dangol.orders.money.printing import account_pdf
from dangol.orders.money.queries import account_of, balance_of
from dangol.orders.orders.printing import statement_pdf
from dangol.orders.quotes.links import token_of
from dangol.portal import queries, services
from dangol.portal.door import COOKIE, PATH, inner, outer
from dangol.portal.forms import CorrectionForm, EmailForm, PeriodForm
from dangol.portal.jobs import send_link
from dangol.portal.languages import LANGUAGE, language_of
from dangol.portal.models import Session
from dangol.portal.preferences import PortalPreferences
from dangol.portal.rendering import page

YEAR = timedelta(days=365)
LINES = 100


def new_key() -> dict[str, str]:
    return {"key": uuid4().hex}


def submitted(form: forms.Form, act: Callable[..., Any]) -> Any:
    """The act with valid values, less what is not the act's; refusals stand on the form."""
    return submit(form, act) if form.is_bound else None


# -- the door


@outer
def sign_in(request: HttpRequest) -> HttpResponse:
    """The same answer whether the address is known or not; the link goes by a job."""
    form = EmailForm(request.POST or None)
    ended = "ended" in request.GET
    if request.method == "POST" and form.is_valid():
        given = {"address": client_address(request), "language": language_of(request)}
        try:
            ask = services.ask_for_link(form.cleaned_data["email"], at=timezone.now(), **given)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return page(request, "sign_in", form=form, status=429)
        send_link.enqueue(ask_id=ask.pk)
        return page(request, "sent", minutes=services.MINUTES)
    return page(request, "sign_in", form=form, ended=ended, status=422 if form.errors else 200)


@outer
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link uses nothing up, as link checkers do it too; the button does."""
    now = timezone.now()
    if request.method != "POST":
        link = services.link_of(token, at=now)
        return page(request, "enter", link=link, status=200 if link else 404)
    made = services.enter(token, address=client_address(request), at=now)
    if made is None:
        return page(request, "enter", link=None, status=404)
    _stay, key = made
    response = redirect("portal:home")
    response.set_cookie(
        COOKIE, key, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@outer
def language(request: HttpRequest) -> HttpResponse:
    """Speak the other language from now on."""
    chosen = "en" if request.POST.get("language") == "en" else "ko"
    response = redirect("portal:home")
    response.set_cookie(LANGUAGE, chosen, path=PATH, max_age=31_536_000, samesite="Lax")
    return response


@inner("sign_out")
def sign_out(request: HttpRequest, stay: Session) -> HttpResponse:
    if request.method == "POST":
        services.leave(stay, at=timezone.now())
    response = redirect("portal:sign_in")
    response.delete_cookie(COOKIE, path=PATH)
    return response


# -- inside


@inner("home")
def home(request: HttpRequest, stay: Session) -> HttpResponse:
    me, today = stay.customer, timezone.localdate()
    tickets = queries.tickets_of(me, today=today)
    quotes = queries.quotes_of(me, today=today)
    return page(
        request, "home", stay,
        tickets=list(tickets.order_by("-is_open", "-last_at", "-pk")[:5]),
        quotes=[(row, token_of(row)) for row in quotes.order_by("-pk")[:3]],
        parties=queries.parties_of(me, today=today),
    )  # fmt: skip


@inner("quotes")
def quote_list(request: HttpRequest, stay: Session) -> HttpResponse:
    rows = queries.quotes_of(stay.customer, today=timezone.localdate()).order_by("-pk")[:LINES]
    return page(request, "quote_list", stay, quotes=[(row, token_of(row)) for row in rows])


@inner("orders")
def order_list(request: HttpRequest, stay: Session) -> HttpResponse:
    """Orders, what is billed, and the statement of account of a time."""
    _refuse_closed()
    me, today = stay.customer, timezone.localdate()
    parties = queries.parties_of(me, today=today)
    form, asked = _account(request, parties)
    return page(
        request, "order_list", stay, form=form, asked=asked,
        orders=queries.orders_of(me, today=today).order_by("-pk")[:LINES],
        bills=queries.bills_of(me, today=today).order_by("-billed_on", "-pk")[:LINES],
        balances=[(row, balance_of(row)) for row in parties],
        query=request.GET.urlencode(),
    )  # fmt: skip


def _refuse_closed() -> None:
    if not preferences.get(PortalPreferences).shows_orders:
        raise Http404


def _account(request: HttpRequest, parties: list[Any]) -> tuple[PeriodForm, Any]:
    today = timezone.localdate()
    first = {"since": today - YEAR, "until": today, "party": parties[0].pk}
    asked = request.GET if "since" in request.GET else None
    form = PeriodForm(asked, parties=parties, initial=first)
    values = first
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if values["since"] > values["until"]:
            form.add_error("until", _("종료일은 시작일과 같거나 뒤여야 합니다."))
            values = first
    party = next(row for row in parties if row.pk == values["party"])
    return form, account_of(party, since=values["since"], until=values["until"])


@inner("order_paper")
def order_paper(request: HttpRequest, stay: Session, pk: int) -> HttpResponse:
    rows = queries.orders_of(stay.customer, today=timezone.localdate())
    row = get_object_or_404(rows.select_related("owner"), pk=pk)
    pdf = statement_pdf(row, language=language_of(request), at=timezone.now())
    return pdf_answer(pdf, f"{row.number}.pdf")


@inner("account_paper")
def account_paper(request: HttpRequest, stay: Session) -> HttpResponse:
    _refuse_closed()
    parties = queries.parties_of(stay.customer, today=timezone.localdate())
    _form, asked = _account(request, parties)
    pdf = account_pdf(asked, language=language_of(request), at=timezone.now())
    return pdf_answer(pdf, "account.pdf")


@inner("consents")
def consents(request: HttpRequest, stay: Session) -> HttpResponse:
    me, error, done, changed = stay.customer, "", "", ""
    if request.method == "POST":
        given = request.POST.get("permit", "")
        try:
            services.set_consent(
                me, request.POST.get("purpose", ""), int(given) if given.isdecimal() else -1,
                address=client_address(request), at=timezone.now(),
            )  # fmt: skip
            done = _("바꾸었습니다. 결과를 14일 안에 알려 드립니다.")
            changed = request.POST.get("purpose", "")
        except (Refused, ValidationError) as refusal:
            error = " ".join(getattr(refusal, "messages", [str(refusal)]))
        me.refresh_from_db()
    rows = [
        (standing, current_wording(standing.purpose))
        for standing in standings_of(me)
        if standing.purpose in MEDIA
    ]
    status = 422 if error else 200
    new = next((standing for standing, _wording in rows if standing.purpose == changed), None)
    return page(
        request, "consents", stay, status=status, rows=rows, error=error, done=done, new=new
    )


@inner("profile")
def profile(request: HttpRequest, stay: Session) -> HttpResponse:
    me, now = stay.customer, timezone.now()
    form = CorrectionForm(request.POST or None, initial=new_key())

    def ask(**values: Any) -> Ticket:
        return services.ask_correction(me, at=now, **values)

    if request.method == "POST" and (made := submitted(form, ask)):
        return redirect("portal:ticket", pk=made.pk)
    points = me.contact_points.order_by("medium", "-is_main", "pk")
    return page(
        request, "profile", stay, status=422 if form.errors else 200, form=form,
        points=points, addresses=me.addresses.order_by("-is_main", "pk"),
    )  # fmt: skip
