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
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line, Moment, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.messaging.merging.queries import known_fields
from dangol.messaging.templating import services
from dangol.messaging.templating.lists import TemplateList
from dangol.messaging.templating.models import Template
from dangol.messaging.templating.previewing import mail_page, preview_of
from dangol.messaging.templating.queries import templates_seen_by, words_of
from dangol.messaging.templating.words import Words as Said

VIEW, ADD, CHANGE, DELETE = (
    f"messaging.{verb}_template" for verb in ("view", "add", "change", "delete")
)
MediumName = Literal["email", "sms", "kakao", "post", "fax", "voice"]
KindName = Literal["ad", "info", "transaction"]
Long = Annotated[str, Field(max_length=100_000)]
router = Router(tags=["templates"])


class TemplateOut(Schema):
    """A template in a list."""

    id: int
    name: str
    medium: str
    kind: str
    folder: str
    owner_id: int
    is_shared: bool
    is_active: bool
    updated_at: Moment
    version: int


class TemplateDetail(TemplateOut):
    """A template with the words of its current version."""

    number: int
    subject: str
    body: str
    blocks: list[dict[str, Any]]
    plain: str
    buttons: list[dict[str, Any]]
    fallback: str
    review: str
    code: str


class TemplateChange(Body):
    """What is not sent stays as it is."""

    name: Line | None = None
    kind: KindName | None = None
    folder: Annotated[str, Field(max_length=60)] | None = None
    is_shared: bool | None = None
    is_active: bool | None = None
    subject: Annotated[str, Field(max_length=300)] | None = None
    body: Long | None = None
    blocks: Annotated[list[dict[str, Any]], Field(max_length=100)] | None = None
    plain: Long | None = None
    buttons: Annotated[list[dict[str, Any]], Field(max_length=10)] | None = None
    fallback: Words | None = None


class TemplatePatch(TemplateChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class TemplateIn(TemplateChange):
    name: Line
    medium: MediumName
    kind: KindName = "info"


class FieldOut(Schema):
    name: str
    label: str
    group: str
    sample: str


class PreviewOut(Schema):
    """The message as the customer gets it; `lacking` fields keep them from getting it."""

    subject: str
    text: str
    html: str
    fallback: str
    size: int
    price_class: str
    price: int
    lacking: list[str]
    problems: list[str]
    warnings: list[str]


@router.get("/fields", response=list[FieldOut])
@needs(VIEW)
def list_merge_fields(request: UserRequest) -> Any:
    return [
        FieldOut(
            name=one.name, label=str(one.label), group=str(one.group), sample=one.sample
        )
        for one in known_fields().values()
    ]  # fmt: skip


@router.get("", response=Page[TemplateOut])
@needs(VIEW)
def list_templates(request: UserRequest, query: Query[ListQuery]) -> Any:
    return list_part(request, lists[TemplateList.key], query, Template.objects.all())


@router.post("", response={201: TemplateDetail})
@needs(ADD)
def write_template(request: UserRequest, body: TemplateIn) -> Any:
    values, words = _split(body, Said())
    template = services.write_template(
        **values, words=words, actor=request.user, today=timezone.localdate()
    )
    return Status(201, _detail(template))


@router.get("/{template_id}", response=TemplateDetail)
@needs(VIEW)
def read_template(request: UserRequest, template_id: Id) -> Any:
    return _detail(_visible(request, template_id))


@router.patch("/{template_id}", response=TemplateDetail)
@needs(CHANGE)
def change_template(request: UserRequest, template_id: Id, body: TemplatePatch) -> Any:
    template = _visible(request, template_id, "change")
    values, words = _split(body, words_of(template.current) if template.current else Said())
    template = services.edit_template(
        template, **values, words=words, actor=request.user, today=timezone.localdate()
    )
    return _detail(template)


@router.delete("/{template_id}", response={204: None})
@needs(DELETE)
def remove_template(request: UserRequest, template_id: Id) -> Any:
    services.remove_template(_visible(request, template_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.get("/{template_id}/preview/{customer_id}", response=PreviewOut)
@needs(VIEW)
def preview_template(request: UserRequest, template_id: Id, customer_id: Id) -> Any:
    """For one customer, with what the law adds; contacts are masked without the right to see."""
    template = _visible(request, template_id)
    rows: QuerySet[Customer] = customers_seen_by(request.user)
    customer = get_object_or_404(rows, pk=customer_id)
    seen(request, "api", Customer, [customer.pk])
    words = words_of(template.current) if template.current else Said()
    user, today = request.user, timezone.localdate()
    found = preview_of(template.medium, template.kind, words, customer, user=user, today=today)
    is_mail = template.medium == "email"
    html = ""
    if is_mail:
        html = mail_page(template.kind, words, customer, user=user, today=today, dark=False)
    return {**found.__dict__, "html": html}


def _visible(request: UserRequest, template_id: int, verb: str = "view") -> Template:
    return get_object_or_404(templates_seen_by(request.user, verb), pk=template_id)


def _split(body: TemplateChange, before: Said) -> tuple[dict[str, Any], Said]:
    """Values of the template, and its words: those that were sent in place of those before."""
    values = body.dict(exclude_unset=True)
    if empty := [name for name, value in values.items() if value is None and name != "version"]:
        raise ValidationError({name: _("비워 둘 수 없습니다.") for name in empty})
    said = {name: values.pop(name) for name in Said.__dataclass_fields__ if name in values}
    return values, Said(**{**before.__dict__, **said})


def _detail(template: Template) -> dict[str, Any]:
    review = getattr(template, "alimtalk", None)
    names = TemplateOut.model_fields
    words = words_of(template.current).stored() if template.current else Said().stored()
    return {
        **{name: getattr(template, name) for name in names},
        **words,
        "number": template.current.number if template.current else 0,
        "review": review.state if review else "",
        "code": review.code if review else "",
    }
