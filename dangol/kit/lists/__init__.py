"""The one list: a kind of record gets pages, filters, views, bulk acts and export by declaring."""

from dangol.kit.lists.bulk import BulkAction, Outcome, set_field
from dangol.kit.lists.columns import Column, Edit, Look
from dangol.kit.lists.records import FirstStep, RecordList, lists

__all__ = [
    "BulkAction",
    "Column",
    "Edit",
    "FirstStep",
    "Look",
    "Outcome",
    "RecordList",
    "lists",
    "set_field",
]
