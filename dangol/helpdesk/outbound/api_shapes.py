"""What the API of call lists takes and gives."""

from datetime import date, time
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from dangol.kit.api.fields import Body, Day, Hour, Id, Moment, MomentIn

Name = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Place = Annotated[int, Field(ge=0, le=99_999)]
Said = Annotated[str, Field(max_length=500)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


class DialListOut(Schema):
    """콜 명단: whom a team calls; `kind` ad is a sales call, judged by the law for everybody."""

    id: int
    name: str
    kind: str
    status: str
    script_id: int | None
    segment_id: int | None
    sender_id: int | None
    team_id: int | None
    owner_id: int
    attempts: int
    retry_minutes: int
    opens_at: time
    closes_at: time
    ends_on: date | None
    version: int


class DialListPatch(Body):
    """What is not sent stays as it is."""

    name: Name = ""
    kind: Literal["ad", "info"] = "info"
    script_id: Id | None = None
    segment_id: Id | None = None
    sender_id: Id | None = None
    team_id: Id | None = None
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    retry_minutes: Annotated[int, Field(ge=5, le=20_160)] = 180
    opens_at: Hour = time(10)
    closes_at: Hour = time(18)
    ends_on: Day | None = None
    version: Version | None = None


class DialListIn(DialListPatch):
    name: Name


class ListMoveIn(Body):
    status: Literal["running", "paused", "done"]


class ResultCount(Schema):
    id: int
    label: str
    count: int


class ProgressOut(Schema):
    """How far a list is: customers by state, tries, and results."""

    total: int
    waiting: int
    due: int
    done: int
    failed: int
    refused: int
    tries: int
    results: list[ResultCount]


class TargetOut(Schema):
    """A customer of a list; `reason` says why they may not be called, `answers` what they said."""

    id: int
    dial_list_id: int
    customer_id: int
    status: str
    due_at: Moment
    attempts: int
    agent_id: int | None
    result_id: int | None
    reason: str
    answers: dict[str, Any]
    note: str
    done_at: Moment | None


class TargetsIn(Body):
    """With a `source` a customer comes onto the list once for each source, else once."""

    customer_ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]
    due_at: MomentIn | None = None
    source: Annotated[str, Field(max_length=40)] = ""


class AddedOut(Schema):
    added: int


class ResultIn(Body):
    """`answers` by the number of the script's step, from 0; `callback_at` for 다시 통화."""

    result_id: Id
    note: Annotated[str, Field(max_length=2_000)] = ""
    callback_at: MomentIn | None = None
    answers: dict[Place, Said] = {}
    hand_to_id: Id | None = None


class ScriptOut(Schema):
    id: int
    name: str
    text: str
    queue: str
    is_active: bool
    version: int


class ScriptPatch(Body):
    """What is not sent stays as it is."""

    name: Name = ""
    text: Text = ""
    queue: Annotated[str, Field(max_length=50)] = ""
    is_active: bool = True


class ScriptIn(ScriptPatch):
    name: Name
    text: Text
