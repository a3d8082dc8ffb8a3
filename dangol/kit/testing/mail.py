"""A post office for tests: Debian's Dovecot (IMAP) and an SMTP server that delivers into it.

    with post_office(folder, ["office", "hong"]) as post:
        smtplib.SMTP("127.0.0.1", post.smtp_port) …        # lands in Maildirs below the folder
        imaplib.IMAP4("127.0.0.1", post.imap_port) …       # user office, password secret

Mail to nobody we know is taken and comes back to its envelope sender as a DSN (RFC 3464).
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from mailbox import Maildir
from pathlib import Path
from typing import Any, NamedTuple

from dangol.kit.testing.installation import free_port

PASSWORD = "secret"
DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")

_CONFIG = """
base_dir = {run}
state_dir = {run}
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%n
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%n {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


class PostOffice(NamedTuple):
    """Where the servers listen, and the Maildirs below `folder`/mail."""

    imap_port: int
    smtp_port: int
    folder: Path

    def mails_of(self, name: str) -> list[bytes]:
        """What lies in a mailbox."""
        box = Maildir(self.folder / "mail" / name, create=False)
        return [box.get_bytes(key) for key in sorted(box.keys())]


@contextlib.contextmanager
def post_office(folder: Path, names: Iterable[str]) -> Iterator[PostOffice]:
    """Start both servers for these mailboxes; they end with the block."""
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    known = list(names)
    (folder / "mail").mkdir(parents=True)
    (folder / "users").write_text("".join(f"{name}:{PASSWORD}\n" for name in known))
    for name in known:
        Maildir(folder / "mail" / name)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        for path in (folder, *list(folder.parents)[:3]):
            path.chmod(0o755)
    with _imap(folder, owner) as imap_port, _smtp(folder, set(known), owner) as smtp_port:
        yield PostOffice(imap_port, smtp_port, folder)


@contextlib.contextmanager
def _imap(folder: Path, owner: pwd.struct_passwd) -> Iterator[int]:
    port = free_port()
    is_root = os.geteuid() == 0
    config = folder / "dovecot.conf"
    run = folder / "run"
    run.mkdir()
    config.write_text(
        _CONFIG.format(
            run=run,
            folder=folder,
            port=port,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            internal="dovecot" if is_root else owner.pw_name,
            internal_group="dovecot" if is_root else os.popen("id -gn").read().strip(),
            login="dovenull" if is_root else owner.pw_name,
        )
    )
    server = subprocess.Popen(
        [DOVECOT or "dovecot", "-F", "-c", str(config)], stderr=subprocess.PIPE
    )
    try:
        _wait(port, server, folder)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait(port: int, server: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _n in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(10):
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    log = folder / "dovecot.log"
    raise RuntimeError(
        log.read_text() if log.exists() else str(server.stderr and server.stderr.read())
    )


@contextlib.contextmanager
def _smtp(folder: Path, known: set[str], owner: pwd.struct_passwd) -> Iterator[int]:
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - a tool of tests only

    port = free_port()
    controller = Controller(_Deliver(folder, known, owner), "127.0.0.1", port, ready_timeout=60)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


class _Deliver:
    """Delivers by the part before the plus; what nobody has comes back."""

    def __init__(self, folder: Path, known: set[str], owner: pwd.struct_passwd) -> None:
        self._folder, self._known, self._owner = folder, known, owner

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for address in envelope.rcpt_tos:
            name = address.partition("@")[0].partition("+")[0]
            if name in self._known:
                self._put(name, f"Delivered-To: {address}\r\n".encode() + envelope.content)
            elif envelope.mail_from:
                self._return(envelope.mail_from, address, envelope.content)
        return "250 OK"

    def _put(self, name: str, data: bytes) -> None:
        box = Maildir(self._folder / "mail" / name)
        key = box.add(data)
        if os.geteuid() == 0:
            path = self._folder / "mail" / name / "new"
            for one in path.iterdir():
                os.chown(one, self._owner.pw_uid, self._owner.pw_gid)
        assert key

    def _return(self, sender: str, address: str, content: bytes) -> None:
        name = sender.partition("@")[0].partition("+")[0]
        original = BytesParser().parsebytes(content, headersonly=True)
        boundary = "=_dsn"
        head = EmailMessage()
        head["From"], head["To"] = "Mail Delivery System <mailer-daemon@mx.example>", sender
        head["Subject"] = "Undelivered Mail Returned to Sender"
        head["Auto-Submitted"] = "auto-replied"
        body = (
            "Content-Type: multipart/report; report-type=delivery-status; "
            f'boundary="{boundary}"\r\n'
            f"\r\n--{boundary}\r\n\r\nno such user here\r\n--{boundary}\r\n"
            "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
            f"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--{boundary}\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {original['Message-ID']}\r\n"
            f"To: {address}\r\n\r\n--{boundary}--\r\n"
        )
        if name in self._known:
            lines = head.as_bytes().rstrip() + b"\r\n" + body.encode()
            self._put(name, f"Delivered-To: {sender}\r\n".encode() + lines)
