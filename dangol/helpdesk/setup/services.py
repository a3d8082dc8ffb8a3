"""Deciding how the desk works."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.helpdesk.mail.queries import forget_mailboxes
from dangol.helpdesk.setup.models import Macro, RequestType, Step, Team, Topic
from dangol.helpdesk.setup.presets import MACROS, POLICIES, REQUESTS, STEPS, TEAM, TOPICS
from dangol.helpdesk.setup.queries import forget_setup
from dangol.helpdesk.sla.models import Policy
from dangol.helpdesk.sla.queries import forget_policies
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove
from dangol.messaging.merging.language import compile as compile_text
from dangol.messaging.merging.queries import refuse_unknown

M = TypeVar("M", bound=models.Model)
Kind = Step.Kind
# an office has exactly one of each
_ONE_EACH = (Kind.START, Kind.ASSIGNED, Kind.HOLD, Kind.DONE)


@atomic
def install_desk() -> None:
    """Write down what a desk starts with, unless the office has steps already."""
    if Step.objects.exists():
        return
    for order, (name, kind, stops, color) in enumerate(STEPS):
        Step.objects.create(
            name=str(name), kind=kind, stops_clock=stops, color=color, order=order * 10
        )
    team = Team.objects.create(name=str(TEAM))
    for order, (name, priority, is_complaint) in enumerate(REQUESTS):
        RequestType.objects.create(
            name=str(name), team=team, priority=priority, is_complaint=is_complaint, order=order
        )
    for order, (name, below) in enumerate(TOPICS):
        parent = Topic.objects.create(name=str(name), order=order)
        for place, one in enumerate(below):
            Topic.objects.create(name=str(one), parent=parent, order=place)
    for order, (name, lowest, first, following, solve) in enumerate(POLICIES):
        Policy.objects.create(
            name=str(name), priority=lowest, first_minutes=first, next_minutes=following,
            solve_minutes=solve, order=order,
        )  # fmt: skip
    forget_policies()
    steps = {row.kind: row for row in Step.objects.all()}
    for order, (name, text, kind) in enumerate(MACROS):
        Macro.objects.create(name=str(name), text=str(text), step=steps[kind], order=order)
    forget_setup()


@atomic
def write_setting(model: type[M], row: M | None, *, actor: Any, **values: Any) -> M:
    """Add or change one thing of the desk's settings.

    Many-to-many values are set whole. A text is refused where it merges what nobody offers.
    """
    many = {name: values.pop(name) for name in list(values) if _is_many(model, name)}
    if "name" in values:
        values["name"] = clean(values["name"])
    if values.get("text"):
        refuse_unknown(compile_text(values["text"]))
    _check(model, row, values)
    saved = create(model, actor=actor, **values) if row is None else change(
        row, actor=actor, **values
    )  # fmt: skip
    for name, rows in many.items():
        getattr(saved, name).set(rows)
    forget_setup()
    forget_policies()
    forget_mailboxes()
    return saved


def _is_many(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).many_to_many)


def _check(model: type[models.Model], row: Any, values: dict[str, Any]) -> None:
    if model is Step and row is not None and values.get("kind", row.kind) != row.kind:
        raise ValidationError({"kind": _("단계가 하는 일은 바꿀 수 없습니다. 새 단계를 더하세요.")})
    parent = values.get("parent")
    if model is Topic and parent is not None:
        if parent.parent_id or (row is not None and parent.pk == row.pk):
            raise ValidationError({"parent": _("상담유형은 두 단계까지입니다.")})
        if row is not None and row.children.exists():
            raise ValidationError(
                {"parent": _("아래에 유형이 있어 다른 유형 밑에 둘 수 없습니다.")}
            )
    promises = ("first_minutes", "next_minutes", "solve_minutes")
    if model is Policy and all(values.get(name) is None for name in promises):
        raise ValidationError(
            {"first_minutes": _("첫 답장·다음 답장·해결 가운데 하나는 적어 주세요.")}
        )


@atomic
def remove_setting(row: models.Model, *, actor: Any) -> None:
    """Take one thing away; what tickets are made of is retired instead, or refused."""
    forget_setup()
    forget_policies()
    forget_mailboxes()
    if isinstance(row, Step):
        if row.kind in _ONE_EACH:
            raise Refused(_("이 단계는 없앨 수 없습니다. 이름은 바꿀 수 있습니다."))
        if row.tickets.filter(is_open=True).exists():
            raise Refused(_("이 단계에 있는 티켓을 먼저 옮겨 주세요."))
        if Step.objects.filter(kind=row.kind, is_active=True).count() < 2:
            raise Refused(
                _("‘%(kind)s’ 단계는 하나는 있어야 합니다.") % {"kind": row.get_kind_display()}
            )
    try:
        with atomic():
            remove(row, actor=actor)
    except ProtectedError:
        if not hasattr(row, "is_active"):
            raise Refused(_("쓰이고 있어 지울 수 없습니다.")) from None
        change(row, actor=actor, is_active=False)
