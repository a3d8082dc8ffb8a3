from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from dangol.accounts.models import User
from dangol.activities.briefs import queries, services
from dangol.activities.models import Brief
from dangol.kit.access import needs

router = Router(tags=["briefs"])
PAGE = 50


class BriefOut(Schema):
    """`figures` are what was counted when it was handed in."""

    id: int
    kind: str
    first: date
    last: date
    writer_id: int
    leader_id: int | None
    status: str
    done: str
    plan: str
    remarks: str
    figures: dict[str, Any]
    submitted_at: datetime | None
    answer: str


class BriefIn(Schema):
    """`day` is any day of the week for a weekly one."""

    kind: Literal["day", "week"]
    day: date
    done: str = ""
    plan: str = ""
    remarks: str = ""
    leader_id: int | None = None
    submit: bool = False


class AnswerIn(Schema):
    confirm: bool
    answer: str = ""


@router.get("/briefs", response=list[BriefOut])
@needs("activities.view_brief")
def list_briefs(request: HttpRequest, before: date | None = None) -> Any:
    """The newest fifty one may read; `before` is the first day of the last one seen."""
    user: Any = request.user
    rows = queries.briefs_seen_by(user)
    return (rows.filter(first__lt=before) if before else rows)[:PAGE]


@router.post("/briefs", response={201: BriefOut})
@needs("activities.add_brief")
def write_brief(request: HttpRequest, body: BriefIn) -> Any:
    """Save one's report of a day or week, and hand it in with `submit`."""
    user: Any = request.user
    values = body.dict()
    leader_id = values.pop("leader_id")
    leader = get_object_or_404(User, pk=leader_id) if leader_id else None
    now = timezone.localtime()
    kind, day = values.pop("kind"), values.pop("day")
    return 201, services.write_brief(kind, day, at=now, leader=leader, actor=user, **values)


@router.get("/briefs/{brief_id}", response=BriefOut)
@needs("activities.view_brief")
def read_brief(request: HttpRequest, brief_id: int) -> Any:
    user: Any = request.user
    return get_object_or_404(queries.briefs_seen_by(user), pk=brief_id)


@router.post("/briefs/{brief_id}/answer", response=BriefOut)
@needs("activities.view_brief")
def answer_brief(request: HttpRequest, brief_id: int, body: AnswerIn) -> Any:
    user: Any = request.user
    brief: Brief = get_object_or_404(queries.briefs_seen_by(user), pk=brief_id)
    return services.answer_brief(brief, actor=user, **body.dict())
