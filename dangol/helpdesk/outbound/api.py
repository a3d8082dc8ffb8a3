from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.outbound import queries, services
from dangol.helpdesk.outbound.api_shapes import (
    AddedOut,
    DialListIn,
    DialListOut,
    DialListPatch,
    ListMoveIn,
    ProgressOut,
    ResultIn,
    ScriptIn,
    ScriptOut,
    ScriptPatch,
    TargetOut,
    TargetsIn,
)
from dangol.helpdesk.outbound.jobs import fill_list
from dangol.helpdesk.outbound.lists import TargetList
from dangol.helpdesk.outbound.models import DialList, DialTarget, Script
from dangol.helpdesk.setup.models import Team
from dangol.helpdesk.tickets.api_shapes import agent_at
from dangol.kit.access import needs
from dangol.kit.api.fields import Id, Page, Paging
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.api.paging import part_of
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.messaging.models import SenderProfile
from dangol.segments.queries import segments_seen_by

VIEW, ADD, CHANGE = (f"helpdesk.{verb}_diallist" for verb in ("view", "add", "change"))
router = Router(tags=["outbound"])


def _list(request: UserRequest, pk: int, verb: str = "view") -> DialList:
    row: DialList = get_object_or_404(DialList.objects.visible_to(request.user, verb), pk=pk)
    return row


def _named(rows: Any, pk: int | None, field: str) -> Model | None:
    """What an id of the body names; an unknown one is told by its field."""
    if pk is None:
        return None
    if (row := rows.filter(pk=pk).first()) is None:
        raise ValidationError({field: _("없거나 볼 수 없습니다.")})
    found: Model = row
    return found


def _values(request: UserRequest, body: DialListPatch) -> dict[str, Any]:
    known = {
        "script": Script.objects.filter(is_active=True),
        "segment": segments_seen_by(request.user),
        "team": Team.objects.filter(is_active=True),
        "sender": SenderProfile.objects.all(),
    }
    given = body.dict(exclude_unset=True, exclude={"version"})
    for name, rows in known.items():
        if f"{name}_id" in given:
            given[name] = _named(rows, given.pop(f"{name}_id"), f"{name}_id")
    return given


def _write(request: UserRequest, row: DialList | None, body: DialListPatch) -> DialList:
    given = _values(request, body)
    if row:
        given = {"kind": row.kind, "sender": row.sender, "name": row.name, **given}
        if body.version:
            given["version"] = body.version
    saved = services.write_list(row, actor=request.user, **given)
    if saved.segment_id and "segment" in given:
        fill_list.enqueue(list_id=saved.pk, actor_id=request.user.pk)
    return saved


@router.get("/dial-lists", response=Page[DialListOut])
@needs(VIEW)
def list_dial_lists(request: UserRequest, paging: Query[Paging]) -> Any:
    return part_of(request, DialList.objects.visible_to(request.user), paging)


@router.post("/dial-lists", response={201: DialListOut})
@needs(ADD)
def add_dial_list(request: UserRequest, body: DialListIn) -> Any:
    """A list in preparation; the customers of its segment are put onto it by a job."""
    return Status(201, _write(request, None, body))


@router.get("/dial-lists/{list_id}", response=DialListOut)
@needs(VIEW)
def read_dial_list(request: UserRequest, list_id: Id) -> Any:
    return _list(request, list_id)


@router.patch("/dial-lists/{list_id}", response=DialListOut)
@needs(CHANGE)
def change_dial_list(request: UserRequest, list_id: Id, body: DialListPatch) -> Any:
    return _write(request, _list(request, list_id, "change"), body)


@router.post("/dial-lists/{list_id}/move", response=DialListOut)
@needs(CHANGE)
def move_dial_list(request: UserRequest, list_id: Id, body: ListMoveIn) -> Any:
    """Start, pause or end it; 409 for a sales list without this month's 두낫콜 check."""
    row, today = _list(request, list_id, "change"), timezone.localdate()
    return services.move_list(row, body.status, today=today, actor=request.user)


@router.get("/dial-lists/{list_id}/progress", response=ProgressOut)
@needs(VIEW)
def read_progress(request: UserRequest, list_id: Id) -> Any:
    found = queries.progress_of(_list(request, list_id), now=timezone.now())
    results = [{"id": code.id, "label": code.label, "count": n} for code, n in found.results]
    return {**found._asdict(), "results": results}


@router.post("/dial-lists/{list_id}/targets", response=AddedOut)
@needs(CHANGE)
def add_targets(request: UserRequest, list_id: Id, body: TargetsIn) -> Any:
    """Put customers the caller may see onto the list, each once; the answer counts new ones."""
    row = _list(request, list_id, "change")
    wanted = set(body.customer_ids)
    known = customers_seen_by(request.user).filter(pk__in=wanted).values_list("pk", flat=True)
    if missing := wanted - set(known):
        text = _("없거나 볼 수 없는 고객입니다: %(ids)s")
        raise ValidationError({"customer_ids": text % {"ids": ", ".join(map(str, missing))}})
    source = f"api:{request.user.pk}:{body.source}" if body.source else ""
    due = body.due_at or timezone.now()
    return {"added": services.add_customers(row, body.customer_ids, due_at=due, source=source)}


@router.post("/dial-lists/{list_id}/next", response={200: TargetOut, 204: None})
@needs(VIEW)
def take_next(request: UserRequest, list_id: Id) -> Any:
    """The next customer to call, held for half an hour; 204 when nobody may be called now."""
    row = _list(request, list_id)
    target = services.take_next(row, at=timezone.now(), actor=request.user)
    if target is None:
        return HttpResponse(status=204)
    return _shown(request, target)


def _shown(request: UserRequest, target: DialTarget) -> DialTarget:
    seen(request, "api", Customer, [target.customer_id])
    return target


def _target(request: UserRequest, pk: int) -> DialTarget:
    rows = DialTarget.objects.visible_to(request.user).select_related("dial_list__script")
    return _shown(request, get_object_or_404(rows, pk=pk))


@router.get("/dial-targets", response=Page[TargetOut])
@needs(VIEW)
def list_targets(request: UserRequest, query: Query[ListQuery]) -> Any:
    """Customers of every list one may work with; `filter` by dial_list, status, result, agent."""
    rows = DialTarget.objects.visible_to(request.user)
    part = list_part(request, lists[TargetList.key], query, rows)
    seen(request, "api", Customer, {row.customer_id for row in part["items"]})
    return part


@router.get("/dial-targets/{target_id}", response=TargetOut)
@needs(VIEW)
def read_target(request: UserRequest, target_id: Id) -> Any:
    return _target(request, target_id)


@router.post("/dial-targets/{target_id}/result", response=TargetOut)
@needs(VIEW)
def note_result(request: UserRequest, target_id: Id, body: ResultIn) -> Any:
    """How the call ended, by whoever holds the customer; 409 for anybody else."""
    values = body.dict(exclude={"result_id", "hand_to_id"})
    return services.note_result(
        _target(request, target_id), result=body.result_id, hand_to=agent_at(body.hand_to_id),
        at=timezone.now(), actor=request.user, **values,
    )  # fmt: skip


@router.post("/dial-targets/{target_id}/back", response=TargetOut)
@needs(VIEW)
def let_go(request: UserRequest, target_id: Id) -> Any:
    """Give the customer back without a call."""
    target = _target(request, target_id)
    return services.let_go(target, at=timezone.now(), actor=request.user)


@router.get("/scripts", response=Page[ScriptOut])
@needs(VIEW)
def list_scripts(request: UserRequest, paging: Query[Paging]) -> Any:
    return part_of(request, Script.objects.all(), paging)


@router.post("/scripts", response={201: ScriptOut})
@needs(ADD)
def add_script(request: UserRequest, body: ScriptIn) -> Any:
    return Status(201, services.write_script(None, actor=request.user, **body.dict()))


@router.patch("/scripts/{script_id}", response=ScriptOut)
@needs(ADD)
def change_script(request: UserRequest, script_id: Id, body: ScriptPatch) -> Any:
    row = get_object_or_404(Script, pk=script_id)
    given = {"name": row.name, "text": row.text, **body.dict(exclude_unset=True)}
    return services.write_script(row, actor=request.user, **given)
