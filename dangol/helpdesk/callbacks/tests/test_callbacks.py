"""Who gave up waits for a callback; by hand too; the board and the card in the corner."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dangol.customers.testing import make_customer
from dangol.helpdesk.agents.queries import spent_between
from dangol.helpdesk.agents.services import set_extension, set_state
from dangol.helpdesk.board.queries import board_of
from dangol.helpdesk.callbacks.services import ask_back, end_callback, take_callback
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.services import Told, note_call, take_event
from dangol.helpdesk.models import AgentState, Callback
from dangol.helpdesk.testing import make_ticket
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db


def tell(event, at, key="k1", **more):
    return take_event(Told(key=key, event=event, at=at, **more))[0]


def test_who_gives_up_is_called_back_until_reached(kim):
    customer = make_customer(kim, phones=["010-5000-0001"])
    now = timezone.now()
    tell("ring", now, number="010-5000-0001", queue="A/S", direction="in")
    tell("hangup", now + timedelta(seconds=30))
    row = Callback.objects.get()
    assert (row.customer, row.queue, row.due_at) == (customer, "A/S", now + timedelta(minutes=30.5))
    tell("ring", now, key="k2", number="01050000001")
    tell("hangup", now, key="k2")
    assert Callback.objects.count() == 1
    tell("ring", now, key="k3", number="01050000001", direction="out")
    tell("answer", now, key="k3", agent=kim)
    row.refresh_from_db()
    assert (row.status, row.owner) == ("done", kim)
    tell("hangup", now, key="k4")
    assert Callback.objects.count() == 1


def test_one_takes_it_and_it_ends_once(kim, lee):
    now = timezone.now()
    row = ask_back(number="02-123-4567", due_at=now, at=now, actor=kim)
    take_callback(row, actor=kim)
    with pytest.raises(Refused, match="김하늘"):
        take_callback(row, actor=lee)
    end_callback(row, at=now, actor=kim)
    with pytest.raises(Refused, match="이미 끝난"):
        end_callback(row, at=now, actor=kim)
    wrong = ({"number": "없음", "due_at": now}, {"number": "021234567",
             "due_at": now - timedelta(minutes=1)}, {"number": "021234567", "due_at": now,
             "note": "900101-1234567"})  # fmt: skip
    for values in wrong:
        with pytest.raises(ValidationError):
            ask_back(at=now, actor=kim, **values)
    assert Callback.objects.count() == 1


def test_the_pages(client, kim, park, django_assert_max_num_queries):
    customer = make_customer(kim, "홍길동", phones=["010-5000-0001"])
    client.force_login(kim)
    due = timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    url = reverse("helpdesk:callback_of_customer", args=[customer.pk])
    assert "010-5000-0001" not in client.get(url).text
    client.post(url, {"due_at": due, "owner": kim.pk, "note": "가격 문의"})
    with django_assert_max_num_queries(25):
        page = client.get(reverse("helpdesk:callback_list")).text
    assert "홍길동" in page
    assert "010-****-0001" in page
    client.force_login(park)
    assert "홍길동" not in client.get(reverse("helpdesk:callback_list")).text
    assert client.get(url).status_code == 404
    kept = client.post(reverse("helpdesk:callback_add"), {"number": "x", "due_at": due})
    assert (kept.status_code, Callback.objects.count()) == (422, 1)


def test_the_board_counts_who_waits_and_how_the_day_went(client, choi, kim):
    now = timezone.now()
    midnight = now - timedelta(hours=1)
    for number, (wait, ends) in enumerate(((5, True), (30, True), (40, False))):
        at = now - timedelta(minutes=10)
        tell("ring", at, key=f"d{number}", number="021234567", queue="대표", direction="in")
        if ends:
            tell("answer", at + timedelta(seconds=wait), key=f"d{number}", agent=kim)
        tell("hangup", at + timedelta(seconds=wait + 60), key=f"d{number}")
    tell("ring", now - timedelta(seconds=70), key="w", number="0311234567", direction="in")
    board = board_of(choi, now=now, midnight=midnight)
    assert (board.total.waiting, board.total.longest_since) == (1, now - timedelta(seconds=70))
    line = next(line for line in board.queues if line.name == "대표")
    assert (line.answered, line.abandoned, line.level, line.lost) == (2, 1, 33, 33)
    assert board.callbacks == 1
    client.force_login(choi)
    page = client.get(reverse("helpdesk:call_board")).text
    assert "김하늘" in page
    assert client.get(f"{reverse('helpdesk:call_board')}?wall=1").status_code == 200
    part = client.get(reverse("helpdesk:call_board"), headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_states_add_up(kim):
    start = timezone.now() - timedelta(hours=1)
    set_state(kim, "ready", at=start)
    set_state(kim, "break", at=start + timedelta(minutes=10))
    set_state(kim, "ready", at=start + timedelta(minutes=5))
    set_state(kim, "ready", at=start + timedelta(minutes=25))
    end = start + timedelta(minutes=30)
    spent = spent_between(start, end, now=end)[kim.pk]
    assert spent.states == {"break": 900, "ready": 900}


def test_two_agents_cannot_have_one_extension(client, kim, lee):
    now = timezone.now()
    set_extension(kim, "201", at=now, actor=kim)
    with pytest.raises(ValidationError):
        set_extension(lee, "201", at=now, actor=lee)
    set_extension(lee, "", at=now, actor=lee)
    client.force_login(kim)
    client.post(reverse("helpdesk:state_set"), {"state": "asleep"})
    assert AgentState.objects.get(user=kim).state == "break"


def test_the_card_stands_while_a_call_is_on(client, kim, park):
    make_customer(kim, "홍길동", phones=["010-5000-0001"])
    now = timezone.now()
    client.force_login(kim)
    url = reverse("helpdesk:call_pop")
    assert client.get(url).content == b""
    tell("ring", now, number="01050000001", direction="in", agent=kim)
    tell("ring", now + timedelta(seconds=1), agent=park)
    card = client.get(url)
    assert "홍길동" in card.text
    assert "010-****-0001" in card.text
    assert client.cookies["corner-call"].value == "1"
    assert 'hx-trigger="load, refresh"' in client.get("/").text
    tell("answer", now + timedelta(seconds=4), agent=kim)
    note = reverse("helpdesk:call_note", args=[Call.objects.get().pk])
    assert "적었음" in client.post(note, {"note": "스팀", "pop": "1"}).text
    refused = client.post(note, {"note": "900101-1234567", "pop": "1"})
    assert (refused.status_code, Call.objects.get().note) == (422, "스팀")
    assert "900101-1234567" in refused.text
    tell("hangup", now + timedelta(seconds=60))
    assert "후처리 끝" in client.get(url).text
    client.post(reverse("helpdesk:state_set"), {"state": "ready"}, headers={"HX-Request": "true"})
    assert client.get(url).content == b""
    client.force_login(park)
    assert client.get(url).content == b""
    assert client.post(note, {"note": "x"}).status_code == 404


def test_the_customers_page_shows_calls_and_tickets(client, kim):
    customer = make_customer(kim, phones=["010-5000-0001"])
    make_ticket(kim, "스팀 약함", customer=customer)
    call = tell("ring", timezone.now(), number="01050000001", direction="in", agent=kim)
    note_call(call, note="재통화 약속", actor=kim)
    client.force_login(kim)
    panels = client.get(reverse("customers:customer_panels", args=[customer.pk])).text
    assert "재통화 약속" in panels
    assert "스팀 약함" in panels
