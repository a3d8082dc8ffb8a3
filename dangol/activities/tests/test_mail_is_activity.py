"""Mail that came or was written elsewhere counts as what was done with the customer."""

import pytest

from dangol.activities.models import Activity, Entry
from dangol.activities.testing import install_kinds
from dangol.customers.testing import make_customer
from dangol.messaging.inbox.testing import MORNING, make_mail
from dangol.messaging.mailboxes.testing import make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(kim):
    install_kinds()
    return make_account(kim)


def test_a_mail_that_came_is_an_activity_of_whoever_looks_after_the_customer(account, kim, lee):
    customer = make_customer(lee, emails=["park@client.example"])

    mail = make_mail(account, "견적 부탁드립니다.", subject="견적 문의")

    activity = Activity.objects.get()
    assert (activity.kind.key, activity.direction, activity.owner) == ("mail", "in", lee)
    assert (activity.title, activity.minutes, activity.occurred_at) == ("견적 문의", 0, MORNING)
    assert (activity.link_model, activity.link_id) == ("messaging.mail", mail.pk)
    customer.refresh_from_db()
    assert customer.last_contact_at == MORNING
    kinds = Entry.objects.filter(customer=customer).values_list("kind", flat=True)
    assert list(kinds).count("messaging.mail_received") == 1
    assert "activities.activity" not in kinds


def test_what_machines_write_and_mail_of_nobodys_customer_is_none(account, kim):
    make_customer(None, emails=["park@client.example"])
    make_customer(kim, emails=["robot@client.example"])

    make_mail(account)
    make_mail(account, sender="robot@client.example", Auto_Submitted="auto-replied")

    assert not Activity.objects.exists()


def test_a_mail_written_elsewhere_is_work_of_its_writer(account, kim, lee):
    make_customer(lee, emails=["park@client.example"])

    make_mail(account, to="park@client.example", sender="box1@dangol.example", is_sent=True)

    activity = Activity.objects.get()
    assert (activity.owner, activity.direction, activity.minutes) == (kim, "out", 10)
