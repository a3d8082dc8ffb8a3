"""What sales teach about suggestions (F48): who got a product and later the one related to it."""

from django.db import connection
from django.db.transaction import atomic

from dangol.catalog.models import ProductRelation, RelationChance
from dangol.catalog.products.suggesting import OFFERED

MANY = 1_000  # rows brought in at once that are worth counting all anew for

# A piece without a day counts as the first of what they had, and never as bought later.
_COUNT = """
WITH related AS (
    SELECT id, product_id, other_id FROM catalog_productrelation WHERE kind IN (%s, %s)
), named AS (
    SELECT product_id FROM related UNION SELECT other_id FROM related
), got AS (
    SELECT customer_id, product_id, "on" AS day FROM orders_revenue
    WHERE supply > 0 AND product_id IN (SELECT product_id FROM named)
    UNION ALL
    SELECT customer_id, product_id, purchased_on FROM catalog_installed
    WHERE status <> 'returned' AND product_id IN (SELECT product_id FROM named)
), had AS MATERIALIZED (
    SELECT customer_id, product_id, MAX(day) AS last_on,
        CASE WHEN COUNT(*) = COUNT(day) THEN MIN(day) END AS first_on
    FROM got GROUP BY customer_id, product_id
)
SELECT related.id, COUNT(*), COUNT(later.customer_id)
FROM related
JOIN had ON had.product_id = related.product_id
LEFT JOIN had later ON later.customer_id = had.customer_id
    AND later.product_id = related.other_id AND later.last_on IS NOT NULL
    AND (had.first_on IS NULL OR later.last_on >= had.first_on)
GROUP BY related.id
"""


def count_chances() -> int:
    """Count every relation anew; returns how many of them have an owner.

    What is bought on the same day counts as bought with it; returns count for nothing. Counting
    locks nothing, and the new counts replace the old ones at once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [str(kind) for kind in OFFERED])
        found = cursor.fetchall()
    with atomic():
        kept = ProductRelation.objects.select_for_update().order_by("pk")  # one count at a time
        there = set(kept.values_list("pk", flat=True))
        rows = [RelationChance(relation_id=pk, owners=owners, buyers=buyers)
                for pk, owners, buyers in found if pk in there]  # fmt: skip
        RelationChance.objects.all().delete()
        RelationChance.objects.bulk_create(rows, batch_size=500)
    return len(rows)
