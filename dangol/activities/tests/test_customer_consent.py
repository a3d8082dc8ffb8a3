from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dangol.activities.models import Entry
from dangol.customers.consent import append_only
from dangol.customers.consent.models import Consent
from dangol.customers.consent.queries import (
    confirmation_due_of,
    next_confirmation_due,
    result_notice_due,
    standings_of,
)
from dangol.customers.consent.services import publish_wording, record_consent
from dangol.customers.testing import make_customer, moment
from dangol.kit.errors import Refused

AT = moment("2026-03-02 10:00")


def record(customer, act="give", at=AT, purpose="sms", **values):
    return record_consent(
        customer, purpose=purpose, act=act, at=at, source="가입 신청서", actor=None, **values
    )


def permit(customer, medium="sms"):
    customer.refresh_from_db()
    return getattr(customer, f"permit_{medium}")


def test_writes_the_ledger_and_what_holds_now(kim):
    customer = make_customer(kim)
    wording = publish_wording("sms", text="문자로 소식을 받는 데 동의합니다.", actor=kim)

    entry = record(customer, permit=2)

    assert (entry.wording, entry.source, permit(customer)) == (wording, "가입 신청서", 2)
    assert permit(customer, "email") == 0
    assert Entry.objects.filter(kind="customers.consent_recorded").count() == 1


def test_a_withdrawal_wins_over_what_came_before_and_at_the_same_moment(kim):
    customer = make_customer(kim)
    record(customer)
    record(customer, "withdraw")

    assert permit(customer) == 0
    record(customer, at=AT - timedelta(days=1))
    assert permit(customer) == 0
    record(customer, at=AT)
    assert permit(customer) == 0


def test_only_a_newer_consent_of_their_own_lifts_a_withdrawal(kim):
    customer = make_customer(kim)
    record(customer, "withdraw")

    with pytest.raises(Refused, match="거부"):
        record(customer, at=AT + timedelta(days=1), basis="trade")
    with pytest.raises(Refused, match="재확인"):
        record(customer, "confirm", at=AT + timedelta(days=1))
    assert Consent.objects.count() == 1

    record(customer, at=AT + timedelta(days=1))
    assert permit(customer) == 1


def test_a_trade_relation_is_no_consent(kim):
    customer = make_customer(kim)

    record(customer, basis="trade")

    assert permit(customer) == 0


def test_a_child_without_a_guardian_cannot_agree_but_can_refuse(kim):
    customer = make_customer(kim)
    type(customer).objects.filter(pk=customer.pk).update(birth_on=date(2015, 1, 1))

    with pytest.raises(Refused, match="14세"):
        record(customer)
    assert not Consent.objects.exists()
    record(customer, "refuse")


@pytest.mark.parametrize(
    ("born", "refused"), [(date(2005, 11, 22), True), (date(2005, 11, 21), False)]
)
def test_the_day_of_the_fourteenth_birthday(kim, born, refused):
    customer = make_customer(kim)
    type(customer).objects.filter(pk=customer.pk).update(birth_on=born)
    at = moment("2019-11-21 10:00")

    if refused:
        with pytest.raises(Refused):
            record(customer, at=at)
    else:
        record(customer, at=at)


def test_refuses_the_future_and_no_source(kim):
    customer = make_customer(kim)

    with pytest.raises(ValidationError, match="앞으로"):
        record(customer, at=timezone.now() + timedelta(minutes=5))
    with pytest.raises(ValidationError):
        record_consent(customer, purpose="sms", act="give", at=AT, source=" ", actor=None)
    with pytest.raises(ValidationError, match="주민등록번호"):
        record(customer, evidence="900101-1234567")
    assert not Consent.objects.exists()


def test_the_ledger_is_append_only(kim):
    entry = record(make_customer(kim))

    entry.source = "다른 곳"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        Consent.objects.update(source="다른 곳")
    with pytest.raises(TypeError):
        Consent.objects.all().delete()


def test_the_database_itself_refuses_a_rewrite(kim):
    record(make_customer(kim))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {append_only.TABLE} SET source = 'x'")

    assert Consent.objects.get().source == "가입 신청서"


def test_every_medium_has_a_line_and_others_once_asked(kim):
    customer = make_customer(kim)
    record(customer, purpose="marketing")
    record(customer, "refuse", purpose="fax")

    lines = {row.purpose: (row.permit, row.is_refused) for row in standings_of(customer)}

    assert lines == {
        "email": (0, False), "sms": (0, False), "kakao": (0, False), "voice": (0, False),
        "post": (0, False), "fax": (0, True), "marketing": (1, False),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("confirmed", "due"),
    [
        ([], date(2026, 11, 20)),
        ([date(2026, 11, 1)], date(2028, 11, 20)),
        ([date(2025, 1, 1), date(2025, 2, 1)], date(2028, 11, 20)),
        ([date(2026, 12, 5)], date(2028, 11, 20)),
        ([date(2026, 11, 20), date(2028, 11, 20)], date(2030, 11, 20)),
    ],
)
def test_consent_is_asked_again_every_two_years(confirmed, due):
    assert next_confirmation_due(date(2024, 11, 21), confirmed) == due


def test_a_leap_day_has_its_years_too():
    assert next_confirmation_due(date(2024, 2, 29)) == date(2026, 2, 27)


def test_due_days_of_a_ledger(kim):
    customer = make_customer(kim)
    given = record(customer, at=moment("2024-11-21 23:30"))
    record(customer, "confirm", at=moment("2026-11-01 10:00"))

    assert result_notice_due(given) == date(2024, 12, 5)
    assert confirmation_due_of(customer.consents.all(), "sms") == date(2028, 11, 20)
    assert confirmation_due_of(customer.consents.all(), "email") is None
    record(customer, "withdraw", at=moment("2026-11-02 10:00"))
    assert confirmation_due_of(customer.consents.all(), "sms") is None


def test_a_changed_text_is_a_new_version(kim):
    first = publish_wording("email", text="메일을 받습니다.", actor=kim)

    assert publish_wording("email", text="메일을 받습니다.", actor=kim) == first
    assert publish_wording("email", text="메일을 월 1회 받습니다.", actor=kim).version == 2
    with pytest.raises(ValidationError):
        publish_wording("email", text=" ", actor=kim)
