from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.kinds import kind_by_key
from dangol.activities.alerts import jobs, queries, services
from dangol.activities.alerts.models import AlertRule
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Id, Moment
from dangol.kit.jobs import enqueue_once
from dangol.kit.personal import seen

router = Router(tags=["alerts"])
MANAGE = "activities.manage_alerts"


class RuleOut(Schema):
    """A rule of 신규 has a `stage`, one of 유지 a `grade` (a key of `customer_grade`)."""

    id: int
    stage: str
    grade: str
    kind: str
    days: int
    is_active: bool
    text: str

    @staticmethod
    def resolve_grade(rule: AlertRule) -> str:
        return rule.grade.key if rule.grade else ""

    @staticmethod
    def resolve_kind(rule: AlertRule) -> str:
        return rule.kind.key

    @staticmethod
    def resolve_text(rule: AlertRule) -> str:
        return str(rule)


class RuleIn(Body):
    stage: Literal["", "target", "prospect"] = ""
    grade: Code = ""
    kind: Code
    days: Annotated[int, Field(ge=1, le=1_000)]


class SheetIn(Body):
    rules: Annotated[list[RuleIn], Field(max_length=500)]


class SwitchIn(Body):
    on: bool


class ForWhom(Schema):
    owner: str
    number: int


class PreviewOut(Schema):
    """What the rule would make now; `nobody` of them have no owner, so nothing is made."""

    total: int
    nobody: int
    owners: list[ForWhom]
    customer_ids: list[int]


class ResultOut(Schema):
    text: str
    made: int
    nobody: int


class RunOut(Schema):
    """One pass; without `finished_at` it goes on, or was stopped."""

    id: int
    at: Moment
    finished_at: Moment | None
    is_stopped: bool
    made: int
    results: list[ResultOut]

    @staticmethod
    def resolve_results(run: Any) -> Any:
        return run.results.all()


class JobOut(Schema):
    job_id: str


@router.get("/alert-rules", response=list[RuleOut])
@needs(MANAGE)
def list_alert_rules(request: UserRequest) -> Any:
    return queries.rules()


@router.put("/alert-rules", response=list[RuleOut])
@needs(MANAGE)
def write_alert_rules(request: UserRequest, body: SheetIn) -> Any:
    """Keep these rules and no others; a new one is off until it is switched on."""
    lines = [_line(rule) for rule in body.rules]
    places = [(line.stage, line.grade_id, line.grade_id and line.kind_id) for line in lines]
    if len(set(places)) < len(places):
        raise ValidationError({"stage": _("같은 단계나 등급·종류의 규칙이 두 번 있습니다.")})
    services.write_rules(lines, actor=request.user)
    return queries.rules()


def _line(rule: RuleIn) -> services.Line:
    grade = code_by_key("customer_grade", rule.grade) if rule.grade else None
    if bool(rule.stage) == bool(rule.grade) or (rule.grade and grade is None):
        raise ValidationError({"grade": _("단계나 등급 가운데 하나를 목록에서 골라 주세요.")})
    if (kind := kind_by_key(rule.kind)) is None:
        raise ValidationError({"kind": _("목록에서 골라 주세요.")})
    return services.Line(rule.stage, grade.id if grade else None, kind.id, rule.days)


def _rule(pk: int) -> AlertRule:
    return get_object_or_404(AlertRule.objects.select_related("grade", "kind"), pk=pk)


@router.post("/alert-rules/{rule_id}/switch", response=RuleOut)
@needs(MANAGE)
def switch_alert_rule(request: UserRequest, rule_id: Id, body: SwitchIn) -> Any:
    """Let a rule count from the next pass on, or no more; to-dos it made stay."""
    rule = _rule(rule_id)
    services.switch_rules([rule], on=body.on, actor=request.user)
    return rule


@router.get("/alert-rules/{rule_id}/preview", response=PreviewOut)
@needs(MANAGE)
def preview_alert_rule(request: UserRequest, rule_id: Id) -> Any:
    """What it would make now, on or not; the first 50 customers one may see."""
    found = queries.preview_of(_rule(rule_id), today=timezone.localdate(), user=request.user)
    ids = [customer.pk for customer in found.customers]
    seen(request, "api", Customer, ids)
    owners = [{"owner": name, "number": n} for name, n in found.people]
    return {
        "total": found.total, "nobody": found.nobody, "owners": owners, "customer_ids": ids,
    }  # fmt: skip


@router.get("/alert-runs", response=list[RunOut])
@needs(MANAGE)
def list_alert_runs(request: UserRequest) -> Any:
    """The last twenty passes, newest first."""
    return queries.runs()


@router.post("/alert-runs", response={202: JobOut})
@needs(MANAGE)
def run_alert_rules(request: UserRequest) -> Any:
    """Run the rules now instead of tonight; asked twice, one pass runs."""
    found = enqueue_once(jobs.run_alerts, "alerts", actor_id=request.user.pk)
    return Status(202, {"job_id": str(found.id)})
