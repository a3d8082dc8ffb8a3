from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.automation import services
from dangol.automation.models import Rule
from dangol.automation.queries import runs_of
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Id, Line, Moment, Page, Paging
from dangol.kit.api.paging import part_of

MANAGE = "automation.manage_rules"
router = Router(tags=["automation"])


class StepIn(Body):
    action: Code
    values: dict[str, Any] = {}


class RuleIn(Body):
    """A new rule is off; the values are those of the forms on the page of a rule."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    trigger: Code
    trigger_values: dict[str, Any] = {}
    condition: dict[str, Any] = {}
    actions: Annotated[list[StepIn], Field(max_length=10)]
    is_once: bool = False
    only_open: bool = False
    skips_holidays: bool = False


class RuleOut(Schema):
    id: int
    name: str
    is_on: bool
    trigger: str
    trigger_values: dict[str, Any]
    condition: dict[str, Any]
    actions: list[dict[str, Any]]
    is_once: bool
    only_open: bool
    skips_holidays: bool
    problem: str
    version: int


class RunOut(Schema):
    id: int
    key: str
    status: str
    touched: int
    done: int
    refused: int
    skipped: int
    failed: int
    stopped: int
    started_at: Moment


class SwitchIn(Body):
    is_on: bool


def _rule(rule_id: int) -> Rule:
    return get_object_or_404(Rule.objects.select_related("owner"), pk=rule_id)


@router.get("/rules", response=Page[RuleOut])
@needs(MANAGE)
def list_rules(request: UserRequest, paging: Query[Paging]) -> Any:
    return part_of(request, Rule.objects.all(), paging)


@router.post("/rules", response={201: RuleOut})
@needs(MANAGE)
def add_rule(request: UserRequest, body: RuleIn) -> Any:
    return Status(201, services.save_rule(actor=request.user, **body.dict()))


@router.get("/rules/{rule_id}", response=RuleOut)
@needs(MANAGE)
def read_rule(request: UserRequest, rule_id: Id) -> Any:
    return _rule(rule_id)


@router.put("/rules/{rule_id}", response=RuleOut)
@needs(MANAGE)
def change_rule(request: UserRequest, rule_id: Id, body: RuleIn) -> Any:
    """Replace a rule; the caller owns it from now on."""
    return services.save_rule(_rule(rule_id), actor=request.user, **body.dict())


@router.post("/rules/{rule_id}/switch", response=RuleOut)
@needs(MANAGE)
def switch_rule(request: UserRequest, rule_id: Id, body: SwitchIn) -> Any:
    at = timezone.now()
    return services.switch_rule(_rule(rule_id), is_on=body.is_on, actor=request.user, at=at)


@router.delete("/rules/{rule_id}", response={204: None})
@needs(MANAGE)
def drop_rule(request: UserRequest, rule_id: Id) -> HttpResponse:
    services.drop_rule(_rule(rule_id), actor=request.user)
    return HttpResponse(status=204)


@router.get("/rules/{rule_id}/runs", response=Page[RunOut])
@needs(MANAGE)
def list_runs(request: UserRequest, rule_id: Id, paging: Query[Paging]) -> Any:
    return part_of(request, runs_of(_rule(rule_id)), paging)
