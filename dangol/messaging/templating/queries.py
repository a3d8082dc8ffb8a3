"""Reading templates, and what they say to whom."""

from collections import Counter
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.errors import Refused
from dangol.kit.lists.bulk import batches
from dangol.messaging.blocks.document import read_blocks, refuse_unfinished
from dangol.messaging.blocks.plaintext import mail_text
from dangol.messaging.blocks.queries import pictures_of
from dangol.messaging.blocks.rendering import mail_html
from dangol.messaging.content import Content
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.models import Template, TemplateVersion
from dangol.messaging.templating.words import Words, compiled, fields_of, lacking

MOST_COUNTED, NAMED = 20_000, 10


def templates_seen_by(user: User, verb: str = "view") -> "QuerySet[Template]":
    """Templates this person may see (or change), with their words."""
    return Template.objects.visible_to(user, verb).select_related("current", "owner")


def folders() -> list[str]:
    """Names of folders in use, in 가나다 order."""
    rows = Template.objects.exclude(folder="").order_by("folder")
    return list(rows.values_list("folder", flat=True).distinct())


def words_of(version: TemplateVersion) -> Words:
    """What a version says."""
    return Words(
        version.subject, version.body, version.blocks, version.plain, version.buttons,
        version.fallback,
    )  # fmt: skip


def version_to_send(template: Template) -> TemplateVersion:
    """The version a new message takes; Refused when the template is not ready.

    Of an 알림톡 it is the approved one, whatever was written since.
    """
    if not template.is_active or template.current is None:
        raise Refused(_("‘%(name)s’ 템플릿은 쓰지 않습니다.") % {"name": template.name})
    if template.medium == Medium.KAKAO:
        review = getattr(template, "alimtalk", None)
        if review is None or review.approved is None or not review.code:
            raise Refused(
                _("‘%(name)s’ 알림톡은 아직 승인되지 않았습니다.") % {"name": template.name}
            )
        return review.approved
    if template.medium == Medium.EMAIL:
        refuse_unfinished(read_blocks(template.current.blocks))
    return template.current


def content_of(template: Template, version: TemplateVersion | None = None) -> Content:
    """What the gate sends for a template; without a version, the one to send now."""
    version = version or version_to_send(template)
    if template.medium == Medium.EMAIL:
        blocks = read_blocks(version.blocks)
        html = mail_html(blocks, pictures_of(blocks))
        text = version.plain or mail_text(blocks)
        return Content(subject=version.subject, html=html, text=text)
    if template.medium == Medium.KAKAO:
        return Content(
            text=version.body,
            template_code=template.alimtalk.code,
            buttons=tuple(version.buttons),
            fallback=version.fallback,
        )
    return Content(subject=version.subject, text=version.body)


class Lacking(NamedTuple):
    """Who cannot get a message: by field, how many and some of them; `all` were looked at."""

    all: int
    left_out: int
    by_field: list[tuple[str, int]]
    some: list[Customer]
    is_whole: bool


def lacking_in(
    medium: str, words: Words, rows: "QuerySet[Customer]", *, sender: User, today: date
) -> Lacking:
    """Count whom of these customers a missing value leaves out; at most 20,000 are looked at."""
    texts, fields = compiled(medium, words), fields_of(medium, words)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: MOST_COUNTED + 1])
    counts: Counter[str] = Counter()
    left_out: list[int] = []
    for batch in batches(ids[:MOST_COUNTED], 1_000):
        facts = facts_of(batch, fields, sender=sender, today=today)
        for pk in batch:
            if missing := lacking(texts, facts[pk]):
                counts.update(missing)
                left_out.append(pk)
    some = Customer.objects.filter(pk__in=left_out[:NAMED]).order_by("-pk")
    return Lacking(
        min(len(ids), MOST_COUNTED),
        len(left_out),
        counts.most_common(),
        list(some),
        len(ids) <= MOST_COUNTED,
    )


class Sample(NamedTuple):
    """A customer to preview for, and those before and after in the list of the newest."""

    customer: Customer | None
    newer: int | None
    older: int | None


def sample_for(user: User, pk: int | None) -> Sample:
    """The customer named, else the newest the user may see; at most three queries."""
    rows = customers_seen_by(user)
    found = rows.filter(pk=pk).first() if pk else None
    found = found or rows.order_by("-pk").first()
    if found is None:
        return Sample(None, None, None)
    ids = rows.values_list("pk", flat=True)
    newer = ids.filter(pk__gt=found.pk).order_by("pk").first()
    older = ids.filter(pk__lt=found.pk).order_by("-pk").first()
    return Sample(found, newer, older)


def versions_of(template: Template) -> "QuerySet[TemplateVersion]":
    """Newest first."""
    return template.versions.select_related("made_by").order_by("-number")
