"""Time worked on tickets, added up anew from their stays: by migrations and `dangol recount`."""

from django.db import connections
from django.db.transaction import atomic

# the nearest whole seconds of each stay in a step of work that is over, of each ticket that has any
_SPENT = {
    "sqlite": "SUM(CAST(ROUND((julianday(s.ended_at) - julianday(s.at)) * 86400.0) AS INTEGER))",
    "postgresql": "CAST(SUM(ROUND(EXTRACT(EPOCH FROM s.ended_at - s.at))) AS INTEGER)",
}
_SUMS = """SELECT s.ticket_id, {spent} AS seconds FROM helpdesk_ticketstep s
    JOIN helpdesk_step k ON k.id = s.step_id AND k.kind = 'work'
    WHERE s.ended_at IS NOT NULL GROUP BY s.ticket_id"""
_WRITE = """UPDATE helpdesk_ticket SET worked_seconds = sums.seconds
    FROM ({sums}) sums WHERE sums.ticket_id = helpdesk_ticket.id AND sums.seconds >= 0
    AND worked_seconds <> sums.seconds"""
_CLEAR = """UPDATE helpdesk_ticket SET worked_seconds = 0 WHERE worked_seconds > 0
    AND id NOT IN (SELECT s.ticket_id FROM ({sums}) s)"""


@atomic
def recount_work(using: str = "default") -> int:
    """Write what is not as the stays say, by two statements; returns how many tickets that were."""
    connection = connections[using]
    sums = _SUMS.format(spent=_SPENT[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(sums=sums))
        written = cursor.rowcount
        cursor.execute(_CLEAR.format(sums=sums))
        return int(written + cursor.rowcount)
