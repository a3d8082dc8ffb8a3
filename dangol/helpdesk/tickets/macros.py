"""Canned words, as they read for one customer."""

from datetime import date

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Macro
from dangol.helpdesk.tickets.models import Ticket
from dangol.messaging.merging.language import MissingField
from dangol.messaging.merging.language import compile as compile_text
from dangol.messaging.merging.queries import facts_of


def macro_text(macro: Macro, ticket: Ticket, *, actor: User, today: date) -> str:
    """The words with the customer's facts in them; without a customer fields stay as written.

    A fact that is missing leaves the words unmerged too, for the agent to complete.
    """
    text = compile_text(macro.text)
    customer_id = ticket.person_id or ticket.customer_id
    if not text.fields or customer_id is None:
        return macro.text
    facts = facts_of([customer_id], text.fields, sender=actor, today=today)[customer_id]
    try:
        return text.render(facts)
    except MissingField:
        return macro.text
