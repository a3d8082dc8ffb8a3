"""Mails of the demo office: threads with customers, a stranger, a bounce, an automatic answer."""

from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dangol.accounts.models import User
from dangol.config.demo import people
from dangol.customers.models import Customer
from dangol.messaging.inbox.receiving import receive
from dangol.messaging.inbox.services import assign, write_note
from dangol.messaging.mailboxes.imap import Found
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.mailboxes.services import add_account
from dangol.messaging.models import MailThread

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = "hello@bomgyeol.example"
FOLDERS = [Found("INBOX", False), Found("보낸메일함", True)]


class Line(NamedTuple):
    """One mail: whose of the thread's two wrote it, days and time before today, and the words."""

    is_ours: bool
    days: int
    at: str
    text: str


THREADS: list[tuple[str, list[Line]]] = [
    (
        "에스프레소 머신 M2 견적 부탁드립니다",
        [
            Line(False, 3, "09:12", "안녕하세요. 2호점을 준비하고 있어 M2 두 대 견적을 받고 싶습니다.\n"
                 "설치까지 포함해서 다음 주 수요일까지 알려 주시면 좋겠습니다.\n\n감사합니다."),
            Line(True, 3, "10:40", "문의 주셔서 감사합니다. M2 두 대와 설치, 정수 필터까지 포함한 견적을 "
                 "첨부합니다.\n납기는 발주 후 2주입니다. 궁금하신 점은 편하게 말씀해 주세요."),
            Line(False, 0, "08:55", "견적 잘 받았습니다. 필터 교체 주기와 무상 점검 범위가 궁금합니다.\n"
                 "오늘 중으로 통화 가능하실까요?\n\n"
                 "-----Original Message-----\nFrom: 봄결커피\nSent: 지난주\nTo: 고객\nSubject: 견적\n\n"
                 "문의 주셔서 감사합니다."),
        ],
    ),
    (
        "세금계산서 이메일 변경",
        [
            Line(False, 1, "14:20", "이번 달부터 세금계산서를 이 주소로 보내 주세요.\n사업자등록증도 다시 "
                 "첨부합니다."),
            Line(True, 1, "15:05", "변경해 두었습니다. 이번 달 분부터 새 주소로 발행됩니다."),
        ],
    ),
    (
        "원두 로스팅 날짜 확인",
        [Line(False, 0, "10:31", "지난주에 받은 블렌드 1호의 로스팅 날짜를 알 수 있을까요?\n"
              "봉투에 인쇄가 번져서 읽을 수가 없습니다.")],
    ),
]  # fmt: skip
STRANGER = (
    "안녕하세요. 사무실 두 층에 커피 기계를 두려고 합니다.\n임대와 구매 중 무엇이 나을지 상담을 받고 "
    "싶습니다.\n\n한소라 과장 드림\n㈜모아오피스 총무팀\nT. 02-555-0142 / M. 010-0142-7788\n"
)
BOUNCE = (
    "받는사람: old.buyer@closed-cafe.example\n사유: 존재하지 않는 메일 주소입니다.\n"
    "보낸 메일은 전달되지 않았습니다.\n"
)


def fill_inbox(today: date) -> None:
    """Mails of the last days for two customers' reps and the shared mailbox; nobody reads them by
    IMAP: both accounts are paused.
    """
    staff = {user.username: user for user in User.objects.all()}
    rep, admin = staff["rep"], staff["admin"]
    office = _account("대표 메일", OFFICE, None, admin, today)
    own = _account("내 메일", f"{rep.username}@bomgyeol.example", rep, rep, today)
    rows = Customer.objects.exclude(email="").order_by("pk")
    mine, theirs = list(rows.filter(owner=rep)[:1]), list(rows.exclude(owner=rep)[:2])
    pairs = zip([own, office, office], [*mine, *theirs], THREADS, strict=False)
    for number, (account, customer, (subject, lines)) in enumerate(pairs):
        _talk(account, customer, subject, lines, number, today)
    _machines(office, today)
    if thread := MailThread.objects.filter(account=office, customer__isnull=False).first():
        write_note(
            thread, text="지난달에도 같은 문의가 있었습니다. 인쇄소에 확인 중입니다.", actor=rep
        )
        assign(thread, to=rep, actor=admin)


def _account(name: str, email: str, owner: User | None, actor: User, today: date) -> MailAccount:
    return add_account(
        name=name,
        email=email,
        owner=owner,
        provider="works",
        host="imap.worksmobile.com",
        username=email,
        password="env:DANGOL_DEMO_MAIL",  # noqa: S106 - nobody reads it
        since_on=today - timedelta(days=30),
        takes_copies=owner is None,
        is_active=False,
        folders=FOLDERS,
        actor=actor,
    )


def _talk(
    account: MailAccount, customer: Customer, subject: str, lines: list[Line], number: int,
    today: date,
) -> None:  # fmt: skip
    identifiers: list[str] = []
    for step, line in enumerate(lines):
        mail = EmailMessage()
        them, us = (
            formataddr((customer.name, customer.email)),
            formataddr((people.COMPANY, account.email)),
        )
        mail["From"], mail["To"] = (us, them) if line.is_ours else (them, us)
        mail["Subject"] = subject if step == 0 else f"Re: {subject}"
        mail["Message-ID"] = f"<demo{number}.{step}@mail.example>"
        if identifiers:
            mail["References"] = " ".join(identifiers)
        mail.set_content(line.text)
        if step == 1 and number == 0:
            mail.add_attachment(
                b"%PDF-1.4 demo", maintype="application", subtype="pdf", filename="M2 견적서.pdf"
            )
        identifiers.append(str(mail["Message-ID"]))
        _arrive(account, mail, _at(today, line.days, line.at), is_sent=line.is_ours)


def _machines(office: MailAccount, today: date) -> None:
    """What comes from people nobody knows, and from machines."""
    for number, (sender, subject, text, at) in enumerate(
        (
            ("한소라 <sora.han@moa-office.example>", "커피 기계 임대 상담", STRANGER, "11:08"),
            ("메일 시스템 <postmaster@portal.example>", "[발송실패 안내] 11월 안내", BOUNCE, "09:40"),
            (
                "정하린 <harin@client-cafe.example>", "[부재중] 11월 안내",
                "이번 주 금요일까지 휴가입니다. 급한 일은 02-555-0190으로 연락해 주세요.", "09:41",
            ),
        )
    ):  # fmt: skip
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
        mail["Message-ID"] = f"<machine{number}@mail.example>"
        mail.set_content(text)
        _arrive(office, mail, _at(today, 0, at))


def _arrive(
    account: MailAccount, mail: EmailMessage, at: datetime, *, is_sent: bool = False
) -> None:
    mail["Date"] = format_datetime(at)
    receive(account, mail.as_bytes(), at=at, is_sent=is_sent)


def _at(today: date, days: int, clock: str) -> datetime:
    day = today - timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=SEOUL)
