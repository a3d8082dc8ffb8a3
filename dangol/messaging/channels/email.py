"""E-mail: by SMTP through any provider."""

import queue
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.messaging.channels.journal import Journal, Line
from dangol.messaging.channels.protocol import (
    BUSY,
    DOUBT,
    FAILED,
    SENT,
    Kind,
    Parcel,
    Result,
    Trouble,
    adapters,
    from_journal,
)
from dangol.messaging.channels.smtp import (
    Connection,
    Handed,
    Lost,
    Mail,
    Rejected,
    Server,
    hand_over,
)

FEW = 20  # a second connection is not worth it for less


class SmtpAdapter:
    """Keeps its connections between batches; `close` ends them."""

    def __init__(self, server: Server, connections: int = 1) -> None:
        self.server, self.connections = server, max(1, connections)
        self._idle: list[Connection] = []

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        feed = _Feed(parcels)
        first = feed.ahead(FEW)
        if self.connections == 1 or len(first) < FEW:
            yield from self._deliver(feed, journal)
        else:
            yield from self._deliver_on_many(feed, journal)

    def _deliver(self, feed: "_Feed", journal: Journal) -> Iterator[Result]:
        line: Connection | None = None
        mails = (Mail(p.message_id, p.return_to, p.address, p.data) for p in feed)
        try:
            line = self._connection()
            for handed in hand_over(line, mails, journal.begin):
                result = _result(handed)
                journal.done(result.message_id, Line(*result[1:]))
                yield result
            self._idle.append(line)
        except (Lost, Rejected) as error:
            if line:
                line.close()
            raise _trouble(error) from None
        except BaseException:
            if line:
                line.close()
            raise

    def _deliver_on_many(self, feed: "_Feed", journal: Journal) -> Iterator[Result]:
        """The same on several connections at once, for servers far away."""
        out: queue.Queue[Result | Trouble | None] = queue.Queue()
        shared = _Shared(journal)

        def work() -> None:
            try:
                for result in self._deliver(feed, shared):
                    out.put(result)
            except Trouble as trouble:
                feed.stop()
                out.put(trouble)
            finally:
                out.put(None)

        threads = [threading.Thread(target=work, daemon=True) for _n in range(self.connections)]
        for thread in threads:
            thread.start()
        trouble: Trouble | None = None
        running = len(threads)
        while running:
            match out.get():
                case None:
                    running -= 1
                case Trouble() as found:
                    trouble = found
                case result:
                    yield result
        if trouble:
            raise trouble

    def _connection(self) -> Connection:
        """An idle connection that still answers, or a new one."""
        while self._idle:
            line = self._idle.pop()
            try:
                if line.ask("RSET").is_good:
                    return line
            except Lost:
                pass
            line.close()
        return Connection(self.server)

    def recover(self, ids: list[int], journal: Journal) -> Iterator[Result]:
        return from_journal(ids, journal)

    def probe(self) -> str:
        try:
            line = Connection(self.server)
        except (Lost, Rejected) as error:
            raise _trouble(error) from None
        features = ", ".join(sorted(line.features))
        line.quit()
        return _t("연결했습니다: %(features)s") % {"features": features or "SMTP"}

    def close(self) -> None:
        while self._idle:
            self._idle.pop().quit()


class _Feed:
    """The parcels, pulled by several threads, one at a time."""

    def __init__(self, parcels: Iterable[Parcel]) -> None:
        self._parcels = iter(parcels)
        self._ahead: list[Parcel] = []
        self._lock = threading.Lock()
        self._is_stopped = False

    def ahead(self, count: int) -> list[Parcel]:
        """Look at the first few without taking them."""
        while len(self._ahead) < count and (parcel := next(self._parcels, None)) is not None:
            self._ahead.append(parcel)
        return self._ahead

    def stop(self) -> None:
        self._is_stopped = True

    def __iter__(self) -> Iterator[Parcel]:
        while True:
            with self._lock:
                if self._is_stopped:
                    return
                parcel = self._ahead.pop(0) if self._ahead else next(self._parcels, None)
            if parcel is None:
                return
            yield parcel


class _Shared(Journal):
    """A journal several threads write."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()

    def begin(self, message_id: int) -> None:
        with self._lock:
            self._journal.begin(message_id)

    def done(self, message_id: int, line: Line) -> None:
        with self._lock:
            self._journal.done(message_id, line)


def _result(handed: Handed) -> Result:
    reply = handed.reply
    if reply is None:
        return Result(handed.key, DOUBT, "doubt", _t("마지막 대답을 받지 못했습니다."))
    if reply.is_good:
        return Result(handed.key, SENT, "", str(reply))
    if reply.is_final:
        return Result(handed.key, FAILED, "rejected", str(reply))
    return Result(handed.key, BUSY, "busy", str(reply))


def _trouble(error: Exception) -> Trouble:
    return Trouble(str(error), needs_person=isinstance(error, Rejected))


def server_of(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Server:
    """The server a channel's settings name."""
    return Server(
        host=str(settings.get("host", "")),
        port=int(settings.get("port") or 587),
        security=str(settings.get("security") or "starttls"),
        user=str(settings.get("user", "")),
        password=secrets.get("password", ""),
        verify=settings.get("verify", True) is not False,
        reply_seconds=float(settings.get("reply_seconds") or 60),
    )


def _make(settings: Mapping[str, Any], secrets: Mapping[str, str], context: Any) -> SmtpAdapter:
    return SmtpAdapter(server_of(settings, secrets), int(settings.get("connections") or 1))


adapters.add("smtp")(
    Kind(
        _("SMTP 메일 서버"),
        ("email",),
        _make,
        settings={
            "host": _("서버"),
            "port": _("포트"),
            "security": _("보안 연결"),
            "user": _("아이디"),
            "connections": _("동시에 여는 연결"),
            "bounce": _("반송 받을 주소"),
            "dkim_domain": _("DKIM 도메인"),
            "dkim_selector": _("DKIM 선택자"),
        },
        secrets={"password": _("비밀번호"), "dkim_key": _("DKIM 개인키(PEM)")},
        help=_("어느 메일 회사든 됩니다. 예: smtp.worksmobile.com, 587, STARTTLS"),
    )
)
