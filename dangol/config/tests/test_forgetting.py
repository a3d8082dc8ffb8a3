"""A removed customer is in no table and no stored file any more (개인정보 보호법 제21조).

Rows are made by themselves in every table that leads to a customer, each text of them full of
marks: a table that is added and does not say how it forgets fails here.
"""

from itertools import count

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.testing import make_done
from dangol.audit.services import record_change
from dangol.customers.models import Customer
from dangol.customers.parties.services import remove_customer
from dangol.customers.testing import make_customer
from dangol.imports.models import Before, Import
from dangol.kit.stored import gone_with
from dangol.messaging.inbox.filing import forget_orphans
from dangol.workspace.models import Comment, Notice, Snapshot

NAME, PHONE, EMAIL = "홍표식", "010-9753-1864", "zqmarker@example.com"
TOLD = f"{NAME} {PHONE} {EMAIL}"
MARKS = (NAME, PHONE, "01097531864", "zqmarker")
# what stays, as the page that asks says: tickets of a company for three years (전자상거래법 시행령
# 제6조), of which a complaint is a part; a deal names competitors, which are companies
STAYS = {"helpdesk.Ticket", "helpdesk.Complaint", "sales.Deal"}
# what machines give each other: it says nothing of a person
NUMBERS = {
    "digest", "sha256", "fingerprint", "mark", "key", "client", "identifier", "kind", "learned",
    "read_by", "queue", "server", "transferred_to", "lines",
}  # fmt: skip
# rows about somebody else that only name the customer: their words are told apart below
NAMING = {"sales.Lead.referrer", "activities.Activity.counterpart", "sales.RivalMove.customer"}
FITTING = {
    "activities.Activity": {"status": "todo", "due_at": timezone.now()},
    "catalog.Price": {"unit_price": 1},
    "chat.Conversation": {"status": "closed"},
}


class Office:
    """Rows full of marks in every table that leads to the customer, plain ones where they need."""

    def __init__(self, customer: Customer, user: User):
        self.marked = {Customer: customer}
        self.plain = {Customer: make_customer(user, "다른 고객"), User: user}
        self.numbers = count(1)

    def fill(self):
        for model, path in gone_with(Customer)[1:]:
            self.mark(model, path)
        for relation in Customer._meta.get_fields(include_hidden=True):
            if not relation.auto_created or relation.concrete:
                continue
            model, name = relation.related_model, relation.field.name
            stays = {model._meta.label, str(relation.field)} & (STAYS | NAMING)
            if relation.on_delete is models.SET_NULL and not stays:
                self.mark(model, name)
                for below, path in gone_with(model)[1:]:
                    self.mark(below, path)

    def mark(self, model, path):
        """A row of the table that hangs on its customer by the first step of this path."""
        first = path.partition("__")[0]
        target = model._meta.get_field(first).related_model
        self.marked[model] = self.make(model, TOLD, **{first: self.marked[target]})

    def make(self, model, text, **given):
        customer = self.marked[Customer]
        given = FITTING.get(model._meta.label, {}) | given
        for field in model._meta.concrete_fields:
            if text and customer not in given.values() and _goes_with_customer(field):
                given[field.name] = customer
        for field in model._meta.concrete_fields:
            if field.name not in given and not field.primary_key:
                given[field.name] = self.value(field, text)
        [row] = model._base_manager.bulk_create([model(**given)])
        return row

    def value(self, field, text):
        kind = field.get_internal_type()
        if field.is_relation:
            return None if field.null else self.need(field.related_model)
        if kind == "FileField":
            return default_storage.save("marked.txt", ContentFile(text.encode())) if text else ""
        if field.choices:
            return None if field.null else field.get_default() or field.flatchoices[0][0]
        if kind == "JSONField":
            return {} if field.name in NUMBERS else {"said": text}
        if isinstance(field, models.CharField | models.TextField):
            if field.unique or field.name in NUMBERS or _is_in_a_key(field):
                return str(next(self.numbers))
            return text if len(text) <= (field.max_length or 99) else NAME[: field.max_length]
        if field.null:
            return None
        moments = {"DateTimeField": timezone.now(), "DateField": timezone.localdate()}
        default = field.get_default() if field.has_default() else next(self.numbers)
        return moments.get(kind, default)

    def need(self, model):
        if model not in self.plain:
            self.plain[model] = self.make(model, "")
        return self.plain[model]


def _goes_with_customer(field) -> bool:
    on_delete = field.remote_field and field.remote_field.on_delete
    return field.related_model is Customer and on_delete is models.CASCADE and not field.null


def _is_in_a_key(field) -> bool:
    rules = field.model._meta.constraints
    return any(field.name in getattr(rule, "fields", ()) for rule in rules)


def _beside(office: Office, user: User) -> None:
    """What is kept beside every row that was made, and beside the customer."""
    for row in office.marked.values():
        label, values = row._meta.label, {"name": [None, TOLD]}
        record_change(model=label, record_id=row.pk, verb="create", values=values, actor_id=None)
        Comment.objects.create(
            model=row._meta.label_lower, record_id=row.pk, writer=user, text=TOLD
        )
        if hasattr(row, "get_absolute_url"):
            Notice.objects.create(user=user, text=TOLD, url=row.get_absolute_url())
    customer = office.marked[Customer]
    run = Import.objects.create(into="customers", owner=user, name="고객.xlsx")
    Before.objects.create(run=run, record_id=customer.pk, version=1, values={"email": EMAIL})
    figures = {"tables": [{"rows": [[NAME, PHONE, EMAIL, 3]]}]}
    Snapshot.objects.create(
        report="x", name="x", maker=user, figures=figures, made_at=timezone.now()
    )


def _found() -> list[str]:
    """Where a mark stands, in any column of any table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            columns = connection.introspection.get_table_description(cursor, table)
            for column in (connection.ops.quote_name(each.name) for each in columns):
                text = f"CAST({column} AS TEXT)"
                where = " OR ".join([f"{text} LIKE %s"] * len(MARKS))
                cursor.execute(
                    f"SELECT {text} FROM {table} WHERE {where}",
                    [f"%{mark}%" for mark in MARKS],
                )
                found += [f"{table}.{column}: {row[0][:80]}" for row in cursor.fetchall()]
    return found


def _files(path: str = "") -> list[str]:
    folders, names = default_storage.listdir(path)
    below = [found for folder in folders for found in _files(f"{path}{folder}/")]
    return below + [f"{path}{name}" for name in names]


@pytest.fixture
def office(choi):
    customer = make_customer(choi, NAME, phones=[PHONE], emails=[EMAIL], memo=TOLD)
    office = Office(customer, choi)
    office.fill()
    _beside(office, choi)
    return office


def test_no_table_and_no_file_remembers_a_removed_customer(
    choi, office, django_capture_on_commit_callbacks
):
    assert len({line.partition(":")[0] for line in _found()}) > 100
    assert len(_files()) > 5

    with django_capture_on_commit_callbacks(execute=True):
        remove_customer(office.marked[Customer], actor=choi)
        forget_orphans()

    assert _found() == []
    assert _files() == []


def test_what_is_about_somebody_else_only_loses_the_name(choi):
    customer = make_customer(choi, NAME, phones=[PHONE])
    other = make_customer(choi, "한별")
    done = make_done(choi, customer=other, counterpart=customer, title=f"{NAME}({PHONE})의 소개")

    remove_customer(customer, actor=choi)

    done.refresh_from_db()
    assert (done.title, done.customer, done.counterpart) == ("○○○(○○○)의 소개", other, None)


def test_the_page_that_asks_says_what_goes_and_which_law_keeps_what(client, choi):
    customer = make_customer(choi, NAME)
    client.force_login(choi)

    page = client.get(reverse("customers:customer_remove", args=[customer.pk])).text

    assert "이 고객과만 주고받은 메일" in page
    assert "국세기본법 제85조의3" in page
    assert Customer.objects.filter(pk=customer.pk).exists()
