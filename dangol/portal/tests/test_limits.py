"""The limits of the portal hold when many ask in the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from dangol.customers.testing import make_customer, moment
from dangol.helpdesk.models import Ticket
from dangol.helpdesk.setup.services import install_desk
from dangol.kit.errors import Refused
from dangol.portal.models import LinkAsk
from dangol.portal.services import PER_HOUR, ask_for_link, ask_question

NOW = moment("2026-11-23T10:00")
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, times):
    """How many of these were refused."""
    start, refused = Barrier(times), []

    def run(number):
        start.wait()
        try:
            act(number)
        except Refused:
            refused.append(number)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def test_three_links_for_one_address():
    def ask(number):
        ask_for_link("a@example.com", address=f"10.0.0.{number}", language="ko", at=NOW)

    assert at_once(ask, 6) == 3
    assert LinkAsk.objects.count() == 3


def test_ten_questions_in_an_hour_and_one_sent_twice_is_one(kim):
    install_desk()
    hong = make_customer(kim, "홍길동")

    def ask(number, key=""):
        key = key or f"k{number}"
        ask_question(hong, hong, subject="질문", text="네?", key=key, at=NOW)

    for number in range(PER_HOUR - 2):
        ask(number)
    assert at_once(lambda _number: ask(0, key="twice"), 2) == 0
    assert at_once(lambda number: ask(100 + number), 3) == 2
    assert Ticket.objects.count() == PER_HOUR
