"""The mailbox through the API: what the token's owner may read, and nothing else."""

import pytest

from dangol.messaging.inbox.testing import make_mail, write_mail
from dangol.messaging.mailboxes.testing import make_account

API = "/api/v1/mail"


@pytest.fixture
def mail(kim):
    files = (("견적.pdf", b"%PDF-1.7", "application/pdf"),)
    return make_mail(make_account(kim), "견적 부탁", files=files, message_id="a@x.example")


def test_reads_threads_mails_and_the_mail_as_it_came(client, kim, mail):
    client.force_login(kim)

    threads = client.get(f"{API}/threads", {"q": "견적"}).json()
    mails = client.get(f"{API}/threads/{mail.thread_id}/mails").json()
    raw = client.get(f"{API}/{mail.pk}/raw")

    assert [one["id"] for one in threads["items"]] == [mail.thread_id]
    assert client.get(f"{API}/threads/{mail.thread_id}").json()["subject"] == "견적 문의"
    assert [(one["text"], one["files"][0]["name"]) for one in mails] == [("견적 부탁", "견적.pdf")]
    assert raw.headers["Content-Type"] == "message/rfc822"
    assert b"<a@x.example>" in raw.content


def test_others_are_not_there(client, park, mail):
    client.force_login(park)

    assert client.get(f"{API}/threads").json()["items"] == []
    for path in (f"threads/{mail.thread_id}", f"threads/{mail.thread_id}/mails", f"{mail.pk}/raw"):
        assert client.get(f"{API}/{path}").status_code == 404


def test_a_mail_with_a_resident_number_has_no_raw_form(client, kim):
    mail = make_mail(make_account(kim), "번호 900101-1234568")
    client.force_login(kim)

    assert client.get(f"{API}/{mail.pk}/raw").status_code == 404


@pytest.mark.parametrize(
    "params",
    [{"box": "odd"}, {"account": "99999999999999999999"}, {"before": "x~y"},
     {"before": "2026-01-01~1"}, {"before": "9" * 30, "q": "견적"}],
)  # fmt: skip
def test_odd_parameters_are_answered(client, kim, mail, params):
    client.force_login(kim)

    assert client.get(f"{API}/threads", params).status_code in (200, 422)
    assert client.get("/messages/mail/", params).status_code == 200


def test_raw_bytes_are_what_arrived(client, kim):
    account = make_account(kim)
    data = write_mail("그대로", message_id="same@x.example")
    mail = make_mail(account, "그대로", message_id="same@x.example")
    client.force_login(kim)

    assert client.get(f"{API}/{mail.pk}/raw").content == data
