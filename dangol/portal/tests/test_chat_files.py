"""Files sent in a chat, opened from the ticket made of it: by the desk, and by who sent them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dangol.audit.models import Access
from dangol.chat.saying import Words
from dangol.chat.services import join_customer
from dangol.chat.talking import answer_visitor, hear_visitor
from dangol.chat.testing import MORNING, hear, make_site, visitor
from dangol.chat.ticketing import ticket_of_chat
from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.helpdesk.testing import make_ticket
from dangol.portal.models import Session
from dangol.portal.preferences import PortalPreferences
from dangol.portal.queries import digest_of

pytestmark = pytest.mark.django_db


def file_of(name, content):
    return Words(name, file=SimpleUploadedFile(name, content))


def stay_of(customer):
    Session.objects.create(customer=customer, digest=digest_of(customer.name), began_at=MORNING,
                           seen_at="2099-01-01T00:00+09:00")  # fmt: skip
    client = Client()
    client.cookies["portal"] = customer.name
    return client


@pytest.fixture
def hong(kim):
    preferences.put(PortalPreferences(is_on=True), actor=None)
    return make_customer(kim, "hong")


@pytest.fixture
def ticket(kim, hong):
    site = make_site()
    chat = join_customer(hear(site, "물이 샙니다").conversation, hong, actor=kim)
    hear_visitor(site, visitor(site), file_of("사진.jpg", b"wet"), at=MORNING)
    ticket = ticket_of_chat(chat, subject="누수", at=MORNING, actor=kim)
    answer_visitor(chat, file_of("안내.pdf", b"how"), at=MORNING, actor=kim)
    return ticket


def test_the_desk_opens_them_and_it_is_noted(client, kim, park, hong, ticket):
    words, photo, guide = ticket.messages.order_by("pk")
    client.force_login(kim)
    page = client.get(f"/helpdesk/tickets/{ticket.pk}/").text
    at = f"/helpdesk/tickets/{ticket.pk}/said/%s/file/"

    assert [at % row.pk in page for row in (words, photo, guide)] == [False, True, True]
    assert [b"".join(client.get(at % row.pk)) for row in (photo, guide)] == [b"wet", b"how"]
    noted = Access.objects.filter(reason__startswith="파일").values_list("reason", flat=True)
    assert sorted(noted) == ["파일: 사진.jpg", "파일: 안내.pdf"]
    assert client.get(at % words.pk).status_code == 404
    other = make_ticket(kim, "다른 일")
    assert client.get(f"/helpdesk/tickets/{other.pk}/said/{photo.pk}/file/").status_code == 404
    client.force_login(park)
    assert client.get(at % photo.pk).status_code == 404


def test_the_customer_gets_them_back_and_nobody_else_does(kim, hong, ticket):
    words, photo, guide = ticket.messages.order_by("pk")
    at = f"/portal/tickets/{ticket.pk}/said/%s/"
    inside = stay_of(hong)
    page = inside.get(f"/portal/tickets/{ticket.pk}/").text

    assert [at % row.pk in page for row in (words, photo, guide)] == [False, True, True]
    answer = inside.get(at % photo.pk)
    assert (b"".join(answer), answer["Content-Type"]) == (b"wet", "application/octet-stream")
    assert inside.get(at % words.pk).status_code == 404
    assert stay_of(make_customer(kim, "other")).get(at % photo.pk).status_code == 404
