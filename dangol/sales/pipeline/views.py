"""Pages of deals: the board, the list, one deal and what is done with it."""

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.catalog.products.queries import products_seen_by
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.customers.parties.queries import owners_for
from dangol.kit.access import needs
from dangol.kit.errors import Conflict, Refused
from dangol.kit.forms import submit
from dangol.kit.pages import render_page
from dangol.kit.personal import seen
from dangol.sales.pipeline import services
from dangol.sales.pipeline.forms import (
    DealForm,
    LostForm,
    WonForm,
)
from dangol.sales.pipeline.lists import DealList
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.queries import (
    StageRow,
    Step,
    board_of,
    deal_page_of,
    is_stuck,
    lines_of,
    people_of,
    pipelines,
    rivals_of,
    stage_row,
    stages_of,
    steps_of,
)
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.registry import shown_panels
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import people, person_name
from dangol.workspace.services import remember_record

VIEW, ADD, CHANGE, DELETE = (f"sales.{verb}_deal" for verb in ("view", "add", "change", "delete"))


def deal_of(request: UserRequest, pk: int, verb: str = "view") -> Deal:
    """The deal, 404 when this person may not see (or change) it."""
    deal = deal_page_of(request.user, pk, verb)
    if deal is None:
        return get_object_or_404(Deal.objects.none(), pk=pk)
    return deal


@require_GET
@needs(VIEW)
def deal_list(request: UserRequest) -> HttpResponse:
    return list_page(request, DealList, "sales/deal_list.html", may_add=request.user.has_perm(ADD))


@require_GET
@needs(VIEW)
def board(request: UserRequest) -> HttpResponse:
    return _board(request, request.GET)


def _board(request: UserRequest, given: QueryDict, status: int = 200) -> HttpResponse:
    wanted, owner = given.get("pipeline", ""), given.get("owner", "")
    offered = pipelines() or [(first_pipeline(), "")]
    ids = {str(pk) for pk, _name in offered}
    pipeline = int(wanted) if wanted in ids else offered[0][0]
    opened, owner = given.get("all", ""), owner[:15] if owner.isdecimal() else ""
    columns = board_of(
        request.user,
        pipeline,
        owner=int(owner) if owner else None,
        all_of=int(opened) if opened.isdecimal() else None,
    )
    cards = [card for column in columns for card in column.cards]
    seen(request, "list", Customer, [card.customer_id for card in cards])
    context = {
        "columns": columns,
        "now": timezone.now(),
        "pipelines": pipelines(),
        "pipeline": pipeline,
        "owner": owner,
        "asked": f"pipeline={pipeline}&owner={owner}",
        "people": people(),
        "count": sum(column.number for column in columns),
        "total": sum(column.total for column in columns),
        "weighted": sum(column.weighted for column in columns),
        "may_add": request.user.has_perm(ADD),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render_page(request, "sales/board.html", context, fragment="board", status=status)


@require_GET
@needs(VIEW)
def deal_detail(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk)
    seen(request, "view", Customer, [deal.customer_id])
    remember_record(request.user, deal)
    now = timezone.now()
    here = stage_row(deal.stage_id)
    steps = steps_of(deal, now=now)
    context: dict[str, Any] = {
        "deal": deal,
        "here": here,
        "rungs": _rungs(deal, steps),
        "moves": [
            row
            for row in stages_of(deal.pipeline_id)
            if row.outcome == "open" and row.id != deal.stage_id
        ],
        "lines": lines_of(deal),
        "people": people_of(deal),
        "rivals": rivals_of(deal),
        "steps": [(step, person_name(step.actor_id)) for step in steps],
        "days": deal.days_in_stage(now),
        "stuck": is_stuck(deal, now=now),
        "owner_name": person_name(deal.owner_id),
        "neighbours": neighbours(request, DealList, deal),
        "may_change": request.user.has_perm(CHANGE),
        "may_delete": request.user.has_perm(DELETE),
    }
    context["panels"] = shown_panels(request, deal)
    return render(request, "sales/deal_detail.html", context)


def _rungs(deal: Deal, steps: list[Step]) -> list[tuple[StageRow, bool, bool]]:
    """The stages of the ladder: which one it is in and which it has been through.

    A lost deal stops at the last stage it reached.
    """
    reached = [s.stage for s in steps if s.stage and s.stage.outcome == Stage.Outcome.OPEN]
    last = reached[-1].order if reached else 0
    rungs = [
        row
        for row in stages_of(deal.pipeline_id)
        if row.outcome == Stage.Outcome.OPEN or row.outcome == deal.status == Stage.Outcome.WON
    ]
    return [
        (row, row.id == deal.stage_id, row.order < last or deal.status == Stage.Outcome.WON)
        for row in rungs
    ]


@require_http_methods(["GET", "POST"])
@needs(ADD)
def deal_open(request: UserRequest) -> HttpResponse:
    first_pipeline()
    given = request.POST.get("other") or request.GET.get("customer", "")
    initial = {name: request.GET[name] for name in ("stage", "kind") if name in request.GET}
    wanted = request.GET.get("product", "")
    if wanted.isdecimal() and (product := products_seen_by(request.user).filter(pk=wanted).first()):
        initial |= {"title": product.name, "amount": f"{product.list_price:,.0f}"}
    form = DealForm(
        request.POST or None,
        user=request.user,
        owners=owners_for(request.user),
        initial=initial,
    )
    picked = None
    if given.isdecimal():
        picked = Customer.objects.visible_to(request.user).filter(pk=int(given)).first()
    if request.method == "POST" and form.is_valid():
        deal = _write(form, lambda **values: services.open_deal(
            values.pop("other"), at=timezone.now(), actor=request.user, **values
        ))  # fmt: skip
        if deal:
            return done(request, deal.get_absolute_url(), _("거래를 만들었습니다."))
    return side_form(request, form, _("거래 만들기"), body="sales/deal_fields.html", picked=picked)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def deal_edit(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    owners = owners_for(request.user, keep=deal.owner_id)
    form = DealForm(request.POST or None, user=request.user, deal=deal, owners=owners)
    if request.method == "POST" and form.is_valid():
        written = _write(form, lambda **values: services.edit_deal(
            deal, at=timezone.now(), actor=request.user, **values
        ))  # fmt: skip
        if written:
            return done(request, deal.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("거래 고치기"))


def _write(form: DealForm, write: Any) -> Deal | None:
    """The deal, or None with the refusal beside its field."""
    try:
        deal: Deal = write(**form.values())
    except ValidationError as error:
        for name, errors in error.message_dict.items():
            field = name if name in form.fields else f"custom_{name}"
            form.add_error(field if field in form.fields else None, errors)
    except Refused as error:
        form.add_error(None, str(error))
    else:
        return deal
    return None


@require_POST
@needs(CHANGE)
def deal_move(request: UserRequest, pk: int) -> HttpResponse:
    """Move a card; the answer is the board as it stands now, or the deal's page."""
    deal = deal_of(request, pk, "change")
    to = get_object_or_404(Stage, pk=_number(request, "to"), pipeline_id=deal.pipeline_id)
    seen_in = _number(request, "seen_in") or None
    problem, status = "", 200
    try:
        services.move_deal(deal, to=to, at=timezone.now(), actor=request.user, seen_in=seen_in)
    except Refused as error:
        problem, status = str(error), 409 if isinstance(error, Conflict) else 422
    if "board" not in request.POST:
        if problem:
            messages.error(request, problem)
        return redirect(deal)
    answer = _board(request, request.POST, status=status)
    moved = _("‘%(stage)s’ 단계로 옮겼습니다: %(title)s") % {"stage": to.name, "title": deal.title}
    toast = {"text": problem or moved, "bad": bool(problem)}  # what a screen reader says too
    answer["HX-Trigger"] = json.dumps({"toast": toast})
    return answer


def _number(request: UserRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def deal_win(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    form = WonForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(
        form, services.win_deal, deal, at=timezone.now(), actor=request.user
    ):
        return done(request, deal.get_absolute_url(), _("수주했습니다. 축하합니다!"))
    return side_form(request, form, _("수주로 마치기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def deal_lose(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    form = LostForm(request.POST or None, user=request.user)

    def lose(reason: int, lost_to_number: Any, **values: Any) -> Deal:
        code = Code.objects.filter(pk=reason, group="lost_reason").first()
        return services.lose_deal(
            deal, reason=code, lost_to=lost_to_number, at=timezone.now(), actor=request.user,
            **values,
        )  # fmt: skip

    if request.method == "POST" and submit(form, lose):
        return done(request, deal.get_absolute_url(), _("실주로 마쳤습니다."))
    return side_form(request, form, _("실주로 마치기"))


@require_POST
@needs(CHANGE)
def deal_reopen(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "change")
    act = partial(services.reopen_deal, deal, at=timezone.now(), actor=request.user)
    return acted(request, deal, act, _("다시 진행합니다."), to=deal.get_absolute_url())


@require_POST
@needs(DELETE)
def deal_remove(request: UserRequest, pk: int) -> HttpResponse:
    deal = deal_of(request, pk, "delete")
    return acted(
        request, deal, lambda: services.remove_deal(deal, actor=request.user),
        _("거래를 지웠습니다."), to=reverse("sales:deal_list"),
    )  # fmt: skip


def hand_over(person: User, to: User, actor: User | None) -> int:
    """Open deals of somebody who leaves go to another."""
    return services.hand_over_deals(person, to, at=timezone.now(), actor=actor)
