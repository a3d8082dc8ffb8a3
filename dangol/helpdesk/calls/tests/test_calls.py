"""Events of a telephone system in any order, the log, and a bank's month replayed."""

import os
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds
from dangol.audit.models import Change
from dangol.codes import preferences
from dangol.customers.testing import make_customer, moment
from dangol.helpdesk.agents.preferences import AfterCallPreferences
from dangol.helpdesk.agents.services import end_forgotten, set_state
from dangol.helpdesk.calls import services
from dangol.helpdesk.calls.figures import call_report
from dangol.helpdesk.calls.folding import Fact, fold
from dangol.helpdesk.calls.models import Call, CallEvent
from dangol.helpdesk.calls.queries import caller_of
from dangol.helpdesk.models import AgentSpan, AgentState, Ticket
from dangol.imports.services import run_import
from dangol.workspace.models import Notice
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
URL = "/api/v1/calls/events"
EVENTS = (
    {"event": "ring", "at": "2026-11-23T09:00:00+09:00", "number": "010-5000-0001"},
    {"event": "answer", "at": "2026-11-23T09:00:15+09:00", "agent": "kim"},
    {"event": "transfer", "at": "2026-11-23T09:01:00+09:00", "to": "A/S"},
    {"event": "hangup", "at": "2026-11-23T09:02:15+09:00"},
)


@pytest.fixture
def tell(client, choi):
    def post(**event):
        client.force_login(choi)
        body = {"key": "pbx-1", **event}
        return client.post(URL, body, content_type="application/json")

    return post


@pytest.fixture
def realtime_sent(monkeypatch):
    """What open pages were told."""
    sent = []
    monkeypatch.setattr(services.realtime, "send", lambda topic, data: sent.append((topic, data)))
    return sent


def told(event, agent):
    """An event as the API hands it on."""
    at = datetime.fromisoformat(event["at"])
    given = {**event, "at": at, "agent": agent if "agent" in event else None}
    return services.Told(key="pbx-1", **given)


def test_a_call_is_the_same_in_whatever_order_it_is_told(kim):
    customer = make_customer(kim, phones=["010-5000-0001"])
    for order in permutations(EVENTS):
        Call.objects.all().delete()
        for event in (*order, order[0]):
            services.take_event(told(event, kim))
        call = Call.objects.get()
        assert (call.outcome, call.wait_seconds, call.talk_seconds) == ("answered", 15, 120)
        assert (call.customer, call.agent, call.transferred_to) == (customer, kim, "A/S")


def test_who_hangs_up_before_anybody_answers_is_abandoned(tell):
    tell(event="hangup", at="2026-11-23T09:00:40+09:00")
    tell(event="ring", at="2026-11-23T09:00:00+09:00", number="02-123-4567")
    call = Call.objects.get()
    assert (call.outcome, call.wait_seconds, call.number) == ("abandoned", 40, "021234567")


def test_states_follow_the_talk_and_a_missed_call_is_told(tell, kim):
    make_customer(kim, "홍길동", phones=["010-5000-0001"])
    tell(**EVENTS[0], agent="kim")
    assert not AgentState.objects.exists()
    for event, state in ((EVENTS[1], "talk"), (EVENTS[3], "after")):
        tell(**event)
        row = AgentState.objects.get(user=kim)
        assert (row.state, row.call) == (state, Call.objects.get())
    tell(**{**EVENTS[0], "key": "pbx-2"}, agent="kim")
    tell(**{**EVENTS[3], "key": "pbx-2"})
    assert [row.text for row in Notice.objects.filter(user=kim)] == [
        "못 받은 전화: 홍길동 010-5000-0001"
    ]
    spans = AgentSpan.objects.filter(user=kim).order_by("since", "pk")
    assert [(row.state, row.until is None) for row in spans] == [
        ("break", False), ("talk", False), ("after", True)
    ]  # fmt: skip


def test_after_call_time_belongs_to_its_call_however_it_ends(tell, kim):
    for event in (EVENTS[1], EVENTS[3]):
        tell(**event)
    tell(key="pbx-2", event="answer", at="2026-11-23T09:03:00+09:00", agent="kim")
    tell(key="pbx-2", event="hangup", at="2026-11-23T09:04:00+09:00")
    tell(key="pbx-1", event="answer", at="2026-11-23T09:04:30+09:00", agent="kim", id="late")
    set_state(kim, "break", at=moment("2026-11-23T09:05:10"))
    seconds = dict(Call.objects.values_list("key", "after_seconds"))
    assert seconds == {"pbx-1": 45 + 40, "pbx-2": 30}


def test_forgotten_after_call_work_ends_at_the_limit_and_the_card_stays(tell, kim, client, choi):
    """Once; what was counted is the limit. With 0, and a second earlier, nothing happens."""
    for event in (EVENTS[1], EVENTS[3]):
        tell(**event)
    begun = AgentState.objects.get().since
    limit = timedelta(minutes=10)
    assert end_forgotten(at=begun + limit - timedelta(seconds=1)) == 0
    preferences.put(AfterCallPreferences(limit=0), actor=choi)
    assert end_forgotten(at=begun + timedelta(days=2)) == 0
    assert AgentState.objects.get().state == "after"

    preferences.put(AfterCallPreferences(limit=10), actor=choi)
    assert [end_forgotten(at=begun + 3 * limit) for _time in range(2)] == [1, 0]
    row = AgentState.objects.get()
    call = Call.objects.get()
    assert (row.state, row.since, call.after_seconds) == ("ready", begun + limit, 600)
    assert [one.text for one in Notice.objects.filter(user=kim)] == [
        "후처리가 10분을 넘어 대기로 돌렸습니다. 자리를 비웠다면 휴식으로 바꿔 주세요."
    ]
    client.force_login(kim)
    card = client.get(reverse("helpdesk:call_pop")).text
    assert "pop-note-" in card
    assert "닫기" in card
    client.post(reverse("helpdesk:state_set"), {"state": "ready"})
    assert "pop-note-" not in client.get(reverse("helpdesk:call_pop")).text


def test_after_call_work_ended_late_counts_up_to_the_limit(tell, kim):
    for event in (EVENTS[1], EVENTS[3]):
        tell(**event)
    set_state(kim, "ready", at=AgentState.objects.get().since + timedelta(minutes=45))
    assert Call.objects.get().after_seconds == 600


def test_a_transfer_frees_the_one_and_seats_the_other(tell, kim, lee):
    for event in EVENTS[:3]:
        tell(**event)
    tell(event="answer", at="2026-11-23T09:01:10+09:00", agent="lee")
    tell(event="hold", at="2026-11-23T09:01:20+09:00")
    tell(event="resume", at="2026-11-23T09:01:35+09:00")
    states = dict(AgentState.objects.values_list("user__username", "state"))
    assert states == {"kim": "after", "lee": "talk"}
    tell(**EVENTS[3])
    call = Call.objects.get()
    assert (call.agent, call.hold_seconds, call.talk_seconds) == (lee, 15, 120)


moments = st.integers(0, 600).map(lambda n: moment("2026-11-23T09:00") + timedelta(seconds=n))
facts = st.builds(
    Fact, st.sampled_from(CallEvent.Kind.values), moments, st.sampled_from([None, 1, 2]),
    st.sampled_from(["", "A/S"]),
)  # fmt: skip


@given(st.lists(facts, max_size=8), st.randoms())
def test_folding_hears_no_order_and_no_repetition(rows, dice):
    told = [*rows, *rows]
    dice.shuffle(told)
    values = fold(moment("2026-11-23T09:00"), told)
    assert values == fold(moment("2026-11-23T09:00"), rows)
    assert values["hold_seconds"] <= 600
    assert values["started_at"] == moment("2026-11-23T09:00")


@pytest.mark.parametrize(
    "wrong",
    [{"event": "boom"}, {"at": "2026-11-23T09:00:00"}, {"agent": "nobody"},
     {"recording_url": "javascript:alert(1)"}],
)  # fmt: skip
def test_what_is_no_event_is_refused(tell, client, kim, wrong):
    assert tell(**{**EVENTS[0], **wrong}).status_code == 422
    client.force_login(kim)
    assert not Call.objects.exists()


def test_the_caller_is_known_by_one_look(kim, django_assert_num_queries):
    customer = make_customer(kim, phones=["010-5000-0001"])
    with django_assert_num_queries(1):
        assert caller_of("+82 10-5000-0001") == customer.pk
    make_customer(kim, "이웃", phones=["010-5000-0001"])
    assert caller_of("01050000001") is None
    assert caller_of("이상한 번호") is None


def test_a_call_is_noted_and_becomes_a_ticket_once(tell, client, kim, park):
    tell(**EVENTS[0], agent="kim")
    call = Call.objects.get()
    client.force_login(kim)
    client.post(reverse("helpdesk:call_note", args=[call.pk]), {"note": "스팀이 약하다고 함"})
    url = reverse("helpdesk:call_to_ticket", args=[call.pk])
    assert 'value="스팀이 약하다고 함"' in client.get(url).text
    for _n in range(2):
        client.post(url, {"subject": "스팀"})
    ticket = Ticket.objects.get()
    assert (ticket.text, ticket.channel) == ("스팀이 약하다고 함", "phone")
    assert ticket.number in client.get(call.get_absolute_url()).text
    install_kinds()
    todo = reverse("helpdesk:call_to_todo", args=[call.pk])
    client.post(todo, {"title": "재통화", "due": "2026-11-24", "owner": kim.pk})
    assert Activity.objects.get().link_id == call.pk
    assert Change.objects.filter(model="helpdesk.call", actor=kim, verb="change").count() == 2
    assert "010-5000-0001" in client.get(reverse("helpdesk:call_list")).text
    client.force_login(park)
    assert client.get(call.get_absolute_url()).status_code == 404


def test_the_open_page_of_a_call_follows_it_to_its_end(tell, client, choi, realtime_sent):
    for event in EVENTS[:2]:
        tell(**event)
    call = Call.objects.get()
    client.force_login(choi)
    follows = f'data-watch="calls:{call.pk}" data-refresh-on="call"'
    assert follows in client.get(call.get_absolute_url()).text
    realtime_sent.clear()
    tell(**EVENTS[3])
    assert (f"calls:{call.pk}", {"topic": "call"}) in realtime_sent
    assert follows not in client.get(call.get_absolute_url()).text


@pytest.mark.realdata
@pytest.mark.skipif("DANGOL_REALDATA" not in os.environ, reason="no public data sets here")
def test_a_banks_month_of_calls(choi, tmp_path, monkeypatch):
    """33,344 calls: abandonment 17.86 %, median service 107 s (data/README)."""
    monkeypatch.chdir(tmp_path)
    path = Path(os.environ["DANGOL_REALDATA"], "callcentre", "anonymous_bank_1999_02.tsv")
    done = run_import(path, into="calls", owner=choi, reason="시험", actor=choi)
    assert (done["created"], done["refused"]) == (33_344, 0)
    days = Days(moment("1999-02-01T00:00").date(), moment("1999-02-28T00:00").date())
    asked = Asked.of(reports["calls"].asks, {"period": days, "by": "day"})
    table = call_report(choi, asked).tables[0]
    found = dict(zip(table.column_keys, (cell.value for cell in table.total.cells), strict=True))
    assert (found["calls"], found["answered"], found["abandoned"]) == (33_344, 27_162, 5_904)
    assert (found["abandonment"], found["median"], found["aht"]) == (17.86, 107, 176.35)
    assert len(table.rows) == 28
