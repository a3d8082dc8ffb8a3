"""Acts on articles: writing, publishing, putting away, going back."""

from datetime import date, datetime
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Count, F, Q
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.files import safe_name
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.personal import refuse_resident_number
from dangol.kit.records import change, create, lock, remove
from dangol.kit.search import search_text
from dangol.knowledge.articles.markup import picture_tokens, render
from dangol.knowledge.articles.models import Article, Edition, Picture
from dangol.knowledge.shelves.services import free_slug
from dangol.workspace.services import notify

PUBLISH = "knowledge.approve_article"
LONGEST = 60_000
PIECE = 1_900
LARGEST_PICTURE = 5 * 1024 * 1024
TAGS = 10
# the first bytes say what a file is, whatever it is called
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
)


@atomic
def write_article(
    article: Article | None,
    *,
    actor: User | None,
    version: int | None = None,
    note: str = "",
    **values: Any,
) -> Article:
    """Write a new draft, or change an article; new words make a new edition.

    Refuses changes of what customers read now by whoever may not publish. With `version` raises
    Conflict if it has moved on.
    """
    if article is not None:
        article = lock(article)
        _refuse_silent_change(article, actor)
    checked = _checked(values, article or Article())
    if article is None:
        checked.setdefault("owner", actor)
        checked["slug"] = free_slug(Article, checked["title"])
        made = create(Article, actor=actor, **checked)
        _keep_edition(made, note, actor)
        return made
    words = (article.title, article.body)
    is_new = words != (checked.get("title", words[0]), checked.get("body", words[1]))
    if is_new:
        checked["edition"] = article.edition + 1
    written = change(article, actor=actor, version=version, **checked)
    if is_new:
        _keep_edition(written, note, actor)
    return written


def _refuse_silent_change(article: Article, actor: User | None) -> None:
    if actor and article.is_public and not actor.has_perm(PUBLISH):
        raise Refused(
            _("고객에게 공개된 글입니다. 고치려면 ‘게시’ 권한이 있는 사람에게 맡겨 주세요.")
        )


def _checked(values: dict[str, Any], article: Article) -> dict[str, Any]:
    errors: dict[str, list[str]] = {}
    for field, tidy in (("title", clean), ("summary", clean), ("tags", _tags), ("body", _body)):
        if field in values:
            try:
                values[field] = refuse_resident_number(tidy(values[field]))
            except ValidationError as error:
                errors[field] = error.messages
    if "title" in values and not values["title"]:
        errors.setdefault("title", [_("제목을 적어 주세요.")])
    space = values.get("space", article.space if article.space_id else None)
    section = values.get("section", article.section)
    if section and space and section.space_id != space.pk:
        errors["section"] = [_("분류가 고른 공간의 것이 아닙니다. 공간에 맞는 분류를 골라 주세요.")]
    if errors:
        raise ValidationError(errors)
    if "body" in values:
        values |= dict(zip(("html", "plain"), render(values["body"])[:2], strict=True))
    now = {f: values.get(f, getattr(article, f)) for f in ("title", "tags", "summary", "plain")}
    return values | tokens_of(**now)


def tokens_of(*, title: str, tags: str, summary: str, plain: str) -> dict[str, str]:
    """What an article is found by: its title and tags also by initial consonants."""
    pieces = tuple(plain[at : at + PIECE] for at in range(0, len(plain), PIECE - 20))
    return {
        "names": search_text(title, tags),
        "search": search_text(title, tags, notes=(summary, *pieces)),
    }


def _tags(text: str) -> str:
    names = dict.fromkeys(filter(None, (clean(name)[:30] for name in text.split(","))))
    if len(names) > TAGS:
        raise ValidationError(_("태그는 10개까지 붙일 수 있습니다. 몇 개를 지워 주세요."))
    return ", ".join(names)


def _body(text: str) -> str:
    text = clean_text(text)
    if len(text) > LONGEST:
        raise ValidationError(
            _("내용은 60,000자까지 쓸 수 있습니다. 글을 나누어 주세요. (지금 %(n)s자)")
            % {"n": f"{len(text):,}"}
        )
    return text


def _keep_edition(article: Article, note: str, actor: User | None) -> None:
    create(
        Edition, actor=actor, article=article, number=article.edition, title=article.title,
        body=article.body, note=refuse_resident_number(clean(note))[:200], author=actor,
    )  # fmt: skip
    tokens = picture_tokens(article.body)
    Picture.objects.filter(token__in=tokens, article=None, added_by=actor).update(article=article)


@atomic
def publish_article(article: Article, *, at: datetime, actor: User | None) -> Article:
    """게시: from now on readers find it. Refuses an empty one."""
    article = lock(article)
    if not article.body.strip():
        raise Refused(_("내용이 없는 글은 게시할 수 없습니다. 먼저 내용을 적어 주세요."))
    return change(
        article, actor=actor, state=Article.State.PUBLISHED,
        published_at=article.published_at or at,
    )  # fmt: skip


@atomic
def archive_article(article: Article, *, actor: User | None) -> Article:
    """보관: found and suggested no more; published again at any time."""
    return change(lock(article), actor=actor, state=Article.State.ARCHIVED)


@atomic
def reopen_article(article: Article, *, actor: User | None) -> Article:
    """Make it a draft again; readers no longer find it."""
    return change(lock(article), actor=actor, state=Article.State.DRAFT)


@atomic
def restore_edition(article: Article, *, number: int, actor: User | None) -> Article:
    """Bring back the words of an earlier edition, as a new one; nothing is lost."""
    old = article.editions.filter(number=number).first()
    if old is None:
        raise Refused(_("%(n)d판이 없습니다.") % {"n": number})
    note = _("%(n)d판으로 되돌림") % {"n": number}
    return write_article(article, title=old.title, body=old.body, note=note, actor=actor)


@atomic
def confirm_review(article: Article, *, until: date | None, actor: User | None) -> Article:
    """검토 완료: still right; looked at again on `until`, or never."""
    return change(lock(article), actor=actor, review_on=until)


@atomic
def hand_over(article: Article, *, owner: User, actor: User | None) -> Article:
    """Give an article to another colleague to look after."""
    return change(lock(article), actor=actor, owner=owner)


@atomic
def remove_article(article: Article, *, actor: User | None) -> None:
    """Delete an article with its editions and pictures; one in force must be put away first."""
    article = lock(article)
    if article.is_published:
        raise Refused(_("게시된 글은 바로 지울 수 없습니다. 먼저 보관해 주세요."))
    remove(article, actor=actor)


@atomic
def add_picture(file: File, *, article: Article | None, actor: User) -> Picture:
    """Keep a picture for an article (or one not saved yet).

    Refuses what is no PNG, JPEG, GIF or WebP by its bytes, and more than 5 MB.
    """
    name = safe_name(file.name or "")
    kind, ending = _kind_of(file)
    if not kind:
        raise Refused(
            _("‘%(name)s’은(는) 넣을 수 없습니다. PNG, JPG, GIF, WebP 그림만 넣을 수 있습니다.")
            % {"name": name}
        )
    if (file.size or 0) > LARGEST_PICTURE:
        raise Refused(_("그림은 5MB까지 넣을 수 있습니다. 크기를 줄여 주세요."))
    token = token_hex(16)
    return create(
        Picture, actor=actor, article=article, token=token, kind=kind, name=name,
        size=file.size, file=File(file.file, name=f"{token}.{ending}"), added_by=actor,
    )  # fmt: skip


def _kind_of(file: File) -> tuple[str, str]:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", "webp"
    found = ((kind, ending) for sign, kind, ending in _SIGNS if head.startswith(sign))
    return next(found, ("", ""))


@atomic
def tell_owners_to_review(*, today: date) -> int:
    """Tell each owner once how many articles are due to be looked at; returns how many articles."""
    due = Article.objects.filter(review_on__lte=today).filter(
        Q(review_told_on=None) | Q(review_told_on__lt=F("review_on"))
    )
    due = due.exclude(state=Article.State.ARCHIVED).filter(owner__is_active=True)
    counted = due.order_by().values_list("owner").annotate(number=Count("pk"))
    address = f"{reverse('knowledge:article_list')}?review_on.lte={today.isoformat()}"
    for owner_id, number in list(counted):
        text = _("검토할 때가 된 지식 글이 %(n)d편 있습니다.") % {"n": number}
        url = f"{address}&owner={owner_id}"
        notify([owner_id], text, url=url)
    return due.update(review_told_on=today)


@atomic
def forget_loose_pictures(*, before: datetime) -> int:
    """Delete pictures added before a moment to an article that was never saved."""
    loose = list(Picture.objects.filter(article=None, created_at__lt=before)[:1_000])
    for row in loose:
        remove(row, actor=None)
    return len(loose)
