"""A ticket becomes the draft of an article: its question, its answer, nobody's data."""

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.helpdesk.articles.masking import without_people
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.kit.errors import Refused
from dangol.knowledge.articles.services import write_article
from dangol.knowledge.models import Article
from dangol.knowledge.shelves.queries import spaces_seen_by

READ, ANSWERS = 8_000, 3


@atomic
def draft_from_ticket(ticket: Ticket, *, actor: User) -> Article:
    """A draft with what the customer asked and what we answered; the same one when asked again.

    Names, addresses and numbers of the customer are left out; who finishes it must look for more.
    Refuses while there is no space to write into, and a ticket nobody answered.
    """
    source = f"ticket:{ticket.pk}"
    if earlier := Article.objects.filter(source=source).first():
        return earlier
    spaces = list(spaces_seen_by(actor, "add"))
    if not spaces:
        raise Refused(_("글을 둘 지식 공간이 없습니다. 관리자에게 공간을 만들어 달라고 하세요."))
    answers = _said(ticket, TicketMessage.Kind.OUT)
    if not answers:
        raise Refused(_("아직 답장이 없는 티켓입니다. 답한 뒤에 글 초안을 만들어 주세요."))
    asked = _said(ticket, TicketMessage.Kind.IN)[-1:] or [ticket.text]
    names = _names(ticket)
    body = f"## {_('질문')}\n\n{asked[0].strip()}\n\n## {_('답')}\n\n"
    body += "\n\n".join(text.strip() for text in reversed(answers))
    return write_article(
        None,
        title=without_people(ticket.subject, names)[:200],
        body=without_people(body, names),
        space=next((space for space in spaces if space.is_public), spaces[0]),
        source=source,
        actor=actor,
    )


def _said(ticket: Ticket, kind: str) -> list[str]:
    """The newest words of one side, newest first for answers."""
    rows = ticket.messages.filter(kind=kind).order_by("-at", "-pk")
    return [text[:READ] for text in rows.values_list("text", flat=True)[:ANSWERS]]


def _names(ticket: Ticket) -> list[str]:
    people = (ticket.customer, ticket.person)
    return [ticket.writer_name, *(person.name for person in people if person)]
