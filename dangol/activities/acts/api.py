from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.activities.acts import services
from dangol.activities.acts.chaining import proposal_of
from dangol.activities.acts.lists import ActivityList, TodoList
from dangol.activities.acts.models import Activity
from dangol.activities.acts.pages import ADD, CHANGE, DELETE, VIEW
from dangol.activities.acts.queries import owners_of_work
from dangol.codes.queries import code_of
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Moment, MomentIn, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.workspace.queries import person_name

router = Router(tags=["activities"])
Minutes = Annotated[int, Field(ge=0, le=1_440)]
Text = Annotated[str, Field(max_length=20_000)]


class KeyOut(Schema):
    id: int
    key: str
    label: str


class OwnerOut(Schema):
    id: int
    name: str


class ActivityOut(Schema):
    """History and to-dos; what is open has no `recorded_at`, what is done has `occurred_at`."""

    id: int
    status: str
    kind: KeyOut
    purpose: KeyOut | None
    customer_id: int | None
    counterpart_id: int | None
    owner: OwnerOut
    title: str
    text: str
    result: str
    next_step: str
    direction: str
    minutes: int | None
    priority: int
    is_all_day: bool
    starts_at: Moment | None
    ends_at: Moment | None
    due_at: Moment | None
    occurred_at: Moment | None
    recorded_at: Moment | None
    reminder_at: Moment | None
    made_by_rule: str
    link_model: str
    link_id: int | None
    signals: list[str]
    custom: dict[str, Any]
    created_at: Moment
    version: int

    @staticmethod
    def resolve_kind(row: Activity) -> Any:
        return code_of(row.kind_id)

    @staticmethod
    def resolve_purpose(row: Activity) -> Any:
        return code_of(row.purpose_id)

    @staticmethod
    def resolve_signals(row: Activity) -> list[str]:
        return [code.key for code in row.signals.all()]

    @staticmethod
    def resolve_owner(row: Activity) -> Any:
        return {"id": row.owner_id, "name": person_name(row.owner_id)}


class NextOut(Schema):
    kind: str
    due: date
    title: str


class CompletedOut(ActivityOut):
    """With what its kind's rule proposes to follow; make it with a further POST."""

    proposed: NextOut | None = None


class ActivityValues(Body):
    """What is not sent stays as it is."""

    kind: Code | None = None
    purpose: Code | None = None
    customer_id: Id | None = None
    counterpart_id: Id | None = None
    owner_id: Id | None = None
    title: Line | None = None
    text: Text | None = None
    result: Annotated[str, Field(max_length=5_000)] | None = None
    next_step: Annotated[str, Field(max_length=300)] | None = None
    direction: Literal["in", "out", ""] | None = None
    minutes: Minutes | None = None
    priority: Literal[1, 2, 3] | None = None
    reminder_at: MomentIn | None = None
    signals: Annotated[list[Code], Field(max_length=30)] | None = None
    custom: dict[Code, Any] | None = None


class ActivityIn(ActivityValues):
    """With `due` (a day) or `starts_at` a to-do; without, history that `occurred_at`, or now."""

    kind: Code
    due: Day | None = None
    starts_at: MomentIn | None = None
    ends_at: MomentIn | None = None
    occurred_at: MomentIn | None = None


class ActivityPatch(ActivityValues):
    occurred_at: MomentIn | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CompleteIn(Body):
    result: Annotated[str, Field(max_length=5_000)] = ""
    minutes: Minutes | None = None
    purpose: Code | None = None
    signals: Annotated[list[Code], Field(max_length=30)] | None = None
    occurred_at: MomentIn | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class MoveIn(Body):
    due: Day | None = None
    starts_at: MomentIn | None = None
    ends_at: MomentIn | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CancelIn(Body):
    reason: Annotated[str, Field(max_length=1_000)] = ""


def visible(request: UserRequest, activity_id: int, verb: str = "view") -> Activity:
    """The activity, 404 when the caller may not see (change, delete) it."""
    return get_object_or_404(Activity.objects.visible_to(request.user, verb), pk=activity_id)


def _page(request: UserRequest, key: str, query: ListQuery) -> Any:
    rows: QuerySet[Activity] = Activity.objects.prefetch_related("signals")
    part = list_part(request, lists[key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"] if row.customer_id])
    return part


@router.get("/activities", response=Page[ActivityOut])
@needs(VIEW)
def list_activities(request: UserRequest, query: Query[ListQuery]) -> Any:
    return _page(request, ActivityList.key, query)


@router.get("/todos", response=Page[ActivityOut])
@needs(VIEW)
def list_todos(request: UserRequest, query: Query[ListQuery]) -> Any:
    return _page(request, TodoList.key, query)


@router.post("/activities", response={201: ActivityOut})
@needs(ADD)
def add_activity(request: UserRequest, body: ActivityIn) -> Any:
    values, now = _values(request, body), timezone.now()
    times = {name: values.pop(name, None) for name in ("due", "starts_at", "ends_at")}
    happened = values.pop("occurred_at", None)
    values.setdefault("owner", request.user)
    if due := times["starts_at"] or times["due"]:
        if happened:
            text = _("할 일과 한 일을 함께 보낼 수 없습니다. 하나만 보내 주세요.")
            raise ValidationError({"occurred_at": text})
        if values.pop("signals", None):
            raise ValidationError({"signals": _("시장 신호는 한 일에 붙입니다.")})
        made = services.plan_activity(due=due, ends=times["ends_at"], actor=request.user, **values)
    else:
        made = services.record_activity(at=now, occurred_at=happened, actor=request.user, **values)
    return Status(201, made)


@router.get("/activities/{activity_id}", response=ActivityOut)
@needs(VIEW)
def read_activity(request: UserRequest, activity_id: Id) -> Any:
    activity = visible(request, activity_id)
    seen(request, "api", Customer, [activity.customer_id] if activity.customer_id else [])
    return activity


@router.patch("/activities/{activity_id}", response=ActivityOut)
@needs(CHANGE)
def change_activity(request: UserRequest, activity_id: Id, body: ActivityPatch) -> Any:
    activity = visible(request, activity_id, "change")
    values = _values(request, body)
    return services.edit_activity(activity, at=timezone.now(), actor=request.user, **values)


@router.delete("/activities/{activity_id}", response={204: None})
@needs(DELETE)
def remove_activity(request: UserRequest, activity_id: Id) -> Any:
    services.remove_activity(visible(request, activity_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.post("/activities/{activity_id}/complete", response=CompletedOut)
@needs(CHANGE)
def complete_activity(request: UserRequest, activity_id: Id, body: CompleteIn) -> Any:
    activity, now = visible(request, activity_id, "change"), timezone.now()
    given = body.dict(exclude_unset=True)
    done = services.complete_activity(activity, at=now, actor=request.user, **given)
    if proposal := proposal_of(done, today=timezone.localdate(now)):
        done.proposed = {  # type: ignore[attr-defined]
            "kind": proposal.kind.key,
            "due": proposal.due,
            "title": proposal.title,
        }
    return done


@router.post("/activities/{activity_id}/reopen", response=ActivityOut)
@needs(CHANGE)
def reopen_activity(request: UserRequest, activity_id: Id) -> Any:
    return services.reopen(visible(request, activity_id, "change"), actor=request.user)


@router.post("/activities/{activity_id}/move", response=ActivityOut)
@needs(CHANGE)
def move_activity(request: UserRequest, activity_id: Id, body: MoveIn) -> Any:
    due: date | datetime | None = body.starts_at or body.due
    if due is None:
        raise ValidationError({"due": _("옮길 날(due)이나 시각(starts_at)을 보내 주세요.")})
    activity = visible(request, activity_id, "change")
    return services.move_activity(
        activity, due=due, ends=body.ends_at, version=body.version, actor=request.user
    )


@router.post("/activities/{activity_id}/cancel", response=ActivityOut)
@needs(CHANGE)
def cancel_activity(request: UserRequest, activity_id: Id, body: CancelIn) -> Any:
    activity = visible(request, activity_id, "change")
    return services.cancel_activity(
        activity, at=timezone.now(), reason=body.reason, actor=request.user
    )


def _values(request: UserRequest, body: ActivityValues) -> dict[str, Any]:
    """The arguments of the services; every id of the body is looked up as the caller sees it."""
    given = body.dict(exclude_unset=True)
    for name in ("customer", "counterpart"):
        if f"{name}_id" in given:
            given[name] = _customer(request, given.pop(f"{name}_id"), f"{name}_id")
    if "owner_id" in given:
        owner = owners_of_work(request.user).filter(pk=given.pop("owner_id")).first()
        if owner is None:
            raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
        given["owner"] = owner
    keep_empty = {"customer", "counterpart", "purpose", "minutes", "reminder_at"}
    return {k: v for k, v in given.items() if v is not None or k in keep_empty}


def _customer(request: UserRequest, pk: int | None, name: str) -> Customer | None:
    if pk is None:
        return None
    if (found := customers_seen_by(request.user).filter(pk=pk).first()) is None:
        raise ValidationError({name: _("없는 고객이거나 볼 권한이 없습니다.")})
    return found
