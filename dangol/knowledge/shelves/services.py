"""Acts on spaces and categories."""

from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, RestrictedError
from django.db.transaction import atomic
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.knowledge.shelves.models import Section, Space
from dangol.knowledge.shelves.queries import DEEPEST, sections_below


@atomic
def write_space(row: Space | None, *, actor: User | None, **values: Any) -> Space:
    """Add a space or change one; the public one is for all."""
    for field in ("name", "text"):
        if field in values:
            values[field] = clean(values[field])
    if row is None:
        return create(Space, actor=actor, **values)
    return change(lock(row), actor=actor, **values)


@atomic
def remove_space(row: Space, *, actor: User | None) -> None:
    """Take an empty space away, with its categories."""
    if row.articles.exists():
        raise Refused(_("글이 있는 공간은 지울 수 없습니다. 글을 다른 공간으로 옮겨 주세요."))
    remove(row, actor=actor)


@atomic
def write_section(
    row: Section | None,
    *,
    space: Space,
    name: str,
    actor: User | None,
    parent: Section | None = None,
    **values: Any,
) -> Section:
    """Add a category or change one. It stays in its space, and never stands under itself."""
    if parent and parent.space_id != space.pk:
        raise ValidationError({"parent": _("같은 공간의 분류만 위에 둘 수 있습니다.")})
    if row and parent and parent.pk in sections_below(row):
        raise ValidationError({"parent": _("자기 아래의 분류로는 옮길 수 없습니다.")})
    if parent and _depth(parent) >= DEEPEST:
        raise ValidationError({"parent": _("분류는 여섯 단까지 만들 수 있습니다.")})
    values |= {"space": space, "name": clean(name), "parent": parent}
    if row is not None:
        return change(lock(row), actor=actor, **values)
    return create(Section, actor=actor, slug=free_slug(Section, name), **values)


def _depth(section: Section) -> int:
    depth, above = 0, section.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth


def free_slug(model: type[Any], words: str) -> str:
    """An address made of the words, with a number if another record has it."""
    stem = slugify(words, allow_unicode=True)[:100].strip("-") or token_hex(4)
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


@atomic
def remove_section(row: Section, *, actor: User | None) -> None:
    """Take an empty category away; one with articles or others below it stays."""
    try:
        remove(row, actor=actor)
    except (ProtectedError, RestrictedError) as error:
        raise Refused(
            _("글이나 아래 분류가 있는 분류는 지울 수 없습니다. 먼저 옮겨 주세요.")
        ) from error
