"""Search any part of a Korean word, its initial consonants, phone digits and e-mail addresses."""

from dangol.kit.search.heard import Heard, newest_heard
from dangol.kit.search.index import (
    Matches,
    SearchIndex,
    all_matching,
    matching_ids,
    scanned,
    search_index,
)
from dangol.kit.search.queries import highlight, match_query, parse_query, tsquery
from dangol.kit.search.tokens import search_text

__all__ = [
    "Heard",
    "Matches",
    "SearchIndex",
    "all_matching",
    "highlight",
    "match_query",
    "matching_ids",
    "newest_heard",
    "parse_query",
    "scanned",
    "search_index",
    "search_text",
    "tsquery",
]
