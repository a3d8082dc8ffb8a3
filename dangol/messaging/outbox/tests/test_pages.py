"""Pages of the outbox: who sees what, writing, checking, taking back."""

import pytest
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.kit.access import Scope
from dangol.messaging.content import Content
from dangol.messaging.models import Dispatch, Message
from dangol.messaging.testing import (
    allow,
    deliver_at,
    make_dispatch,
    make_reachable,
    make_sender,
    only_message,
)


@pytest.fixture
def may_send(kim):
    for name in ("messaging.send_message", "messaging.send_ad"):
        Grant.objects.create(role=kim.roles.get(), permission=name, scope=Scope.ALL)
    return kim


def sent(kim, **values):
    make_sender()
    dispatch = make_dispatch([make_reachable(kim)], actor=kim, **values)
    deliver_at(dispatch)
    return dispatch


@pytest.mark.parametrize(("who", "seen"), [("kim", True), ("lee", True), ("park", False)])
def test_lists_show_what_the_user_may_see(client, kim, request, who, seen):
    sent(kim, title="도착 안내 한 통")
    client.force_login(request.getfixturevalue(who))

    for name in ("dispatch_list", "message_list"):
        response = client.get(reverse(f"messaging:{name}"))
        assert response.status_code == 200
        assert ("도착 안내 한 통" in response.text) is seen


@pytest.mark.parametrize(("who", "status"), [("kim", 200), ("park", 404)])
def test_details_are_404_for_outsiders(client, kim, request, who, status):
    dispatch = sent(kim)
    client.force_login(request.getfixturevalue(who))

    assert client.get(dispatch.get_absolute_url()).status_code == status
    assert client.get(only_message(dispatch).get_absolute_url()).status_code == status


def test_the_dispatch_says_nothing_left(client, kim):
    client.force_login(kim)
    response = client.get(sent(kim).get_absolute_url())

    assert "아무것도 밖으로 나가지 않습니다" in response.text
    assert "1건 가운데 1건" in response.text


def test_the_message_shows_what_was_merged(client, kim):
    client.force_login(kim)
    dispatch = sent(kim, content=Content(text="#{고객명}님, 도착했습니다."))

    response = client.get(only_message(dispatch).get_absolute_url())

    assert "홍길동님, 도착했습니다." in response.text
    assert "010-****-0001" in response.text


def test_lists_cost_the_same_for_many(client, kim, django_assert_num_queries):
    make_sender()
    make_dispatch([make_reachable(kim) for _n in range(5)], actor=kim)
    client.force_login(kim)
    client.get(reverse("messaging:message_list"))

    with django_assert_num_queries(13):
        client.get(reverse("messaging:message_list"))


def form(**values):
    return {
        "medium": "sms",
        "kind": "info",
        "sender": make_sender().pk,
        "text": "도착했습니다.",
        "nonce": "once",
        **values,
    }


def test_writing_to_one_waits_ten_seconds_and_twice_is_once(client, may_send):
    customer = make_reachable(may_send)
    client.force_login(may_send)
    url, posted = reverse("messaging:compose_one", args=[customer.pk]), form()

    for _click in range(2):
        assert client.post(url, posted).status_code == 302

    message = Message.objects.get()
    assert message.status == "queued"
    assert 9 < (message.due_at - message.dispatch.created_at).total_seconds() <= 10
    assert message.dispatch.one_to_one


def test_what_was_just_written_can_be_taken_back(client, may_send):
    customer = make_reachable(may_send)
    client.force_login(may_send)
    client.post(reverse("messaging:compose_one", args=[customer.pk]), form())

    client.post(reverse("messaging:dispatch_undo", args=[Dispatch.objects.get().pk]))

    assert Message.objects.get().status == "cancelled"
    assert deliver_at(Dispatch.objects.get()) == 0


def test_the_list_of_checks_answers_while_one_writes(client, may_send):
    customer = make_reachable(may_send)
    client.force_login(may_send)
    url = reverse("messaging:compose_one", args=[customer.pk]) + "?check"

    response = client.post(url, form(kind="ad", text="[광고] 할인"))

    assert "쓸 수 없는 광고 표시" in response.text
    assert "광고 수신 동의 없음" in response.text
    assert "(광고)한빛상사" in response.text
    assert not Dispatch.objects.exists()


def test_what_is_wrong_is_said_and_kept(client, may_send):
    customer = make_reachable(may_send)
    client.force_login(may_send)

    response = client.post(
        reverse("messaging:compose_one", args=[customer.pk]), form(text="쿠폰 드립니다 #{없는항목}")
    )

    assert response.status_code == 422
    assert "없는항목" in response.text
    assert "쿠폰 드립니다" in response.text
    assert not Dispatch.objects.exists()


def test_an_advertisement_needs_its_own_right(client, kim):
    Grant.objects.create(role=kim.roles.get(), permission="messaging.send_message", scope=Scope.ALL)
    customer = make_reachable(kim)
    allow(customer, "sms")
    client.force_login(kim)

    response = client.post(
        reverse("messaging:compose_one", args=[customer.pk]), form(kind="ad", text="할인")
    )

    assert response.status_code == 422
    assert not Dispatch.objects.exists()


def test_without_the_right_nobody_writes(client, kim):
    client.force_login(kim)
    url = reverse("messaging:compose_one", args=[make_reachable(kim).pk])
    assert client.get(url).status_code == 403


def test_customers_of_others_cannot_be_written_to(client, may_send, park):
    client.force_login(may_send)
    url = reverse("messaging:compose_one", args=[make_reachable(park).pk])
    assert client.get(url).status_code == 404


def test_pausing_and_going_on(client, kim):
    make_sender()
    dispatch = make_dispatch([make_reachable(kim)], actor=kim)
    client.force_login(kim)

    client.post(reverse("messaging:dispatch_act", args=[dispatch.pk, "pause"]))
    assert deliver_at(dispatch) == 0
    client.post(reverse("messaging:dispatch_act", args=[dispatch.pk, "resume"]))

    assert deliver_at(dispatch) == 1
    assert client.post(f"/messages/sent/{dispatch.pk}/burn/").status_code == 404


def test_the_first_step_is_a_sender(client, may_send):
    client.force_login(may_send)
    response = client.get(reverse("messaging:compose"))
    assert "발신 프로필 만들기" in response.text


def test_the_customers_page_offers_to_write_and_shows_what_was_sent(client, may_send):
    make_sender()
    customer = make_reachable(may_send)
    make_dispatch([customer], actor=may_send, title="도착 안내 한 통")
    client.force_login(may_send)

    page = client.get(reverse("customers:customer_panels", args=[customer.pk])).text

    assert f"/messages/to/{customer.pk}/?medium=sms" in page
    assert "도착 안내 한 통" in page
