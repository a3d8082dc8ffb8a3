"""Papers that go out: noted when they are printed, and sent by mail."""

from datetime import datetime

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.company import company
from dangol.customers.models import Customer
from dangol.kit.errors import Refused
from dangol.kit.money import won
from dangol.orders.money.printing import account_pdf
from dangol.orders.money.queries import Account
from dangol.orders.orders.models import Order
from dangol.orders.orders.printing import statement_pdf
from dangol.orders.papers.delivering import EMAIL, deliver
from dangol.orders.papers.models import Issue
from dangol.orders.papers.paper import day_of

Kind, Way = Issue.Kind, Issue.Way


def print_statement(order: Order, *, language: str = "ko", at: datetime, actor: User) -> bytes:
    """The 거래명세서 as PDF, noted as issued."""
    _note(_of_order(order), Way.PRINTED, at, actor)
    return statement_pdf(order, language=language, at=at)


def print_account(account: Account, *, at: datetime, actor: User) -> bytes:
    """The 거래 원장 as PDF, noted as issued."""
    _note(_of_account(account), Way.PRINTED, at, actor)
    return account_pdf(account, at=at)


@atomic
def send_statement(order: Order, *, subject: str, text: str, at: datetime, actor: User) -> Issue:
    """Mail the 거래명세서; refused with the reason where the mail cannot reach the customer."""
    paper = f"{order.number}.pdf", statement_pdf(order, at=at)
    issue = _note(_of_order(order), Way.SENT, at, actor)
    _mail(order.customer, issue, subject, text, paper, at=at, actor=actor)
    return issue


@atomic
def send_account(account: Account, *, subject: str, text: str, at: datetime, actor: User) -> Issue:
    """Mail the 거래 원장; refused with the reason where the mail cannot reach the customer."""
    paper = f"account-{account.customer.number}.pdf", account_pdf(account, at=at)
    issue = _note(_of_account(account), Way.SENT, at, actor)
    _mail(account.customer, issue, subject, text, paper, at=at, actor=actor)
    return issue


def statement_words(order: Order, actor: User) -> tuple[str, str]:
    """Subject and text of the mail a 거래명세서 goes with."""
    about = _("‘%(title)s’ 거래명세서") % {"title": order.title}
    return _words(order.customer, about, _("합계 %(n)s") % {"n": won(order.total)}, actor)


def account_words(account: Account, actor: User) -> tuple[str, str]:
    """Subject and text of the mail a 거래 원장 goes with."""
    days = f"{day_of(account.since)} – {day_of(account.until)}"
    about = _("%(days)s 거래 원장") % {"days": days}
    return _words(account.customer, about, _("현잔액 %(n)s") % {"n": won(account.after)}, actor)


def _words(customer: Customer, about: str, figure: str, actor: User) -> tuple[str, str]:
    own = company().name
    told = {"company": own, "name": customer.called, "owner": actor.name, "about": about,
            "figure": figure}  # fmt: skip
    text = _(
        "%(name)s, 안녕하세요. %(company)s %(owner)s입니다.\n\n%(about)s을(를) 보내 드립니다.\n"
        "%(figure)s입니다. 첨부한 PDF를 확인해 주세요."
    )
    return f"[{own}] {about}", text % told


def _of_order(order: Order) -> Issue:
    return Issue(
        kind=Kind.STATEMENT, customer=order.customer, order=order, since=order.ordered_on,
        until=order.ordered_on, amount=order.total,
    )  # fmt: skip


def _of_account(account: Account) -> Issue:
    return Issue(
        kind=Kind.ACCOUNT, customer=account.customer, since=account.since, until=account.until,
        amount=account.after,
    )  # fmt: skip


def _note(issue: Issue, way: str, at: datetime, actor: User) -> Issue:
    issue.way, issue.at, issue.owner = way, at, actor
    rows = Issue.objects.filter(
        customer=issue.customer_id, kind=issue.kind, order=issue.order_id, way=way, owner=actor,
        since=issue.since, until=issue.until, at__date=timezone.localdate(at),
    )  # fmt: skip
    if way == Way.PRINTED and (known := rows.first()):
        return known
    return Issue.objects.bulk_create([issue])[0]


def _mail(
    customer: Customer, issue: Issue, subject: str, text: str, paper: tuple[str, bytes], *,
    at: datetime, actor: User,
) -> None:  # fmt: skip
    reason = deliver(
        customer, EMAIL, subject, text, source=f"issue:{issue.pk}", at=at, actor=actor,
        paper=paper, folder="papers",
    )  # fmt: skip
    if reason:
        text = _("보내지 못했습니다: %(reason)s. 고객의 이메일을 확인해 주세요.")
        raise Refused(text % {"reason": reason})
