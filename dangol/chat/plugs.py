"""What chats hang into the frame, the timeline and the roles."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.activities.registry import EntryGroup, Linked, LinkKind, groups, links
from dangol.chat import figures as _figures  # noqa: F401 - fills the registries
from dangol.chat import jobs as _jobs  # noqa: F401 - registers itself
from dangol.chat import lists as _lists  # noqa: F401 - fills the registries
from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.queries import VIEW
from dangol.chat.queue import hand_over_chats
from dangol.chat.ticketing import SAID
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.helpdesk.tickets.registry import Sent, carriers, origins
from dangol.kit.access import declare, declare_record
from dangol.kit.realtime import Topic, topics
from dangol.workspace.registry import MenuItem, menu

RECORD = "chat.conversation"
MANAGE = "chat.manage_sites"

declare_record("chat", "conversation", _("채팅"), export=_("내보내기"))
declare(MANAGE, _("채팅 사이트 설정"), group=_("채팅"))
groups.add("chats")(EntryGroup(_("채팅"), ("chat.",)))
topics.add("chats")(Topic(lambda user, name: user.has_perm(VIEW)))
settings_pages.add("chat")(
    SettingsPage("service", _("채팅"), "chat:site_list", "message-circle", MANAGE)
)
menu.add("chat")(MenuItem("service", _("라이브챗"), "chat:inbox", "message-circle", VIEW, 12))


def _found(user: User, ids: Iterable[int]) -> Mapping[int, Linked]:
    rows = Conversation.objects.visible_to(user).filter(pk__in=list(ids))
    rows = rows.select_related("customer", "visitor")
    return {row.pk: Linked(row.who, row.get_absolute_url()) for row in rows}


def _files(ids: Iterable[int]) -> Mapping[int, Sent]:
    rows = ChatMessage.objects.filter(pk__in=list(ids)).exclude(file="")
    return {row.pk: Sent(row.file_name, row.file_size, row.file) for row in rows.defer("search")}


carriers.add(SAID)(_files)
origins.add("chat")(RECORD)
links.add(RECORD)(LinkKind(_("채팅"), "message-circle", _found))
handovers.add(RECORD)(
    Handover(
        _("진행 중인 채팅"),
        lambda person: Conversation.objects.filter(agent=person, status="open").count(),
        lambda person, to, actor: hand_over_chats(person, to, actor, at=timezone.now()),
    )
)
