from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from dangol.codes import queries, services
from dangol.codes.models import Code
from dangol.codes.registry import custom_records, groups
from dangol.kit.access import needs, needs_login
from dangol.kit.api.fields import Body, Id

MANAGE = "codes.manage_codes"
router = Router(tags=["codes"])

Color = Literal["slate", "blue", "violet", "green", "teal", "amber", "orange", "red"]
Label = Annotated[str, Field(min_length=1, max_length=100)]


class GroupOut(Schema):
    group: str
    label: str


class CodeOut(Schema):
    id: int
    group: str
    key: str
    label: str
    color: str
    is_active: bool


class FieldOut(Schema):
    key: str
    label: str
    kind: str
    choices: list[Any]
    is_required: bool


class CodeIn(Body):
    label: Label
    color: Color = "slate"


class CodePatch(Body):
    label: Label | None = None
    color: Color | None = None
    is_active: bool | None = None


@router.get("/codes", response=list[GroupOut])
@needs_login
def list_groups(request: HttpRequest) -> Any:
    return [{"group": name, "label": str(group.label)} for name, group in groups]


@router.get("/codes/{group}", response=list[CodeOut])
@needs_login
def list_codes(request: HttpRequest, group: str) -> Any:
    return queries.codes_of(_group(group), retired=True)


@router.post("/codes/{group}", response={201: CodeOut})
@needs(MANAGE)
def add_code(request: HttpRequest, group: str, body: CodeIn) -> Any:
    return Status(201, services.add_code(_group(group), **body.dict(), actor=request.user))


@router.patch("/codes/{group}/{code_id}", response=CodeOut)
@needs(MANAGE)
def change_code(request: HttpRequest, group: str, code_id: Id, body: CodePatch) -> Any:
    values = {k: v for k, v in body.dict(exclude_unset=True).items() if v is not None}
    return services.change_code(_code(group, code_id), **values, actor=request.user)


@router.delete("/codes/{group}/{code_id}", response={204: None})
@needs(MANAGE)
def remove_code(request: HttpRequest, group: str, code_id: Id) -> Any:
    services.remove_code(_code(group, code_id), actor=request.user)
    return HttpResponse(status=204)


@router.get("/custom-fields/{record}", response=list[FieldOut])
@needs_login
def list_fields(request: HttpRequest, record: str) -> Any:
    if record not in custom_records:
        raise Http404
    return queries.custom_fields(record)


def _group(name: str) -> str:
    if name not in groups:
        raise Http404
    return name


def _code(group: str, code_id: int) -> Code:
    return get_object_or_404(Code, group=_group(group), pk=code_id)
