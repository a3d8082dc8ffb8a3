"""Reading the mail accounts."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import enqueue_once, job, progress
from dangol.messaging.inbox import filing
from dangol.messaging.mailboxes import queries, services
from dangol.messaging.mailboxes.models import MailAccount


@job(cron="* * * * *", retries=0, label=_("메일 계정 살피기"))
def read_accounts() -> None:
    """Every minute, read each account that is due; one that is being read is left alone."""
    for account in queries.accounts_due(timezone.now()):
        enqueue_once(read_account, f"mail:{account.pk}", account_id=account.pk)


@job(retries=0, label=_("메일 읽기"))
def read_account(*, account_id: int) -> int:
    """Read what is new in one account; it keeps its own failures and waits."""
    account = MailAccount.objects.filter(pk=account_id, is_active=True).first()
    return services.read_account(account, at=timezone.now()) if account else 0


@job(label=_("메일 계정 지우기"))
def forget_account(*, account_id: int) -> int:
    """Delete what was read from an account that was removed."""
    account = MailAccount.objects.filter(pk=account_id, removed_at__isnull=False).first()
    return services.forget_mails(account, tell=progress) if account else 0


@job(cron="50 4 * * *", label=_("쓰지 않는 메일 파일 지우기"))
def forget_orphans() -> int:
    """Every night, delete files whose mails are gone."""
    count = 0
    while found := filing.forget_orphans():
        count += found
    return count
