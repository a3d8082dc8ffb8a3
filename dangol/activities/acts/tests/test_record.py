from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.acts.services import remove_activity
from dangol.activities.models import Activity, Entry
from dangol.activities.queries import timeline_of
from dangol.activities.testing import NOW, install_kinds, make_done, make_todo
from dangol.customers.models import Customer
from dangol.customers.testing import make_company, make_customer


def test_a_call_is_history_with_the_defaults_of_its_kind(kim):
    done = make_done(kim, customer=make_customer(kim), text="견적 관심")

    assert (done.status, done.occurred_at, done.recorded_at) == ("done", NOW, NOW)
    assert (done.minutes, done.purpose.key, done.created_by) == (10, "none", kim)
    assert (done.due_at, str(done)) == (None, "견적 관심")


def test_both_moments_are_kept(kim):
    done = make_done(kim, NOW - timedelta(hours=5), at=NOW)

    assert done.recorded_at - done.occurred_at == timedelta(hours=5)


def test_it_stands_once_on_the_timelines_of_company_and_person(kim):
    company, person = make_company(kim), make_customer(kim)

    done = make_done(kim, customer=company, counterpart=person)

    for customer in (company, person):
        entry = customer.entries.get(kind="activities.activity")
        assert (entry.activity, entry.at, entry.actor) == (done, NOW, kim)
        customer.refresh_from_db()
        assert customer.last_contact_at == NOW
    assert len(timeline_of(person, seen_by=kim, kinds="activities").lines) == 1


def test_internal_work_is_no_contact(kim):
    customer = make_customer(kim)

    make_done(kim, kind="todo", customer=customer)

    customer.refresh_from_db()
    assert customer.last_contact_at is None
    assert make_done(kim, kind="todo", title="주간 회의").customer is None


def test_the_future_is_refused(kim):
    with pytest.raises(ValidationError, match="할 일"):
        make_done(kim, NOW + timedelta(hours=1), at=NOW)

    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "주민번호 900101-1234568"}, "text"),
        ({"text": "가" * 20_001}, "text"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1_441}, "minutes"),
        ({"kind": "nonsense"}, "kind"),
        ({"purpose": "call"}, "purpose"),
        ({"custom": {"nobody": 1}}, "nobody"),
    ],
)
def test_wrong_values_are_refused_by_field(kim, values, field):
    install_kinds()

    with pytest.raises(ValidationError) as error:
        make_done(kim, **values)

    assert list(error.value.message_dict) == [field]
    assert not Activity.objects.exists()


def test_a_second_submit_writes_nothing(kim):
    customer = make_customer(kim)

    first = make_done(kim, customer=customer, source="form:1:abc")
    second = make_done(kim, customer=customer, source="form:1:abc")

    assert first == second
    assert Entry.objects.filter(activity=first).count() == 1


def test_removing_takes_the_last_contact_back(kim):
    customer = make_customer(kim)
    make_done(kim, NOW - timedelta(days=9), customer=customer)
    wrong = make_done(kim, NOW, customer=customer)

    remove_activity(wrong, actor=kim)

    customer.refresh_from_db()
    assert customer.last_contact_at == NOW - timedelta(days=9)
    assert customer.entries.filter(kind="activities.activity").count() == 1


def test_a_last_contact_known_before_comes_back(kim):
    customer = make_customer(kim)
    Customer.objects.filter(pk=customer.pk).update(last_contact_at=NOW - timedelta(days=3))

    remove_activity(make_done(kim, NOW, customer=customer), actor=kim)

    customer.refresh_from_db()
    assert customer.last_contact_at == NOW - timedelta(days=3)


def test_who_sees_the_customer_sees_what_others_did(kim, lee, park):
    shared = make_done(park, customer=make_customer(kim), actor=park)
    internal = make_done(park, kind="todo", title="혼자 한 일")

    assert list(Activity.objects.visible_to(kim)) == [shared]
    assert list(Activity.objects.visible_to(lee)) == [shared]
    assert list(Activity.objects.of_staff(lee)) == []
    assert set(Activity.objects.visible_to(park)) == {shared, internal}
    assert not Activity.objects.visible_to(kim, "change").exists()


def test_a_day_is_due_the_whole_of_it(kim):
    todo = make_todo(kim, date(2026, 3, 2))

    assert todo.is_all_day
    assert not Activity.objects.overdue(NOW).exists()
    assert Activity.objects.overdue(NOW + timedelta(days=1)).get() == todo
