"""The administrator's page of jobs, and the progress of one's own."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from dangol.jobs import queue
from dangol.jobs.models import Job
from dangol.jobs.tests import work
from dangol.jobs.tests.conftest import NOON
from dangol.kit.realtime import topics

LIST = "/jobs/"


@pytest.fixture
def some(put):
    """One job in each state, by state."""
    ended = {"finished_at": NOON}
    states = {
        "ready": {},
        "running": {"progress_percent": 42, "progress_text": "42건째"},
        "failed": {"error": "Traceback\nValueError: no line\n", "attempts": 1},
        "dead": {"error": "Traceback\nValueError: no line\n", "attempts": 3, **ended},
        "done": ended,
        "cancelled": ended,
    }
    found = {}
    for status, values in states.items():
        found[status] = put(work.fail, why=status)
        Job.objects.filter(pk=found[status].pk).update(status=status, **values)
    return found


def act(client, name, job, **headers):
    return client.post(reverse(f"jobs:{name}", args=[job.pk]), headers=headers)


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("running", {"running"}),
        ("waiting", {"ready"}),
        ("failed", {"failed"}),
        ("dead", {"dead"}),
        ("ended", {"done", "cancelled"}),
    ],
)
def test_an_administrator_sees_jobs_by_state(client, choi, some, state, shown):
    client.force_login(choi)

    page = client.get(LIST, {"state": state}).text

    assert {status for status, job in some.items() if f"#{job.pk}<" in page} == shown
    assert "전화 걸기" in page


def test_shows_how_far_and_why_not(client, choi, some):
    client.force_login(choi)

    running = client.get(LIST).text
    dead = client.get(LIST, {"state": "dead"}).text

    assert 'aria-valuenow="42"' in running
    assert "42건째" in running
    assert "<summary>ValueError: no line</summary>" in dead


def test_others_may_not(client, lee, some):
    client.force_login(lee)

    assert client.get(LIST).status_code == 403
    assert act(client, "retry", some["dead"]).status_code == 403
    assert Job.objects.get(pk=some["dead"].pk).status == "dead"


@pytest.mark.parametrize("address", ["/jobs/", "/jobs/1/progress/"])
def test_anonymous_goes_to_the_login(client, choi, address):
    assert client.get(address).status_code == 302


def test_an_unknown_state_is_not_there(client, choi):
    client.force_login(choi)

    assert client.get(LIST, {"state": "gone"}).status_code == 404


def test_pages_through_many(client, choi, db):
    Job.objects.bulk_create(
        Job(task="x", due_at=NOON, created_at=NOON, status="ready") for _ in range(120)
    )
    ids = sorted(Job.objects.values_list("pk", flat=True), reverse=True)
    client.force_login(choi)

    def listed(**place):
        page = client.get(LIST, {"state": "waiting", **place}).context["page"]
        return [job.pk for job in page.rows], page.newer, page.older

    assert listed() == (ids[:50], None, ids[49])
    assert listed(before=ids[49]) == (ids[50:100], ids[50], ids[99])
    assert listed(before=ids[99]) == (ids[100:], ids[100], None)
    assert listed(after=ids[100]) == (ids[50:100], ids[50], ids[99])
    assert listed(after=ids[50]) == (ids[:50], None, ids[49])
    assert listed(before="x" * 30)[0] == ids[:50]


def test_the_list_asks_two_questions(client, choi, some, django_assert_max_num_queries):
    client.force_login(choi)
    client.get(LIST)

    with django_assert_max_num_queries(12) as asked:
        client.get(LIST, {"state": "dead"}, headers=HTMX)

    assert len([query for query in asked if "jobs_job" in query["sql"]]) == 2


def test_cancels_and_retries(client, choi, some):
    client.force_login(choi)

    cancelled = act(client, "cancel", some["ready"], **HTMX)
    retried = act(client, "retry", some["dead"], **HTMX)

    assert (cancelled.status_code, retried.status_code) == (204, 204)
    assert json.loads(cancelled["HX-Trigger"])["toast"] == {"text": "취소했습니다.", "bad": False}
    assert Job.objects.get(pk=some["ready"].pk).status == "cancelled"
    assert Job.objects.get(pk=some["dead"].pk).status == "ready"


def test_tells_why_it_cannot(client, choi, some):
    client.force_login(choi)

    answer = act(client, "cancel", some["done"], **HTMX)

    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast == {"text": "이미 끝난 작업이라 취소할 수 없습니다.", "bad": True}


def test_works_without_scripts(client, choi, some):
    client.force_login(choi)

    answer = client.post(reverse("jobs:cancel", args=[some["ready"].pk]), follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "취소했습니다." in answer.text


@pytest.fixture
def own(put, kim):
    return put(work.count_to_three, actor_id=kim.pk)


def test_who_began_a_job_watches_and_cancels_it(client, kim, own):
    client.force_login(kim)
    address = reverse("jobs:progress", args=[own.pk])

    waiting = client.get(address)
    assert "셋까지 세기" in waiting.text
    assert "차례를 기다립니다." in waiting.text
    assert "창을 닫아도 계속됩니다" in waiting.text
    assert f'hx-get="{address}"' in waiting.text
    assert f'data-refresh-on="job:{own.pk}"' in waiting.text

    assert act(client, "cancel", own, **HTMX).status_code == 204
    ended = client.get(address)
    assert "취소했습니다." in ended.text
    assert "hx-get" not in ended.text
    assert json.loads(ended["HX-Trigger"]) == {"jobdone": {"id": own.pk, "status": "cancelled"}}


def test_shows_the_line_of_a_running_job(client, kim, own):
    queue.claim("w", now=NOON, lease=timedelta(seconds=30))
    Job.objects.update(progress_percent=30, progress_text="300 / 1,000")
    client.force_login(kim)

    page = client.get(reverse("jobs:progress", args=[own.pk])).text

    assert 'aria-valuenow="30"' in page
    assert "300 / 1,000" in page


def test_an_administrator_may_watch_it_and_nobody_else(client, own, choi, park, lee):
    address = reverse("jobs:progress", args=[own.pk])
    answers = {}
    for person in (choi, park, lee):
        client.force_login(person)
        answers[person.username] = client.get(address).status_code
        if person != choi:
            assert act(client, "cancel", own, **HTMX).status_code == 404

    assert answers == {"choi": 200, "park": 404, "lee": 404}
    assert Job.objects.get().cancel_requested is False


def test_only_they_may_listen_to_its_topic(own, kim, choi, park):
    may_watch = topics["job"].may_watch

    assert may_watch(kim, str(own.pk))
    assert may_watch(choi, str(own.pk))
    assert not may_watch(park, str(own.pk))
    assert not may_watch(kim, "x")
