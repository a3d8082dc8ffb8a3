"""Complaints: recurrence finds itself, and money above the limit waits for another person."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.codes import preferences
from dangol.codes.queries import code_by_key, forget_codes
from dangol.codes.services import install_codes
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.helpdesk.complaints.figures import claim_report
from dangol.helpdesk.complaints.preferences import ComplaintPreferences
from dangol.helpdesk.complaints.services import decide_compensation, handle_complaint
from dangol.helpdesk.models import Complaint
from dangol.helpdesk.testing import MORNING, assert_drills, make_ticket
from dangol.kit.errors import Refused
from dangol.workspace.models import Notice
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _codes(db):
    install_codes("b2b")
    forget_codes()


def cause(key):
    return code_by_key("complaint_cause", key).id


def handle(ticket, actor, **values):
    given = {"severity": 2, "cause": cause("delivery"), "amount": 0, "at": MORNING, **values}
    return handle_complaint(ticket, actor=actor, **given)


def test_the_same_customer_and_cause_within_the_days_is_a_recurrence(kim):
    customer, other = make_customer(kim), make_customer(kim, "이웃")
    first = handle(make_ticket(kim, customer=customer), kim)
    days = preferences.get(ComplaintPreferences).repeat_days
    late = make_ticket(kim, customer=customer, at=MORNING + timedelta(days=days + 1))
    again = make_ticket(kim, customer=customer, at=MORNING + timedelta(days=days))
    assert handle(again, kim).earlier == first
    again.refresh_from_db()
    assert (again.is_repeat, again.severity) == (True, 2)
    assert handle(late, kim, cause=cause("quality")).earlier is None
    assert handle(make_ticket(kim, customer=other), kim).earlier is None
    assert handle(again, kim, cause=cause("billing")).earlier is None
    again.refresh_from_db()
    assert again.is_repeat is False


def test_up_to_the_limit_at_once_above_it_by_somebody_else(kim, lee, choi):
    limit = preferences.get(ComplaintPreferences).limit
    ticket = make_ticket(kim, customer=make_customer(kim))
    with pytest.raises(ValidationError, match="무엇에 대한"):
        handle(ticket, kim, amount=limit)
    assert not Complaint.objects.exists()
    assert handle(ticket, kim, amount=limit, note="재배송비").status == "approved"
    ticket.refresh_from_db()
    assert ticket.compensation == limit
    row = handle(ticket, kim, amount=limit + 1, note="재배송비")
    ticket.refresh_from_db()
    assert (row.status, ticket.compensation) == ("asked", 0)
    assert {notice.user for notice in Notice.objects.filter(kind="approval")} == {lee, choi}
    with pytest.raises(Refused, match="다른 사람"):
        decide_compensation(row, approve=True, at=MORNING, actor=kim)
    with pytest.raises(ValidationError, match="까닭"):
        decide_compensation(row, approve=False, at=MORNING, actor=lee)
    decide_compensation(row, approve=True, at=MORNING, actor=lee)
    ticket.refresh_from_db()
    assert (ticket.compensation, ticket.compensation_note) == (limit + 1, "재배송비")
    with pytest.raises(Refused, match="기다리는"):
        decide_compensation(row, approve=True, at=MORNING, actor=choi)
    assert handle(ticket, kim, amount=limit + 1, note="배송비").status == "approved"


def test_the_pages(client, kim, lee, park):
    ticket = make_ticket(kim, customer=make_customer(kim, "홍길동"))
    url = reverse("helpdesk:complaint_handle", args=[ticket.pk])
    client.force_login(kim)
    assert url in client.get(ticket.get_absolute_url()).text
    said = {"severity": 3, "cause": cause("quality"), "note": "새 기계"}
    wrong = client.post(url, {**said, "amount": "많이"})
    assert (wrong.status_code, "새 기계" in wrong.text) == (422, True)
    client.post(url, {**said, "amount": "1,200,000"})
    row = Complaint.objects.get()
    decide = reverse("helpdesk:complaint_decide", args=[row.pk])
    assert client.post(decide, {"approve": "1"}).status_code == 403
    client.force_login(park)
    assert client.get(url).status_code == 404
    client.force_login(lee)
    assert "보상 결재" in client.get(url).text
    client.post(decide, {"refuse": "1"})
    row.refresh_from_db()
    assert row.status == "asked"
    client.post(decide, {"refuse": "1", "decision": "수리로 충분"})
    row.refresh_from_db()
    assert (row.status, row.decision) == ("refused", "수리로 충분")
    assert "홍길동" in client.get(reverse("helpdesk:complaint_list")).text


def test_the_rate_is_complaints_by_customers(client, kim, choi):
    people = [make_customer(kim, f"고객{n}") for n in range(4)]
    Customer.objects.update(stage="customer", created_at=MORNING)
    for number, customer in enumerate((people[0], people[0], people[1])):
        at = MORNING + timedelta(days=number)
        ticket = make_ticket(kim, customer=customer, at=at)
        handle(ticket, kim, amount=10_000, note="쿠폰", severity=1 + number)
    days = Days(date(2026, 11, 1), date(2026, 11, 30))
    client.force_login(choi)
    for by in ("month", "product", "cause"):
        asked = Asked.of(reports["claims"].asks, {"period": days, "by": by, "base": "customers"})
        figures = claim_report(choi, asked)
        assert_drills(client, figures, "n", "grave", "again")
    table = figures.tables[0]
    assert [cell.value for cell in table.total.cells] == [3, 75.0, 2, 1, 30_000]
    assert [row.label for row in table.rows] == ["배송"]
