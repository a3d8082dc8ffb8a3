"""How customers and what lies below them forget somebody who is removed."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.forgetting import HIDDEN, forget_beside, marks_of
from dangol.customers.parties.models import Customer
from dangol.customers.registry import Forgetting, forgettings
from dangol.customers.relations.models import Household
from dangol.imports.models import Before, Import
from dangol.workspace.models import Snapshot


def _forget_households(ids: Sequence[int]) -> None:
    """Homes nobody is left in go; a name that holds a removed person's is hidden there."""
    left = Customer.objects.filter(household=OuterRef("pk")).exclude(pk__in=ids)
    homes = Household.objects.filter(members__in=ids).distinct()
    empty = homes.filter(~Exists(left))
    forget_beside(empty)
    Household.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).delete()
    marks = [mark for found in marks_of(ids).values() for mark in found]
    for home in homes:
        if (name := _hide(home.name, marks, whole=False)) != home.name:
            Household.objects.filter(pk=home.pk).update(name=name)


def _forget_imports(ids: Sequence[int]) -> None:
    runs = Import.objects.filter(into="customers").values("pk")
    Before.objects.filter(run__in=runs, record_id__in=ids).delete()


def _forget_snapshots(ids: Sequence[int]) -> None:
    """Cells of kept reports that are just the name, a number or an address of a person."""
    people = Customer.objects.filter(pk__in=ids, kind=Customer.Kind.PERSON)
    found = marks_of(list(people.values_list("pk", flat=True)))
    if not (marks := {mark for each in found.values() for mark in each}):
        return
    # PostgreSQL shows the letters of a stored JSON, SQLite the text as it was written
    as_kept = marks if connection.vendor == "postgresql" else {json.dumps(m)[1:-1] for m in marks}
    named = Q()
    for mark in as_kept:
        named |= Q(kept__contains=mark)
    rows = Snapshot.objects.annotate(kept=Cast("figures", TextField())).filter(named)
    for row in rows:
        Snapshot.objects.filter(pk=row.pk).update(figures=_hide(row.figures, marks, whole=True))


def _hide(value: Any, marks: Any, *, whole: bool) -> Any:
    if isinstance(value, dict):
        return {key: _hide(each, marks, whole=whole) for key, each in value.items()}
    if isinstance(value, list):
        return [_hide(each, marks, whole=whole) for each in value]
    if not isinstance(value, str):
        return value
    if whole:
        return HIDDEN if value in marks else value
    for mark in marks:
        value = value.replace(mark, HIDDEN)
    return value


forgettings.add("customers")(
    Forgetting(
        goes=_("고객 카드와 연락처, 주소, 소속, 동의 기록, 파일, 타임라인, 댓글, 알림"),
    )
)
forgettings.add("history")(
    Forgetting(
        goes=_("변경 이력에 적힌 값(무엇을 언제 누가 고쳤는지는 남습니다)"),
        kept=_(
            "접속기록과 삭제한 사람·시각: 이름 없이 번호로만 1~2년"
            "(개인정보의 안전성 확보조치 기준 제8조)"
        ),
    )
)
forgettings.add("households")(
    Forgetting(_forget_households, _("아무도 남지 않은 세대와 세대 이름"))
)
forgettings.add("imports")(
    Forgetting(
        _forget_imports,
        _("가져오기가 되돌리려고 둔 옛 값. 올린 파일은 30일, 내보낸 파일은 7일 안에 지워집니다"),
    )
)
forgettings.add("snapshots")(Forgetting(_forget_snapshots, _("저장한 보고서에 적힌 이름")))
