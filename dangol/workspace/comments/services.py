"""Saying something about a record, and what follows from it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.personal import refuse_resident_number
from dangol.kit.records import change, create, remove
from dangol.workspace.comments.queries import may_see
from dangol.workspace.comments.registry import about
from dangol.workspace.mentions import mentioned
from dangol.workspace.models import Comment, Reaction
from dangol.workspace.services import notify

LONGEST = 5_000
MOST_CALLED = 20


@atomic
def write_comment(
    record: Model, *, text: str, actor: User, parent: Comment | None = None
) -> Comment:
    """Say something about a record, or answer; tells whom it calls, the thread and the watchers.

    Refuses to call somebody who may not see the record: they could not read it.
    """
    if parent and (parent.model, parent.record_id) != (record._meta.label_lower, record.pk):
        raise Refused(_("다른 기록의 댓글에는 답할 수 없습니다."))
    text = _checked(text)
    called = _called(text, record)
    comment = create(
        Comment,
        actor=actor,
        model=record._meta.label_lower,
        record_id=record.pk,
        parent=(parent.parent or parent) if parent else None,
        writer=actor,
        text=text,
    )
    _tell(comment, record, called, actor)
    return comment


@atomic
def edit_comment(
    comment: Comment, record: Model, *, text: str, at: datetime, actor: User
) -> Comment:
    """Correct one's own comment; tells only those it calls anew."""
    _refuse_others(comment, actor)
    text = _checked(text)
    before = set(mentioned(comment.text))
    called = [person for person in _called(text, record) if person.pk not in before]
    change(comment, actor=actor, text=text, edited_at=at)
    _notify_called(comment, record, called, actor)
    return comment


@atomic
def remove_comment(comment: Comment, *, actor: User) -> None:
    """Take one's own comment back; with answers below it an empty line stays."""
    _refuse_others(comment, actor)
    Reaction.objects.filter(model=Comment._meta.label_lower, record_id=comment.pk).delete()
    if comment.answers.exists():
        change(comment, actor=actor, text="", is_removed=True)
    else:
        remove(comment, actor=actor)


def resolve_thread(comment: Comment, *, at: datetime | None, actor: User) -> Comment:
    """Close a thread, or open it again with `at=None`; anybody who sees the record may."""
    first = comment.parent or comment
    return change(first, actor=actor, resolved_at=at, resolved_by=actor if at else None)


@atomic
def react(record: Model, *, kind: str, actor: User) -> bool:
    """Nod to a comment or post, or take the nod back; tells whether it stands now."""
    if kind not in Reaction.Kind.values:
        raise Refused(_("없는 반응입니다."))
    asked: dict[str, Any] = {
        "model": record._meta.label_lower,
        "record_id": record.pk,
        "person": actor,
        "kind": kind,
    }
    if Reaction.objects.filter(**asked).delete()[0]:
        return False
    Reaction.objects.bulk_create([Reaction(**asked)], ignore_conflicts=True)
    return True


@atomic
def forget_record(label: str, ids: list[int]) -> None:
    """Delete what was said about records that are gone."""
    comments = Comment.objects.filter(model=label, record_id__in=ids)
    own = list(comments.values_list("pk", flat=True))
    Reaction.objects.filter(model=Comment._meta.label_lower, record_id__in=own).delete()
    Reaction.objects.filter(model=label, record_id__in=ids).delete()
    comments.delete()


def _checked(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise ValidationError({"text": _("댓글을 적어 주세요.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("댓글은 5천 자 안으로 적어 주세요.")})
    try:
        return refuse_resident_number(text)
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from error


def _called(text: str, record: Model) -> list[User]:
    ids = mentioned(text)
    if len(ids) > MOST_CALLED:
        raise ValidationError({"text": _("한 번에 스무 명까지 부를 수 있습니다.")})
    people = list(User.objects.filter(pk__in=ids)) if ids else []
    blind = [person.name for person in people if not may_see(person, record)]
    if blind:
        names = ", ".join(blind)
        text = _("%(names)s님은 이 기록을 볼 수 없어 부를 수 없습니다. 이름에서 @를 빼 주세요.")
        raise ValidationError({"text": text % {"names": names}})
    return people


def _tell(comment: Comment, record: Model, called: list[User], actor: User) -> None:
    _notify_called(comment, record, called, actor)
    told = {person.pk for person in called} | {actor.pk}
    kind = about(record)
    first = comment.parent
    part = set(kind.watchers(record))
    if first:
        part |= {first.writer_id, *first.answers.values_list("writer", flat=True)}
    waiting = User.objects.filter(pk__in=[pk for pk in part - told if pk], is_active=True)
    text = _("%(name)s님이 ‘%(title)s’에 댓글을 남겼습니다.")
    _notify([p for p in waiting if may_see(p, record)], text, comment, record, actor)


def _notify_called(comment: Comment, record: Model, called: list[User], actor: User) -> None:
    text = _("%(name)s님이 ‘%(title)s’의 댓글에서 불렀습니다.")
    _notify([p for p in called if p.pk != actor.pk], text, comment, record, actor)


def _notify(people: list[User], text: str, comment: Comment, record: Model, actor: User) -> None:
    kind = about(record)
    words = {"name": actor.name, "title": kind.title(record)}
    url = f"{kind.url(record)}#comment-{comment.pk}"
    notify([person.pk for person in people], text % words, url=url, kind="mention")


def _refuse_others(comment: Comment, actor: User) -> None:
    if comment.writer_id != actor.pk:
        raise Refused(_("자기가 쓴 댓글만 고치거나 지울 수 있습니다."))
