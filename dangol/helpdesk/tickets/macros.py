"""Canned words: as they read for one customer, and what they do to the ticket."""

from datetime import date, datetime

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Macro
from dangol.helpdesk.setup.queries import StepRow, step_row
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.services import edit_ticket
from dangol.helpdesk.tickets.strangers import facts_of_stranger
from dangol.messaging.merging.language import MissingField
from dangol.messaging.merging.language import compile as compile_text
from dangol.messaging.merging.queries import facts_of


def macro_text(macro: Macro, ticket: Ticket, *, actor: User, today: date) -> str:
    """The words with the customer's facts in them, or the name of a writer nobody knows (고객님).

    A fact that is missing leaves the words unmerged too, for the agent to complete.
    """
    text = compile_text(macro.text)
    customer_id = ticket.person_id or ticket.customer_id
    if customer_id is None:
        facts = facts_of_stranger(ticket.writer_name)
    else:
        facts = facts_of([customer_id], text.fields, sender=actor, today=today)[customer_id]
    try:
        return text.render(facts)
    except MissingField:
        return macro.text


def apply_macro(ticket: Ticket, macro: Macro, *, at: datetime, actor: User) -> Ticket:
    """Do what canned words bring with them besides the words and the step: priority, labels."""
    if macro.priority is not None and macro.priority != ticket.priority:
        ticket = edit_ticket(ticket, at=at, actor=actor, priority=macro.priority)
    ticket.labels.add(*macro.labels.all())
    return ticket


def step_with(macro: Macro | None) -> StepRow | None:
    """The step canned words move a ticket to; none that is out of use."""
    step = step_row(macro.step_id) if macro and macro.step_id else None
    return step if step and step.is_active else None
