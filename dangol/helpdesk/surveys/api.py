from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.helpdesk.surveys.lists import SurveyList
from dangol.helpdesk.surveys.queries import surveys_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen

router = Router(tags=["helpdesk"])


class SurveyOut(Schema):
    """A question asked after a ticket (or after a talk, which `source` names) and its answer.

    `score` is 1–5, `nps` 0–10; both are null until the customer answers.
    """

    id: int
    ticket_id: int | None
    source: str | None
    customer_id: int | None
    agent_id: int | None
    team_id: int | None
    product_id: int | None
    request_type_id: int | None
    channel: str
    asked_at: Moment
    answered_at: datetime | None
    score: int | None
    nps: int | None
    comment: str


@router.get("/surveys", response=Page[SurveyOut])
@needs("helpdesk.view_ticket")
def list_surveys(request: UserRequest, query: Query[ListQuery]) -> Any:
    """Answers of customers, those not given yet too; `filter` by score, agent, team, asked_at."""
    part = list_part(request, lists[SurveyList.key], query, surveys_seen_by(request.user))
    seen(request, "api", Customer, {r.customer_id for r in part["items"] if r.customer_id})
    return part
