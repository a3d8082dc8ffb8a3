"""A list over customers for the tests; looked up by name, because customers is an app above."""

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse

from dangol.kit.access import needs
from dangol.kit.conditions import (
    Choice,
    Date,
    Linked,
    Moment,
    Option,
    Person,
    Text,
    YesNo,
    options_of,
)
from dangol.kit.errors import Refused
from dangol.kit.forms import Form
from dangol.kit.lists import BulkAction, Column, Edit, Outcome, RecordList, set_field
from dangol.kit.records import change
from dangol.kit.templatetags import ui
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import people

Customer = apps.get_model("customers", "Customer")
Tag = apps.get_model("customers", "Tag")


class StageForm(Form):
    stage = forms.ChoiceField(label="단계", choices=Customer.Stage.choices)


class OwnerForm(Form):
    owner = forms.ModelChoiceField(
        label="담당", queryset=apps.get_model("accounts", "User").objects.all()
    )


def rename(record, text, *, actor):
    if not text.strip():
        raise Refused("이름을 적으세요.")
    change(record, actor=actor, name=text.strip())


def refuse_odd(rows, values, *, actor):
    ids = list(rows.values_list("pk", flat=True))
    return Outcome(done=0, refused=[(pk, "안 됩니다.") for pk in ids])


class PeopleList(RecordList):
    key = "test.people"
    model = Customer
    url_name = "people_list"
    title = "사람"
    unit = "%(n)s명"
    search = "search"
    quick = ("stage", "owner")
    columns = [
        Column(
            "name",
            "이름",
            cell=lambda row, look: look.link(row, row.name),
            reads=("name",),
            sort="name",
            main=True,
        ),
        Column(
            "stage",
            "단계",
            cell=lambda row, look: row.get_stage_display(),
            sort="stage",
            text=lambda value: str(Customer.Stage(value).label),
        ),
        Column(
            "phone",
            "전화",
            cell=lambda row, look: ui.phone(row.phone),
            mask=lambda value: f"{value[:3]}-••••-{value[-4:]}" if value else "",
        ),
        Column("owner", "담당", value="owner__name"),
        Column("last_contact_at", "최근 접촉", sort="-last_contact_at", text=ui.day),
        Column(
            "memo",
            "메모",
            edit=Edit(save=rename, value=lambda row: row.name),
            cell=lambda row, look: row.name,
            reads=("name",),
        ),
    ]
    default_columns = ("stage", "phone", "owner", "memo")
    attributes = [
        Choice("stage", "단계", options=options_of(Customer.Stage)),
        Person("owner", "담당", options=people),
        Text("name", "이름"),
        YesNo("has_active_owner", "담당 재직", "owner__is_active"),
        Date("collected_on", "수집일"),
        Moment("last_contact", "최근 접촉", "last_contact_at"),
        Linked(
            "tags",
            "태그",
            "tag",
            options=lambda: [
                Option(str(pk), name, pk) for pk, name in Tag.objects.values_list("pk", "name")
            ],
            rows=lambda: Customer.tags.through.objects.all(),
            key="customer_id",
        ),
    ]
    bulk = [
        set_field("stage", "단계 바꾸기", "star", "customers.bulk_customer", form=StageForm),
        set_field("owner", "담당 바꾸기", "users", "customers.bulk_customer", form=OwnerForm),
        BulkAction("odd", "안 되는 일", "x", "customers.bulk_customer", refuse_odd),
    ]


@needs("customers.view_customer")
def people_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, PeopleList)
