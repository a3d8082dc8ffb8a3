"""The mail client against servers that behave, refuse, drop and hang."""

import socket
import threading
import time

import pytest

from dangol.messaging.channels.email import SmtpAdapter
from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import Parcel, Trouble
from dangol.messaging.channels.smtp import Server


class Scripted:
    """A server that answers as `answer(line, state)` says; "" hangs, None drops the connection."""

    def __init__(self, answer, *, features=("PIPELINING",)):
        self.answer, self.features = answer, features
        self.mails, self.connections = [], 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _address = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        file = client.makefile("rwb")
        state = {"count": 0}
        self._say(file, "220 ready")
        while line := file.readline():
            command = line.strip().decode()
            if command.upper().startswith("EHLO"):
                for name in self.features:
                    self._say(file, f"250-{name}")
                said = "250 8BITMIME"
            else:
                said = self.answer(command, state)
            if not self._answered(file, client, said):
                return
            if said.startswith("354") and not self._take_mail(file, client, state):
                return

    def _take_mail(self, file, client, state):
        body = b""
        while (part := file.readline()) not in (b".\r\n", b""):
            body += part
        state["count"] += 1
        end = self.answer("END", state)
        if end and end.startswith("250"):
            self.mails.append(body)
        return self._answered(file, client, end)

    def _answered(self, file, client, said):
        if said:
            self._say(file, said)
            return True
        if said == "":
            time.sleep(60)  # in a thread nobody waits for
        client.shutdown(socket.SHUT_RDWR)
        client.close()
        return False

    def _say(self, file, text):
        file.write(f"{text}\r\n".encode())
        file.flush()

    def close(self):
        self.socket.close()


def fine(command, state):
    return "354 go" if command.upper() == "DATA" else "250 ok"


@pytest.fixture
def serve():
    made = []

    def start(answer=fine, **options):
        made.append(Scripted(answer, **options))
        return made[-1]

    yield start
    for server in made:
        server.close()


@pytest.fixture
def journal(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    opened = Journal.open("test")
    yield opened
    opened.close()


def parcels(count, address="a{n}@b.kr"):
    return [
        Parcel(n, address.format(n=n), b"Subject: %d\r\n\r\nhi" % n, "me@c.kr")
        for n in range(1, count + 1)
    ]


def adapter(server, **options):
    options = {"security": "none", "reply_seconds": 1.0, **options}
    return SmtpAdapter(Server("127.0.0.1", server.port, **options))


def handed(results):
    return [(result.message_id, result.outcome) for result in results]


def gather(results, delivered):
    """Keep what came before the trouble."""
    for result in delivered:
        results.append(result)


@pytest.mark.parametrize("features", [("PIPELINING",), ()])
def test_every_mail_arrives_once_and_in_order(serve, journal, features):
    server = serve(features=features)

    results = list(adapter(server).deliver(parcels(30), journal))

    assert handed(results) == [(n, "sent") for n in range(1, 31)]
    assert [mail.split(b"\r\n")[0] for mail in server.mails] == [
        b"Subject: %d" % n for n in range(1, 31)
    ]
    assert server.connections == 1


@pytest.mark.parametrize("features", [("PIPELINING",), ()])
def test_one_refused_recipient_stops_nobody_else(serve, journal, features):
    def answer(command, state):
        if command.startswith("RCPT TO:<a2@"):
            state["bad"] = True
            return "550 5.1.1 no such user"
        if command == "RSET":
            state["bad"] = False
        if command == "DATA" and state.get("bad"):
            return "503 no recipients"
        return fine(command, state)

    server = serve(answer, features=features)
    results = list(adapter(server).deliver(parcels(3), journal))

    assert handed(results) == [(1, "sent"), (2, "failed"), (3, "sent")]
    assert results[1].detail == "550 5.1.1 no such user"
    assert len(server.mails) == 2


def test_a_temporary_answer_is_busy(serve, journal):
    server = serve(
        lambda command, state: "450 later" if command.startswith("RCPT") else fine(command, state)
    )

    results = list(adapter(server).deliver(parcels(2), journal))

    assert handed(results) == [(1, "busy"), (2, "busy")]
    assert server.mails == []


def test_a_refused_sender_is_trouble_of_the_channel(serve, journal):
    server = serve(lambda command, state: "550 not you" if "FROM" in command else "503 no")

    with pytest.raises(Trouble) as trouble:
        list(adapter(server).deliver(parcels(5), journal))

    assert trouble.value.needs_person
    assert journal.entries() == {}


def test_dropped_after_the_data_is_in_doubt_and_the_rest_untouched(serve, journal):
    def answer(command, state):
        if command == "END" and state["count"] == 2:
            return None
        return fine(command, state)

    server = serve(answer)
    results = []
    with pytest.raises(Trouble):
        gather(results, adapter(server).deliver(parcels(5), journal))

    assert handed(results) == [(1, "sent"), (2, "doubt")]
    assert list(journal.entries()) == [1, 2]


def test_dropped_before_the_data_leaves_nothing_in_doubt(serve, journal):
    server = serve(lambda command, state: None if command.startswith("MAIL") else "250 ok")

    with pytest.raises(Trouble) as trouble:
        list(adapter(server).deliver(parcels(3), journal))

    assert not trouble.value.needs_person
    assert journal.entries() == {}


def test_a_server_that_hangs_is_left_in_time(serve, journal):
    server = serve(lambda command, state: "" if command == "END" else fine(command, state))
    start = time.monotonic()

    results = []
    with pytest.raises(Trouble, match="No answer in time"):
        gather(results, adapter(server).deliver(parcels(3), journal))

    assert handed(results) == [(1, "doubt")]
    assert time.monotonic() - start < 40


def test_a_server_that_talks_nonsense_is_trouble(serve, journal):
    server = serve(lambda command, state: "hello there")

    with pytest.raises(Trouble, match="not SMTP"):
        list(adapter(server).deliver(parcels(1), journal))


def test_nobody_listening_is_trouble(journal):
    with pytest.raises(Trouble):
        list(SmtpAdapter(Server("127.0.0.1", 9, "none")).deliver(parcels(1), journal))


def test_required_encryption_is_not_given_up(serve, journal):
    server = serve()

    with pytest.raises(Trouble, match="STARTTLS") as trouble:
        list(adapter(server, security="starttls").deliver(parcels(1), journal))

    assert trouble.value.needs_person
    assert server.mails == []


def test_signs_in_with_what_the_server_offers(serve, journal):
    seen = []

    def answer(command, state):
        seen.append(command)
        if command.startswith("AUTH"):
            return "235 welcome"
        return fine(command, state)

    server = serve(answer, features=("PIPELINING", "AUTH PLAIN LOGIN"))
    list(adapter(server, user="kim", password="비밀").deliver(parcels(1), journal))

    assert seen[0] == "AUTH PLAIN AGtpbQDruYTrsIA="


def test_many_connections_share_one_batch(serve, journal):
    server = serve()
    client = SmtpAdapter(Server("127.0.0.1", server.port, "none"), connections=3)

    results = list(client.deliver(parcels(60), journal))

    assert sorted(handed(results)) == [(n, "sent") for n in range(1, 61)]
    assert len(server.mails) == 60
    assert server.connections == 3
