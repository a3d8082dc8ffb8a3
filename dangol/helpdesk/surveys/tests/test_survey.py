"""One click after a ticket is done: asked once, answered once, told when it is bad."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Survey
from dangol.helpdesk.surveys.figures import WAYS, points_by_agent, satisfaction_report
from dangol.helpdesk.surveys.services import token_of
from dangol.helpdesk.testing import assert_drills, make_team, make_ticket, step
from dangol.helpdesk.tickets.moving import move_ticket, reopen_ticket
from dangol.messaging.content import Content
from dangol.messaging.models import Message
from dangol.messaging.testing import make_sender
from dangol.workspace.models import Notice
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.fixture
def done(kim, lee, run_jobs):
    make_sender()
    customer = make_customer(kim, emails=["hong@client.example"])
    ticket = make_ticket(kim, customer=customer, team=make_team("A/S", lee))
    move_ticket(ticket, to=step("done"), at=timezone.now(), actor=kim)
    run_jobs()
    Survey.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    return ticket


def link(survey):
    return reverse("helpdesk:survey", args=[token_of(survey)])


def test_a_customer_is_asked_once_and_answers_by_one_click(client, done, kim, lee, run_jobs):
    survey, message = Survey.objects.get(), Message.objects.get()
    text = Content.read(message.dispatch.content).text
    assert message.dispatch.kind == "info"
    assert len(re.findall(r"/helpdesk/s/\S+\?score=[1-5]", text)) == 5

    shown = client.get(link(survey), {"score": "2"}, headers={"User-Agent": PHONE})
    assert "답을 받았습니다." in shown.text
    client.post(link(survey), {"score": "2", "nps": "3", "comment": "세 번 전화했어요"})
    survey.refresh_from_db()
    assert (survey.score, survey.nps, survey.agent, survey.team.name) == (2, 3, kim, "A/S")
    told = Notice.objects.filter(text__contains="낮은 만족도 2점")
    assert {row.user for row in told} == {kim, lee}
    assert "만족도" in client.get(link(survey)).text

    reopen_ticket(done, at=timezone.now(), actor=kim)
    move_ticket(done, to=step("done"), at=timezone.now(), actor=kim)
    run_jobs()
    assert Survey.objects.count() == 1  # within the days of rest


def test_a_link_used_twice_changes_nothing_by_itself(client, done):
    survey = Survey.objects.get()
    client.get(link(survey), {"score": "5"}, headers={"User-Agent": PHONE})
    again = client.get(link(survey), {"score": "1"}, headers={"User-Agent": PHONE})
    survey.refresh_from_db()
    assert (survey.score, again.status_code) == (5, 200)
    assert "이미 답해 주셨습니다." in again.text
    client.post(link(survey), {"score": "4"})
    survey.refresh_from_db()
    assert survey.score == 4


@pytest.mark.parametrize("token", ["1", "1.abc", "x", "1."])
def test_a_forged_link_is_no_page(client, done, token):
    answer = client.get(reverse("helpdesk:survey", args=[token]), {"score": "5"})
    assert answer.status_code == 404
    assert "없는 주소입니다" in answer.text
    assert Survey.objects.get().score is None


@pytest.mark.parametrize(
    "data",
    [{"score": "9"}, {"score": "5", "nps": "11"}, {"score": "1", "comment": "900101-1234567"}],
)
def test_what_is_no_answer_is_refused(client, done, data):
    survey = Survey.objects.get()
    assert client.post(link(survey), data).status_code == 422
    survey.refresh_from_db()
    assert survey.score is None


def test_a_machine_that_looks_at_links_answers_nothing(client, done):
    survey = Survey.objects.get()
    robot = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
    client.get(link(survey), {"score": "5"}, headers=robot)
    client.head(link(survey), {"score": "5"})
    survey.refresh_from_db()
    assert survey.score is None


def test_nobody_is_asked_without_an_address(kim, run_jobs):
    make_sender()
    move_ticket(make_ticket(kim), to=step("done"), at=timezone.now(), actor=kim)
    run_jobs()
    assert not Survey.objects.exists()


def test_the_score_goes_to_the_agent(client, done, kim, lee):
    client.post(link(Survey.objects.get()), {"score": "4", "nps": "9"})
    today = timezone.localdate()
    days = Days(today - timedelta(days=1), today)
    assert points_by_agent(days) == {kim.pk: 80}
    asked = Asked.of(reports["satisfaction"].asks, {"period": days, "by": "agent"})
    answer = satisfaction_report(lee, asked)
    assert [(row.label, [c.value for c in row.cells]) for row in answer.tables[0].rows] == [
        ("김하늘", [1, 1, 100.0, 80.0, 100.0, 100.0])
    ]
    client.force_login(lee)
    for by in WAYS:
        asked = Asked.of(reports["satisfaction"].asks, {"period": days, "by": by})
        assert_drills(client, satisfaction_report(lee, asked), "asked", "answered")


def test_answers_are_listed_for_those_who_see_the_ticket(client, done, kim, lee, park):
    client.post(link(Survey.objects.get()), {"score": "2", "comment": "두 번 설명했어요"})
    url = reverse("helpdesk:survey_list")
    for user, seen in ((kim, 1), (lee, 1), (park, 0)):
        client.force_login(user)
        assert client.get(url, {"score": "2"}).text.count("두 번 설명했어요") == seen
        assert len(client.get("/api/v1/surveys", {"score": "2"}).json()["items"]) == seen
    assert client.get(url, {"score": "5"}).text.count("data-open-row") == 0
