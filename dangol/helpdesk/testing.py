"""Tickets for tests of this app and of those above."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.testing import moment
from dangol.helpdesk.models import Member, Team, Ticket
from dangol.helpdesk.setup.queries import StepRow, forget_setup, step_of_kind
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets.services import open_ticket
from dangol.workspace.reports.shape import Figures

# a Monday
MORNING = moment("2026-11-23T09:00")


def step(kind: str) -> StepRow:
    install_desk()
    row = step_of_kind(kind)
    assert row
    return row


def make_team(name: str, *members: User, **values: Any) -> Team:
    install_desk()
    team = Team.objects.create(name=name, **values)
    for user in members:
        Member.objects.create(team=team, user=user, given_at=MORNING)
    forget_setup()
    return team


def make_ticket(
    agent: User | None = None, subject: str = "스팀 압력이 약해요", *, at: datetime = MORNING,
    customer: Customer | None = None, actor: User | None = None, **values: Any,
) -> Ticket:  # fmt: skip
    return open_ticket(
        subject=subject, at=at, customer=customer, agent=agent, actor=actor or agent, **values
    )


def assert_drills(client: Any, figures: Figures, *counts: str) -> None:
    """Every figure of a report has an address, and those that count open as many rows."""
    for table in figures.tables:
        for row in (*table.rows, *([table.total] if table.total else ())):
            for key, cell in zip(table.column_keys, row.cells, strict=True):
                assert cell.url or not cell.value, f"{table.key}.{key} of {row.label}"
                if key in counts:
                    found = client.get(cell.url).text.count("data-open-row")
                    assert found == cell.value, cell.url
