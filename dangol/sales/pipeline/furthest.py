"""How far deals had come, written for many at once."""

from typing import Any

_PLACES = 2**31  # more than there are stages

# the highest stage until each state: by height, ties go to the one with the greater id
_WRITE = f"""UPDATE sales_dealstate SET furthest_id = found.stage, begun_on = found.opened_on
FROM (
    SELECT s.id, d.opened_on, MAX(
        CASE t.outcome WHEN 'won' THEN 1000001 WHEN 'open' THEN t."order" + 1 ELSE 0 END
        * {_PLACES} + t.id
    ) OVER (PARTITION BY s.deal_id ORDER BY s.at, s.id) %% {_PLACES} AS stage
    FROM sales_deal d
    JOIN sales_dealstate s ON s.deal_id = d.id
    JOIN sales_stage t ON t.id = s.stage_id
    WHERE d.id BETWEEN %s AND %s AND (%s OR d.pipeline_id = %s)
) found
WHERE sales_dealstate.id = found.id"""  # noqa: S608 - our own number


def write_furthest(connection: Any, first: int, last: int, pipeline_id: int | None = None) -> None:
    """Fill `furthest` and `begun_on` of the states of deals with ids from first to last.

    It knows nothing but SQL, so that the migration that made these columns can use it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [first, last, pipeline_id is None, pipeline_id or 0])
