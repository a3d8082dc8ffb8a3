"""Pages of the VOC: who sees what, judging by one key, and reports that open their voices."""

import pytest
from django.urls import reverse

from dangol.customers.testing import make_code, make_customer
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.testing import make_ticket
from dangol.messaging.testing import make_sender
from dangol.voc.improving import change_improvement, plan_improvement
from dangol.voc.models import Improvement, Voice
from dangol.voc.testing import MORNING, make_voice, propose_voice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "seen"), [("kim", True), ("lee", True), ("park", False)])
def test_the_list_and_a_voice_show_what_one_may_see(client, request, kim, who, seen):
    voice = make_voice(kim)
    client.force_login(request.getfixturevalue(who))

    assert ("배송이 너무 늦어요" in client.get(reverse("voc:voice_list")).text) is seen
    assert client.get(voice.get_absolute_url()).status_code == (200 if seen else 404)
    status = client.post(reverse("voc:voice_remove", args=[voice.pk])).status_code
    assert (status == 404) is not seen
    assert Voice.objects.exists() is not seen


def test_the_list_finds_by_any_part_of_a_word(client, kim):
    make_voice(kim, "배송이 늦어요")
    make_voice(kim, "원두가 맛있어요")
    client.force_login(kim)
    for q in ("배송", "맛있"):
        assert client.get(reverse("voc:voice_list"), {"q": q}).text.count("data-open-row") == 1


def test_the_list_costs_the_same_for_many(client, kim, django_assert_max_num_queries):
    for n in range(8):
        make_voice(kim, f"배송이 늦어요 {n}", customer=make_customer(kim, f"홍길{n}"))
    client.force_login(kim)
    client.get(reverse("voc:voice_list"))

    with django_assert_max_num_queries(22):
        client.get(reverse("voc:voice_list"))


def test_one_key_corrects_and_brings_the_next(client, kim):
    first = propose_voice(kim, "포장이 또 찢어졌어요", "ticket:1", kind="complaint", severity=2)
    second = propose_voice(kim, "앱이 있으면 좋겠어요", "ticket:2")
    client.force_login(kim)
    page = client.get(reverse("voc:triage")).text
    assert "포장이 또 찢어졌어요" in page

    judge = reverse("voc:voice_judge", args=[first.pk])
    given = {"kind": "proposal", "severity": "1", "product": "없는 상품"}
    wrong = client.post(judge, given, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "그런 상품이 없습니다" in wrong.text
    assert Voice.objects.filter(state="proposed").count() == 2
    cause = make_code("voc_cause", "quality", "품질")
    given |= {"product": "", "cause": cause.pk}
    answer = client.post(judge, given, headers={"HX-Request": "true"})

    first.refresh_from_db()
    assert (first.state, first.kind, first.severity, first.cause) == (
        "accepted", "proposal", 1, cause,
    )  # fmt: skip
    assert "앱이 있으면 좋겠어요" in answer.text
    client.post(reverse("voc:voice_judge", args=[second.pk]), {"act": "dismiss"})
    assert "모두 확인했습니다" in client.get(reverse("voc:triage")).text


def test_the_customers_page_shows_what_they_said_and_their_tickets(client, kim):
    customer = make_customer(kim)
    make_voice(kim, customer=customer)
    make_ticket(kim, "물이 새요", customer=customer)
    client.force_login(kim)
    page = client.get(reverse("customers:customer_panels", args=[customer.pk])).text

    assert "배송이 너무 늦어요" in page
    assert "물이 새요" in page
    assert f"/voc/new/?customer={customer.pk}" in page


def test_nobody_judges_what_is_not_theirs(client, kim, park):
    voice = propose_voice(kim)
    client.force_login(park)

    assert client.post(reverse("voc:voice_judge", args=[voice.pk])).status_code == 404
    assert Voice.objects.get().state == "proposed"


def test_a_ticket_and_a_call_become_voices_once(client, kim, park):
    customer = make_customer(kim)
    ticket = make_ticket(kim, "배송이 자꾸 늦어요", customer=customer)
    call = Call.objects.create(key="1", started_at=MORNING, agent=kim, note="친절하다고 하심")
    url = reverse("voc:from_ticket", args=[ticket.pk])
    client.force_login(park)
    assert client.get(url).status_code == 404
    client.force_login(kim)
    page = client.get(url).text
    assert "배송이 자꾸 늦어요" in page
    assert url not in client.get(reverse("voc:voice_list")).text
    assert url in client.get(ticket.get_absolute_url()).text
    given = {
        "text": "배송이 자꾸 늦어요", "kind": "complaint", "channel": "phone", "severity": "1",
        "occurred_at": "2026-11-23T09:00",
    }  # fmt: skip

    assert client.post(url, given).status_code == 302
    assert client.post(url, given).status_code == 302
    call_url = reverse("voc:from_call", args=[call.pk])
    client.post(call_url, given | {"text": "친절하다고 하심", "kind": "praise"})

    voices = Voice.objects.order_by("pk")
    assert [(row.source, row.customer, row.kind) for row in voices] == [
        (f"ticket:{ticket.pk}", customer, "complaint"), (f"call:{call.pk}", None, "praise"),
    ]  # fmt: skip


def test_reports_count_accepted_voices_and_open_them(client, kim):
    make_voice(kim, "포장이 찢어졌어요")
    make_voice(kim, "고맙습니다", "praise")
    propose_voice(kim)
    client.force_login(kim)
    days = {"from": "2026-11-01", "to": "2026-11-30"}

    page = client.get(reverse("workspace:report", args=["voc"]), days | {"by": "cause"})
    assert "VOC 2건 가운데 불만이 1건(50.0%)" in page.text
    link = "/voc/?state=accepted&amp;cause.empty=&amp;kind=praise"
    assert link in page.text
    opened = client.get(
        "/voc/?state=accepted&cause.empty=&kind=praise"
        "&occurred_at.between=2026-11-01&occurred_at.between=2026-11-30"
    ).text
    assert "고맙습니다" in opened
    assert "찢어졌어요" not in opened
    assert client.get(reverse("workspace:report", args=["voc_words"]), days).status_code == 200
    found = client.get("/voc/?word=포장").text
    assert "찢어졌어요" in found
    assert "고맙습니다" not in found


def test_the_recipients_are_shown_before_anything_is_sent(client, choi, kim):
    make_sender()
    voice = make_voice(kim, customer=make_customer(kim, "이무연"))
    row = plan_improvement(title="봉투", owner=choi, voices=[voice], actor=choi)
    change_improvement(row, state="done", result="새 봉투", at=MORNING, actor=choi)
    client.force_login(choi)
    page = client.get(reverse("voc:improvement_tell", args=[row.pk])).text

    assert "이무연" in page
    assert "보내지 못함 1명" in page
    assert Improvement.objects.get().dispatch is None


def test_the_api_hears_a_voice_and_guesses_its_kind(client, kim):
    client.force_login(kim)
    said = {"text": "배송이 너무 늦어요. 짜증이 나네요.", "source": "shop-1"}
    url = "/api/v1/voices"

    answers = [client.post(url, said, content_type="application/json") for _n in range(2)]
    body = answers[0].json()
    assert (answers[0].status_code, body["kind"], body["state"]) == (201, "complaint", "accepted")
    assert answers[1].json()["id"] == body["id"]
    wrong = client.post(url, {"text": "x", "customer_id": 999}, content_type="application/json")
    assert wrong.status_code == 422
    listed = client.get(url).json()["items"]
    assert [row["id"] for row in listed] == [body["id"]]
    accept = f"{url}/{body['id']}/accept"
    again = client.post(accept, {"kind": "praise"}, content_type="application/json")
    assert again.json()["kind"] == "praise"
