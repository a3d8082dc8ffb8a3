"""HTML mail put together from blocks: kept as JSON, checked, written as HTML and as plain text."""
