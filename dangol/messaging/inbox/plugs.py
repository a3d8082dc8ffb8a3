"""What the mailbox hangs into the frame and the customer's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Tab, tabs
from dangol.kit.realtime import Topic, topics
from dangol.messaging.inbox.queries import as_id, threads_of
from dangol.messaging.mailboxes.models import MailAccount
from dangol.messaging.rights import ADD_ACCOUNT, MAIL, SEND
from dangol.workspace.registry import Action, MenuItem, actions, menu


def _mails(request: UserRequest, customer: Customer) -> dict[str, Any]:
    writes = request.user.has_perm(SEND)
    url = f"{reverse('messaging:mail_write')}?customer={customer.pk}" if writes else ""
    return {"threads": threads_of(customer, request.user), "write_url": url}


def _may_watch(user: User, name: str) -> bool:
    return MailAccount.objects.visible_to(user).filter(pk=as_id(name)).exists()


tabs.add("mail")(Tab(_("메일"), "messaging/inbox/customer_tab.html", _mails, MAIL, order=30))
topics.add("mail")(Topic(_may_watch))
menu.add("mailbox")(MenuItem("", _("메일함"), "messaging:mail_list", "mail", MAIL, 3, key="m"))
actions.add("mail_write")(
    Action(_("메일 쓰기"), "messaging:mail_write", "square-pen", _("새 메일 보내기 편지"), SEND)
)
settings_pages.add("mail_accounts")(
    SettingsPage("links", _("메일 계정"), "messaging:account_list", "mailbox", ADD_ACCOUNT)
)
