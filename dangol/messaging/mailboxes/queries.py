"""Reading accounts."""

from datetime import datetime

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.messaging.mailboxes.imap import Server
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.senders.secrets import unseal


def accounts_seen_by(user: User) -> QuerySet[MailAccount]:
    """Accounts whose mails this person may read, own ones first."""
    rows = MailAccount.objects.visible_to(user)
    return rows.select_related("owner").order_by("-owner", "name", "pk")


def accounts_run_by(user: User) -> QuerySet[MailAccount]:
    """Accounts this person may set up: their own, and the shared ones with the right to."""
    mine = Q(owner=user)
    if user.has_perm("messaging.manage_mailaccounts"):
        mine |= Q(owner=None)
    rows = MailAccount.objects.filter(mine, removed_at=None)
    return rows.select_related("owner").order_by("owner", "name", "pk")


def accounts_due(at: datetime) -> QuerySet[MailAccount]:
    """Accounts to be read now."""
    rows = MailAccount.objects.filter(is_active=True, removed_at=None)
    return rows.filter(Q(retry_at=None) | Q(retry_at__lte=at)).order_by("pk")


def server_of(account: MailAccount) -> Server:
    """How to reach an account; raises Refused when its password cannot be read."""
    password = unseal(account.secret).get("password", "")
    return Server(account.host, account.port, account.security, account.username, password)
