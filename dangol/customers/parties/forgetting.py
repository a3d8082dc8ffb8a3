"""Forgetting customers who are removed: what stays of them elsewhere (개인정보 보호법 §21, §36)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import SET_NULL, QuerySet

from dangol.audit.services import blank_values
from dangol.customers.parties.models import ContactPoint, Customer
from dangol.customers.registry import forgettings
from dangol.kit.korean.phones import format_phone
from dangol.kit.stored import gone_with
from dangol.workspace.comments.services import forget_record
from dangol.workspace.services import forget_notices

HIDDEN = "○○○"
_TOGETHER = 5_000


def forget_customers(ids: Sequence[int]) -> None:
    """Take out of every table what it says about these customers, before their rows go.

    Call it inside the transaction that deletes them. A few statements for each table, however
    many customers they are.
    """
    for _name, one in forgettings:
        if one.forget:
            one.forget(ids)
    forget_beside(Customer.objects.filter(pk__in=ids))
    _forget_mentions(ids)


def forget_beside(rows: "QuerySet[Any]") -> None:
    """Forget what is kept beside rows and all below: values of their history, comments, notices."""
    top: Any = rows.model
    ids = list(rows.order_by().values_list("pk", flat=True).distinct())
    if not ids:
        return
    for model, path in gone_with(top):
        below = model._base_manager.filter(**{f"{path}__in": ids})
        found = list(below.values_list("pk", flat=True).distinct())
        for start in range(0, len(found), _TOGETHER):
            _forget_beside(model, found[start : start + _TOGETHER])


def _forget_beside(model: Any, ids: list[int]) -> None:
    blank_values(model._meta.label, ids)
    forget_record(model._meta.label_lower, ids)
    if hasattr(model, "get_absolute_url"):
        forget_notices(row.get_absolute_url() for row in model._base_manager.filter(pk__in=ids))


def _forget_mentions(ids: Sequence[int]) -> None:
    """Take the names out of the history of rows that stay and let go of the customer."""
    relations: Any = Customer._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.auto_created and getattr(relation, "on_delete", None) is SET_NULL:
            model, name = relation.related_model, relation.field.name
            rows = model._base_manager.filter(**{f"{name}__in": ids})
            blank_values(model._meta.label, rows.values_list("pk", flat=True), only=name)


def marks_of(ids: Sequence[int]) -> dict[int, list[str]]:
    """What each customer is known by in running text, the longest first."""
    marks: dict[int, set[str]] = defaultdict(set)
    for pk, name in Customer.objects.filter(pk__in=ids).values_list("pk", "name"):
        marks[pk].add(name)
    points = ContactPoint.objects.filter(customer__in=ids)
    for pk, medium, value in points.values_list("customer", "medium", "value"):
        is_email = medium == ContactPoint.Medium.EMAIL
        marks[pk] |= {value} if is_email else {value, format_phone(value)}
    return {pk: sorted(filter(_tells, found), key=len, reverse=True) for pk, found in marks.items()}


def _tells(mark: str) -> bool:
    return len(mark) > 1  # one letter would be found in any text


def redact(rows: "QuerySet[Any]", customer: str, *columns: str) -> None:
    """Hide name, numbers and addresses of the customer of each row in these columns of text."""
    found = list(rows)
    marks = marks_of([getattr(row, f"{customer}_id") for row in found])
    for row in found:
        for column in columns:
            text = getattr(row, column)
            for mark in marks[getattr(row, f"{customer}_id")]:
                text = text.replace(mark, HIDDEN)
            setattr(row, column, text)
    rows.model._base_manager.bulk_update(found, columns, batch_size=500)
