"""The demo company and the sample customers."""

from datetime import date

import pytest

from dangol.accounts.models import User
from dangol.activities.models import AlertRun, Entry
from dangol.automation.models import Rule, RuleRun
from dangol.config.demo import company, people
from dangol.config.demo.sample import fill_sample
from dangol.config.tests.demo_reports import check_reports_are_what_their_rows_add_up_to
from dangol.customers.models import Affiliation, ContactPoint, Customer, Household
from dangol.kit.errors import Refused
from dangol.segments.models import Segment

DAY = date(2026, 11, 21)


def fill():
    company.fill(300, say=lambda text: None, today=DAY)


def test_the_company_is_alive_and_harms_nobody(db, client):
    """One company for all of it: to make it costs more than to look at it."""
    fill()

    check_it_is_the_same_every_time()
    check_everybody_who_is_announced_can_sign_in()
    check_no_number_or_address_reaches_anybody()
    check_what_the_row_repeats_agrees_with_its_tables()
    check_segments_alerts_and_rules_have_done_something()
    check_reports_are_what_their_rows_add_up_to(client)


def check_it_is_the_same_every_time():
    last = Customer.objects.values_list("name", "phone").get(number="C-000200")
    assert last == ("구하준", "01017942385")
    assert Customer.objects.count() == 305  # two are brought by dealers, three are competitors
    assert (Affiliation.objects.count(), Household.objects.count()) == (92, 13)


def check_no_number_or_address_reaches_anybody():
    mobiles = ContactPoint.objects.filter(medium="phone", use="mobile")
    assert mobiles.exists()
    assert not mobiles.exclude(value__startswith="0100").exclude(value__startswith="0101").exists()
    assert not ContactPoint.objects.filter(medium="email").exclude(value__endswith=".example")


def check_what_the_row_repeats_agrees_with_its_tables():
    for customer in Customer.objects.all():
        main = customer.contact_points.filter(medium="phone", is_main=True).first()
        assert customer.phone == (main.value if main else "")
        given = set(customer.consents.values_list("purpose", "permit"))
        columns = {
            (medium, getattr(customer, f"permit_{medium}"))
            for medium in ("email", "sms", "kakao", "voice", "post")
            if getattr(customer, f"permit_{medium}")
        }
        assert given == columns
    assert Customer.objects.filter(search__matches="카페").exists()


def check_segments_alerts_and_rules_have_done_something():
    assert Segment.objects.count() == 4
    assert all(size > 0 for size in Segment.objects.values_list("size", flat=True))
    run = AlertRun.objects.get()
    assert (run.finished_at is not None, run.results.count()) == (True, 5)
    assert 0 < run.made < 100
    assert Rule.objects.filter(is_on=True, problem="").count() == 3
    assert RuleRun.objects.filter(status="done").exists()


def check_everybody_who_is_announced_can_sign_in():
    for username in people.SIGN_INS:
        assert User.objects.get(username=username).check_password(people.PASSWORD)


def test_refuses_a_database_with_people(kim):
    with pytest.raises(Refused, match="이미 직원이 있습니다"):
        fill()

    assert not Customer.objects.exists()


def test_sample_customers_are_made_once_and_can_be_told_apart(kim):
    assert (fill_sample(kim), fill_sample(kim)) == (200, 0)

    assert Customer.objects.filter(tags__name="예시 자료").count() == 200
    assert Entry.objects.filter(customer__tags__name="예시 자료").exists()
