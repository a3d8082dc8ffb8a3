"""A flood of mails to the desk: how fast each is filed and put to a ticket, in how much memory.

`python -m bench.flooding 10000`, in a folder of its own. Half comes from one writer, a quarter are
answers of machines, one in ten comes twice, the rest are from people each with something to ask.
"""

import json
import os
import resource
import sys
import tempfile

MOST = 10_000
LIKE_NOTHING = 250  # mails before memory is first looked at


def main(count: int) -> dict[str, str]:
    """Let them arrive one by one, as a mailbox hands them over."""
    with tempfile.TemporaryDirectory(prefix="dangol-flood-") as folder:
        os.environ |= {"DANGOL_DATA_DIR": folder, "DANGOL_DATABASE_URL": ""}
        os.environ["DJANGO_SETTINGS_MODULE"] = "dangol.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _measure(count)


def _measure(count: int) -> dict[str, str]:
    from django.utils import timezone

    from bench.measure import Stopwatch
    from dangol.helpdesk.mail.services import take_in
    from dangol.helpdesk.models import Ticket, TicketMessage
    from dangol.messaging.inbox.receiving import receive
    from dangol.messaging.models import Mail, Message

    account, now = _desk(), timezone.now()
    watch, begun = Stopwatch(), 0
    for n in range(count):
        if n == LIKE_NOTHING:
            begun = _megabytes()
        for _turn in range(2 if n % 10 == 0 else 1):
            mail = receive(account, _mail(n), at=now)
            if mail:
                take_in(mail, at=now)
    people = Ticket.objects.exclude(writer_email="flood@example.com").count()
    return {
        f"{count:,} mails to the desk": watch.rate(count),
        "tickets of them": f"{people:,} of people, "
        f"{Ticket.objects.count() - people} of the flooder, who wrote {count // 2:,}; "
        f"{Mail.objects.count():,} mails kept, "
        f"{TicketMessage.objects.filter(kind='in').count():,} on tickets",
        "receipts sent": f"{Message.objects.count():,}",
        "memory grown by": f"{_megabytes() - begun} MB",
    }


def _desk() -> object:
    from dangol.accounts.models import User
    from dangol.helpdesk.models import DeskMailbox, Team
    from dangol.helpdesk.setup.services import install_desk
    from dangol.messaging.mailboxes.testing import make_account
    from dangol.messaging.testing import make_sender

    install_desk()
    make_sender()
    account = make_account(None, User.objects.create_user("choi", "x", name="최관리"))
    DeskMailbox.objects.create(account=account, team=Team.objects.get())
    return account


def _mail(n: int) -> bytes:
    from dangol.messaging.inbox.testing import write_mail

    headers = {"message_id": f"m{n}@client.example", "subject": f"문의 {n}"}
    if n % 2 == 0:
        headers["sender"] = "flood@example.com"
    elif n % 4 == 1:
        headers |= {"sender": f"p{n}@example.com", "Auto_Submitted": "auto-replied"}
    else:
        headers["sender"] = f"p{n}@example.com"
    return write_mail("스팀이 약해요. " * 20, **headers)  # type: ignore[arg-type]  # headers by name


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    asked = min(int(sys.argv[1]) if len(sys.argv) > 1 else MOST, MOST)
    print(json.dumps(main(asked), ensure_ascii=False))
