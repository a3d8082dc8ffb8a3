"""A small API to test what all operations share."""

from typing import Annotated

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import include, path
from ninja import Query
from pydantic import Field

from dangol.accounts.models import Department
from dangol.api.setup import make_api
from dangol.kit.access import needs, needs_login
from dangol.kit.api.fields import Body, Id, Line, Page, Paging
from dangol.kit.api.paging import part_of
from dangol.kit.errors import Refused
from dangol.kit.records import create

api = make_api()
api.urls_namespace = "test-api"


class DepartmentIn(Body):
    name: Line
    order: Annotated[int, Field(ge=0, le=1000)] = 0


@api.get("/departments", response=Page[dict])
@needs_login
def departments(request: HttpRequest, paging: Query[Paging]):
    part = part_of(request, Department.objects.all(), paging)
    return part | {"items": [{"id": row.pk} for row in part["items"]]}


@api.post("/departments", response={201: dict})
@needs("accounts.manage_people")
@transaction.atomic
def add_department(request: HttpRequest, body: DepartmentIn):
    department = create(Department, actor=request.user, **body.dict())
    if body.order == 999:
        raise Refused("999번은 쓰지 않습니다.")
    if body.order == 998:
        raise ValidationError({"name": "같은 이름이 있습니다."})
    return {"id": department.pk}


@api.get("/departments/{department_id}", response=dict)
@needs_login
def department(request: HttpRequest, department_id: Id):
    return {"id": Department.objects.get(pk=department_id).pk}


urlpatterns = [
    path("api/test/", api.urls),
    path("accounts/", include("dangol.accounts.signin.urls")),
    path("", include("dangol.accounts.urls")),
    path("", include("dangol.codes.urls")),
]
