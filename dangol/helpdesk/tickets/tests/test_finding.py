"""Tickets are found by the palette, by the desk, and by what was said in them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.helpdesk.models import Ticket
from dangol.helpdesk.testing import make_ticket, step
from dangol.helpdesk.tickets import boxes
from dangol.helpdesk.tickets.moving import move_ticket, reopen_ticket
from dangol.helpdesk.tickets.queries import OPEN
from dangol.helpdesk.tickets.services import edit_ticket
from dangol.helpdesk.tickets.talking import hear_customer
from dangol.kit.search import matching_ids

pytestmark = pytest.mark.django_db


def test_tickets_are_found_by_the_palette(client, kim, park):
    make_ticket(kim, "로스터 교체")
    client.force_login(kim)
    assert "로스터 교체" in client.get(reverse("workspace:search"), {"q": "ㄹㅅㅌ"}).text
    client.force_login(park)
    assert "로스터 교체" not in client.get(reverse("workspace:search"), {"q": "ㄹㅅㅌ"}).text


@pytest.mark.parametrize("newest", [1, 500])
def test_the_desk_reaches_old_words_page_by_page(client, kim, monkeypatch, newest):
    monkeypatch.setattr(boxes, "PAGE", 2)
    monkeypatch.setattr(boxes, "NEWEST", newest)
    now = timezone.now()
    said = [make_ticket(kim, subject=f"문의 {n}") for n in range(3)]
    for ticket in (*said, said[0]):
        hear_customer(ticket, text="탄내가 나요", at=now, name="홍길동")
    named = [make_ticket(kim, subject="탄내") for _n in range(3)]
    hear_customer(named[0], text="탄내가 나요", at=now, name="홍길동")

    shown, after = [], ""
    for _page in range(9):
        page = boxes.desk_page(kim, box="open", q="탄내", after=after)
        shown += [row.pk for row in page.tickets]
        if not (after := page.after):
            break
    assert shown == [*(row.pk for row in named[::-1]), said[0].pk, said[2].pk, said[1].pk]
    client.force_login(kim)
    address = reverse("helpdesk:desk")
    assert "q=%ED%83%84%EB%82%B4&amp;after=on~" in client.get(address, {"q": "탄내"}).text
    assert client.get(address, {"q": "탄내", "after": "in~x"}).status_code == 200


def test_open_tickets_are_found_however_many_done_ones_answer(kim, monkeypatch):
    """Closing, opening again and correcting keep the word that open ones are found by."""
    monkeypatch.setattr(boxes, "NEWEST", 2)
    now = timezone.now()
    first, *rest = (make_ticket(kim, "탄내") for _n in range(5))
    for ticket in (*rest, first):
        move_ticket(ticket, to=step("done"), at=now, actor=kim)
    assert boxes.desk_page(kim, box="open", q="탄내").tickets == []
    first.refresh_from_db()
    ticket = edit_ticket(
        reopen_ticket(first, at=now, actor=kim), at=now, actor=kim, subject="탄내요"
    )
    assert matching_ids(Ticket.objects.all(), OPEN, limit=9) == [ticket.pk]
    for box in ("open", "mine"):
        assert boxes.desk_page(kim, box=box, q="탄내").tickets == [ticket]


def test_the_desk_finds_tickets_by_what_was_said(client, kim, park):
    ticket = make_ticket(kim, subject="문의")
    hear_customer(ticket, text="그라인더에서 탄내가 납니다", at=timezone.now(), name="홍길동")
    make_ticket(kim, subject="다른 문의")
    client.force_login(kim)
    page = client.get(reverse("helpdesk:desk"), {"box": "open", "q": "탄내"}).text
    assert page.count("data-open-row") == 1
    assert "그라인더에서 탄내가 납니다" in page
    client.force_login(park)
    assert "data-open-row" not in client.get(reverse("helpdesk:desk"), {"q": "탄내"}).text
