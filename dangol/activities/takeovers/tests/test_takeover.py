"""인수인계서 (F29): what a new owner learns, and that nobody else does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.people.services import hand_over
from dangol.activities.models import Activity
from dangol.activities.services import write_note
from dangol.activities.testing import make_done, make_todo
from dangol.customers.models import Customer
from dangol.customers.parties.services import change_owner
from dangol.customers.testing import make_customer
from dangol.workspace.models import Notice

PAGE = reverse("activities:takeover")


@pytest.fixture
def left(kim, lee, choi):
    """Kim left; everything of his is Lee's."""
    now = timezone.now()
    hanbit = make_customer(kim, "한빛상사", kind="company")
    for n in range(4):
        make_done(kim, now, customer=hanbit, text=f"{n}번째 상담", signals=["price"])
    make_todo(kim, now, customer=hanbit, title="단가 회신")
    write_note(hanbit, text="대표는 오전에만 통화", actor=kim)
    make_customer(lee, "원래 내 고객")
    hand_over(kim, to=lee, actor=choi)
    return hanbit


def test_whoever_is_given_everything_is_told_and_reads_what_was_done(client, kim, lee, left):
    notice = Notice.objects.get(user=lee, text__contains="인수인계서")
    client.force_login(lee)

    text = client.get(notice.url).text

    for shown in (
        "한빛상사",
        "김하늘 →",
        "단가 회신",
        "대표는 오전에만 통화",
        "#가격 4",
        "3번째 상담",
    ):
        assert shown in text
    assert "0번째 상담" not in text  # the last three
    assert "원래 내 고객" not in text
    assert Activity.objects.open().get().owner == lee


def test_only_the_new_owner_and_who_leads_them_read_it(client, lee, park, choi, left):
    client.force_login(park)
    assert "한빛상사" not in client.get(PAGE).text
    for of in (str(lee.pk), "x", "9" * 30):
        assert client.get(PAGE, {"of": of}).status_code == 404
    client.force_login(choi)
    assert "한빛상사" in client.get(PAGE, {"of": lee.pk}).text
    assert "한빛상사" not in client.get(PAGE, {"of": lee.pk, "from": choi.pk}).text


def test_it_costs_the_same_for_one_and_for_many(client, lee, left, django_assert_max_num_queries):
    client.force_login(lee)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for n in range(12):
        other = make_customer(None, f"고객{n}")
        make_done(lee, customer=other)
        change_owner(Customer.objects.filter(pk=other.pk), owner=lee, actor=lee)
    with django_assert_max_num_queries(len(one) + 4):  # a session is touched once a minute
        assert "고객11" in client.get(PAGE).text
