"""The one condition language: lists, segments and rules ask about records in the same words.

A condition is JSON: `{"all": [...]}`, `{"any": [...]}`, `{"not": ...}` or a leaf
`{"field": "stage", "op": "is", "value": ["prospect"]}`. A `Vocabulary` of attributes checks it,
says it in a sentence, and turns it into a `Q`.
"""

from dangol.kit.conditions.attributes import (
    Asker,
    Attribute,
    BadCondition,
    Number,
    Search,
    Text,
    Won,
    YesNo,
)
from dangol.kit.conditions.days import Date, Moment
from dangol.kit.conditions.linked import LinkedCount, LinkedMoment
from dangol.kit.conditions.options import (
    Choice,
    Choices,
    Linked,
    Option,
    Options,
    Person,
    options_of,
)
from dangol.kit.conditions.tree import Condition, Group, Leaf, Not, Vocabulary

__all__ = [
    "Asker",
    "Attribute",
    "BadCondition",
    "Choice",
    "Choices",
    "Condition",
    "Date",
    "Group",
    "Leaf",
    "Linked",
    "LinkedCount",
    "LinkedMoment",
    "Moment",
    "Not",
    "Number",
    "Option",
    "Options",
    "Person",
    "Search",
    "Text",
    "Vocabulary",
    "Won",
    "YesNo",
    "options_of",
]
