from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from dangol.accounts.models import Department
from dangol.api.models import KeptAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.api.tests.urls")]
URL = "/api/test/departments"


def post(client, headers, key, name="총무부", **body):
    return client.post(
        URL,
        {"name": name} | body,
        content_type="application/json",
        headers=headers | {"Idempotency-Key": key},
    )


def test_the_same_request_twice_happens_once(client, choi, bearer):
    headers = bearer(choi)
    first, second = (post(client, headers, "주문-1".encode().hex()) for _ in range(2))

    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Department.objects.filter(name="총무부").count() == 1


def test_the_same_key_for_another_request_is_refused(client, choi, bearer):
    headers = bearer(choi)
    post(client, headers, "1")
    other = post(client, headers, "1", "경리부")

    assert other.status_code == 409
    assert not Department.objects.filter(name="경리부").exists()


def test_a_refused_request_may_be_sent_again(client, choi, bearer):
    headers = bearer(choi)
    refused = post(client, headers, "1", order=998)

    assert (refused.status_code, post(client, headers, "1").status_code) == (422, 201)


def test_keys_are_ones_own(client, choi, lee, bearer):
    post(client, bearer(choi), "1")

    assert post(client, bearer(lee), "1").status_code == 403


def test_a_key_is_free_again_after_a_day(client, choi, bearer):
    headers = bearer(choi)
    post(client, headers, "1")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))

    assert post(client, headers, "1", "경리부").status_code == 201


def test_a_replay_needs_a_good_token(client, choi, bearer):
    post(client, bearer(choi), "1")

    assert post(client, {"Authorization": "Bearer dgl_x"}, "1").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_happen_once(choi, bearer):
    headers, start, answers = bearer(choi), Barrier(4), []

    def send():
        start.wait()
        answers.append(post(Client(), headers, "1").json())
        connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Department.objects.filter(name="총무부").count() == 1
    assert answers == [{"id": Department.objects.get(name="총무부").pk}] * 4
