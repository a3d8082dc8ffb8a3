"""What customers tell the access log and the webhooks."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events
from dangol.audit.registry import Subject, subjects
from dangol.customers.models import Consent, Customer

RECORD = "customers.customer"
MANY = 50_000
FOUND = 20


def _numbers(ids: Iterable[int]) -> dict[int, str]:
    return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "number"))


def _find(text: str) -> list[int]:
    rows = Customer.objects.filter(number__iexact=text.strip())
    return list(rows.values_list("pk", flat=True)[:FOUND])


def _departments(ids: Iterable[int]) -> dict[int, int | None]:
    rows = Customer.objects.filter(pk__in=ids)
    return dict(rows.values_list("pk", "owner__department"))


def _needs_two_years() -> bool:
    """50,000 people, or anybody's sensitive or unique-id data (안전성 확보조치 기준 §8)."""
    people = Customer.objects.filter(kind=Customer.Kind.PERSON).order_by("pk")
    sensitive = [Consent.Purpose.SENSITIVE, Consent.Purpose.UNIQUE_ID]
    return bool(people.values("pk")[MANY - 1 : MANY]) or bool(
        Consent.objects.filter(purpose__in=sensitive)[:1]
    )


subjects.add(RECORD)(
    Subject(
        _("고객"),
        numbers=_numbers,
        find=_find,
        departments=_departments,
        needs_two_years=_needs_two_years,
        url_name="customers:customer_detail",
    )
)
for name, label in [
    ("stage_moved", _("고객 단계 이동")),
    ("grade_changed", _("고객 등급 변경")),
    ("recency_moved", _("고객 최근성 변경")),
    ("owner_changed", _("고객 담당 변경")),
    ("consent_recorded", _("동의 기록")),
    ("affiliation_started", _("소속 시작")),
    ("affiliation_ended", _("소속 끝")),
    ("household_joined", _("세대 합류")),
    ("household_left", _("세대 이탈")),
]:
    webhook_events.add(f"customers.{name}")(Told(label, RECORD))
