"""Whose address it is: customers by their contact points, users by their BCC addresses."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings
from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.customers.models import ContactPoint, Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.search import matching_ids
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.parsing.addresses import mailbox_key, same_mailboxes

# Everybody's provider: a shared host says nothing about a company.
FREE_HOSTS = frozenset(
    (
        "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "gmail.com",
        "hotmail.com", "outlook.com", "outlook.kr", "live.com", "yahoo.com", "yahoo.co.kr",
        "icloud.com", "me.com", "korea.com", "dreamwiz.com", "empas.com", "paran.com",
    )
)  # fmt: skip
COPY = "copy"


def customers_at(emails: Iterable[str]) -> dict[str, list[int]]:
    """Ids of the customers who have each address, by mailbox_key; one query."""
    wanted = {email: mailbox_key(email) for email in emails if email}
    spelled = {
        one for email in wanted for form in (email, email.lower()) for one in same_mailboxes(form)
    }
    if not spelled:
        return {}
    rows = ContactPoint.objects.filter(medium="email", value__in=spelled)
    found: dict[str, list[int]] = defaultdict(list)
    for value, pk in rows.order_by("customer_id").values_list("value", "customer_id"):
        if pk not in found[mailbox_key(value)]:
            found[mailbox_key(value)].append(pk)
    return found


def colleagues_of_sender(email: str, user: User) -> "QuerySet[Customer]":
    """Customers the user sees who have an address at the same company; none for free hosts."""
    host = email.rpartition("@")[2].lower()
    if not host or host in FREE_HOSTS:
        return Customer.objects.none()
    ids = matching_ids(customers_seen_by(user), host, limit=20)
    points = ContactPoint.objects.filter(customer__in=ids, medium="email")
    there = points.filter(value__iendswith=f"@{host}").values("customer")
    return Customer.objects.filter(pk__in=there)


def copy_address(account: MailAccount, user: User) -> str:
    """The user's own BCC address on a shared account: what is sent there is filed as theirs."""
    local, _sign, host = account.email.partition("@")
    return f"{local}+{COPY}-{_copy_token(user.pk)}@{host}"


def copier_of(account: MailAccount, emails: Iterable[str]) -> int | None:
    """The user whose BCC address is among these; forged ones are nobody's."""
    local, _sign, host = account.email.lower().partition("@")
    start = f"{local}+{COPY}-"
    for email in emails:
        name, _at, at_host = email.lower().partition("@")
        if at_host == host and name.startswith(start):
            number, _dot, _rest = name.removeprefix(start).partition(".")
            if number.isdecimal() and name == start + _copy_token(int(number)):
                return int(number)
    return None


def _copy_token(user_id: int) -> str:
    signature = blake2b(str(user_id).encode(), key=_key(settings.SECRET_KEY), digest_size=6)
    return f"{user_id}.{signature.hexdigest()}"


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=b"dangol-mailcopy").digest()
