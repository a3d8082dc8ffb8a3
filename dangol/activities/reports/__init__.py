"""Reports over activities, and the totals that make them fast (docs/adr/0060)."""
