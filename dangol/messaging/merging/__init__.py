"""The merge language: one text written once, read by each customer as written for them.

    안녕하세요, #{호칭}. #{상품}(은/는) #{만료일:월일}에 끝납니다.
    [[만약 등급=VIP, A]]전용 창구 02-123-4567로 연락 주세요.[[아니면]]홈페이지에서 연장하세요.[[끝]]

`#{항목}` and `{{항목}}` are the same. Pure: no database, no clock, no settings.
"""

from dangol.messaging.merging.language import (
    Compiled,
    MergeError,
    MissingField,
    compile,
    only_if,
    only_with,
)
from dangol.messaging.merging.registry import Facts, MergeField, MergeSource, merge_fields

__all__ = [
    "Compiled", "Facts", "MergeError", "MergeField", "MergeSource", "MissingField", "compile",
    "merge_fields", "only_if", "only_with",
]  # fmt: skip
