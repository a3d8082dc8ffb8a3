"""Reading an account: each mail once, whatever happens on the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.messaging.inbox.receiving import receive
from dangol.messaging.mailboxes import services
from dangol.messaging.mailboxes.imap import MailTrouble, Server
from dangol.messaging.mailboxes.jobs import read_accounts
from dangol.messaging.mailboxes.models import MailAccount, MailFolder
from dangol.messaging.mailboxes.testing import FakeMailbox, make_account, serve_imap
from dangol.messaging.models import Mail
from dangol.workspace.models import Notice

NOW = timezone.now()


def letter(number: int, subject: str = "문의") -> bytes:
    return (
        f"From: 박서연 <park{number}@client.example>\r\nTo: box1@dangol.example\r\n"
        f"Subject: {subject} {number}\r\nMessage-ID: <m{number}@client.example>\r\n"
        f"Date: Fri, 20 Nov 2026 09:00:00 +0900\r\n\r\n안녕하세요 {number}\r\n"
    ).encode()


@pytest.fixture
def box():
    made = FakeMailbox()
    for number in range(1, 6):
        made.add(number * 10, letter(number))
    return made


def read(account: MailAccount, port: int) -> int:
    MailAccount.objects.filter(pk=account.pk).update(port=port)
    account.refresh_from_db()
    return services.read_account(account, at=NOW)


def subjects() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def test_reads_what_is_new_and_nothing_twice(kim, box):
    account = make_account(kim)
    with serve_imap(box) as port:
        assert read(account, port) == 5
        box.add(60, letter(6))
        assert read(account, port) == 1

        assert read(account, port) == 0

    assert subjects() == [f"문의 {n}" for n in range(1, 7)]
    assert box.fetched == [10, 20, 30, 40, 50, 60]
    assert account.folders.get().last_uid == 60
    assert not any(command.startswith(("STORE", "UID STORE")) for command in box.commands)


def test_goes_on_where_the_line_was_cut(kim, box):
    account = make_account(kim)
    box.drop_at = 30
    with serve_imap(box) as port:
        assert read(account, port) == 0
        assert subjects() == ["문의 1", "문의 2"]
        account.refresh_from_db()
        assert (account.failures, account.status) == (1, "new")
        assert "끊겼습니다" in account.problem
        assert account.retry_at == NOW + timedelta(minutes=2)

        box.drop_at = None
        assert read(account, port) == 3

    assert subjects() == [f"문의 {n}" for n in range(1, 6)]
    account.refresh_from_db()
    assert (account.status, account.failures, account.problem) == ("ok", 0, "")


def test_a_server_that_hangs_is_left_after_the_timeout(kim, box, monkeypatch):
    account = make_account(kim)
    box.hang_at = 10
    server = services.server_of
    monkeypatch.setattr(services, "server_of", lambda one: server(one)._replace(timeout=0.5))
    with serve_imap(box) as port:
        assert read(account, port) == 0

    account.refresh_from_db()
    assert "대답하지 않습니다" in account.problem


def test_reads_again_without_doubles_when_the_server_numbers_anew(kim, box):
    account = make_account(kim)
    with serve_imap(box) as port:
        read(account, port)
        box.validity = 2
        box.mails = dict(enumerate(box.mails.values(), 1))
        box.add(6, letter(6))

        assert read(account, port) == 1

    folder = account.folders.get()
    assert (folder.uid_validity, folder.last_uid) == (2, 6)
    assert Mail.objects.count() == 6


def test_a_wrong_password_is_said_once_and_tried_again_after_an_hour(kim, box):
    account = make_account(kim)
    box.refuse = True
    with serve_imap(box) as port:
        read(account, port)
        read(account, port)

    account.refresh_from_db()
    assert account.status == "error"
    assert "아이디나 비밀번호" in account.problem
    assert account.retry_at == NOW + timedelta(hours=1)
    notice = Notice.objects.get()
    assert notice.user == kim
    assert notice.url == account.get_absolute_url()


def test_a_shared_account_tells_who_set_it_up(choi, box):
    account = make_account(None, choi)
    box.refuse = True
    with serve_imap(box) as port:
        read(account, port)

    assert Notice.objects.get().user == choi


def test_of_a_mail_too_large_only_the_beginning_is_fetched(kim, box):
    account = make_account(kim)
    box.mails = {1: letter(1)}
    box.claimed_size = 200 * 1024 * 1024
    with serve_imap(box) as port:
        assert read(account, port) == 1

    assert any(f"<0.{services.HEAD_BYTES}>" in command for command in box.commands)


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (Server("no-such-host.invalid", 993, "none", "a", "b", 2), "이름을 찾을 수 없습니다"),
        (Server("127.0.0.1", 1, "none", "a", "b", 2), "연결을 받지 않습니다"),
    ],
)
def test_says_why_a_server_cannot_be_reached(server, words):
    with pytest.raises(MailTrouble, match=words):
        services.probe(server)


def test_says_that_a_plain_server_was_asked_for_tls(box):
    with serve_imap(box) as port, pytest.raises(MailTrouble, match=r"보안 연결|끊겼습니다"):
        services.probe(Server("127.0.0.1", port, "ssl", "a", "b", 2))


def test_lists_folders_and_knows_the_one_of_sent_mails(box):
    with serve_imap(box) as port:
        found = services.probe(Server("127.0.0.1", port, "none", "a", "b", 5))

    assert [(one.name, one.is_sent) for one in found] == [("INBOX", False), ("Sent", True)]


def test_each_due_account_is_read_by_a_job_of_its_own(kim, lee, run_jobs, box):
    account, paused = make_account(kim), make_account(lee)
    MailAccount.objects.filter(pk=paused.pk).update(is_active=False)
    with serve_imap(box) as port:
        MailAccount.objects.update(port=port)
        read_accounts.call()
        run_jobs()

    assert {mail.account_id for mail in Mail.objects.all()} == {account.pk}
    assert MailFolder.objects.get(account=paused).last_uid == 0


def test_the_password_is_not_readable_in_the_table(kim):
    account = make_account(kim, password="네모난-비밀")

    assert "네모난" not in account.secret
    assert services.server_of(account).password == "네모난-비밀"


def test_a_removed_account_is_out_of_sight_at_once_and_its_mails_go_in_batches(
    client, kim, run_jobs, monkeypatch
):
    account = make_account(kim)
    for number in range(5):
        receive(account, letter(number), at=NOW)
    monkeypatch.setattr(services, "FORGOTTEN", 2)
    client.force_login(kim)

    client.post(reverse("messaging:account_act", args=[account.pk]), {"act": "remove"})
    assert client.get(account.get_absolute_url()).status_code == 404
    assert Mail.objects.count() == 5
    run_jobs()

    assert not MailAccount.objects.exists()
    assert not Mail.objects.exists()
