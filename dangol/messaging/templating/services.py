"""Writing templates: every save of other words is a version of its own."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove
from dangol.messaging.channels.protocol import Trouble
from dangol.messaging.channels.reviews import reviewers
from dangol.messaging.law.statutes import statute_on
from dangol.messaging.merging.queries import facts_of, samples
from dangol.messaging.outbox.models import Dispatch, Kind
from dangol.messaging.outbox.services import send
from dangol.messaging.senders.models import Channel, Medium
from dangol.messaging.templating.models import Alimtalk, Template, TemplateVersion
from dangol.messaging.templating.queries import content_of, version_to_send, words_of
from dangol.messaging.templating.words import Words, checked_words, fields_of
from dangol.workspace.services import notify


@atomic
def write_template(
    *, medium: str, words: Words, actor: User, today: date, **values: Any
) -> Template:
    """Make a template; ValidationError by field for words that cannot be sent on this medium."""
    words = checked_words(medium, words, statute_on(today))
    values = _tidy(values)
    template = create(
        Template, actor=actor, medium=medium, owner=values.pop("owner", None) or actor, **values
    )
    if medium == Medium.KAKAO:
        create(Alimtalk, actor=actor, template=template)
    return _keep_words(template, words, actor)


@atomic
def edit_template(
    template: Template,
    *,
    words: Words | None = None,
    version: int | None = None,
    actor: User,
    today: date,
    **values: Any,
) -> Template:
    """Change a template; other words become a new version, of an 알림톡 one to be approved."""
    template = lock(template)
    if words is not None:
        words = checked_words(template.medium, words, statute_on(today))
    template = change(template, actor=actor, version=version, **_tidy(values))
    current = template.current
    if words is None or (current and words_of(current).stored() == words.stored()):
        return template
    return _keep_words(template, words, actor)


@atomic
def copy_template(template: Template, *, actor: User, today: date) -> Template:
    """A template of one's own with the same words; of an 알림톡 it must be approved anew."""
    current = template.current
    if current is None:
        raise Refused(_("복제할 내용이 없습니다."))
    return write_template(
        name=_("%(name)s 사본") % {"name": template.name[:90]},
        medium=template.medium,
        kind=template.kind,
        folder=template.folder,
        is_shared=False,
        words=words_of(current),
        actor=actor,
        today=today,
    )


@atomic
def restore_version(template: Template, version: TemplateVersion, *, actor: User) -> Template:
    """Take up the words of an earlier version again, as a new one."""
    if version.template_id != template.pk:
        raise Refused(_("다른 템플릿의 판입니다."))
    return _keep_words(lock(template), words_of(version), actor)


@atomic
def set_active(template: Template, *, is_active: bool, actor: User) -> Template:
    """Take a template out of use, or back into it; what was sent stays as it is."""
    return change(template, actor=actor, is_active=is_active)


@atomic
def remove_template(template: Template, *, actor: User) -> None:
    """Delete a template with its versions; what was sent keeps its own words."""
    template = change(template, actor=actor, current=None)
    Alimtalk.objects.filter(template=template).delete()
    remove(template, actor=actor)


@atomic
def set_code(review: Alimtalk, *, code: str, actor: User) -> Alimtalk:
    """Tell the code under which the provider knows this template."""
    return change(review, actor=actor, code="".join(code.split()))


@atomic
def submit_for_review(template: Template, *, actor: User) -> Alimtalk:
    """Mark the words of now as handed in for approval."""
    review = _review(template)
    if review.state == Alimtalk.State.REVIEWING:
        raise Refused(_("이미 검수 중입니다."))
    return change(review, actor=actor, state=Alimtalk.State.REVIEWING, reason="")


@atomic
def take_review(
    template: Template, *, state: str, reason: str = "", text: str = "", at: datetime, actor: Any
) -> Alimtalk:
    """Write down what the provider says of a template.

    Approval counts only for the very text that was approved: where `text` differs from ours, the
    template is rejected with that reason, so that nobody sends something else under the code.
    """
    review, current = _review(template), template.current
    if state == Alimtalk.State.APPROVED and current is not None and _same(text, current.body):
        return change(review, actor=actor, state=state, reason="", approved=current, checked_at=at)
    if state == Alimtalk.State.APPROVED:
        state = Alimtalk.State.REJECTED
        reason = _("승인된 글이 여기 적은 글과 다릅니다. 승인된 글대로 고친 뒤 다시 확인하세요.")
    return change(review, actor=actor, state=state, reason=reason[:500], checked_at=at)


def _same(approved: str, ours: str) -> bool:
    """Letter by letter, line ends aside."""
    return approved.replace("\r\n", "\n").strip() == ours.strip()


def _review(template: Template) -> Alimtalk:
    review = Alimtalk.objects.select_for_update().filter(template=template).first()
    if review is None:
        raise Refused(_("알림톡 템플릿만 검수를 받습니다."))
    return review


def _keep_words(template: Template, words: Words, actor: User) -> Template:
    last = template.versions.aggregate(last=Max("number"))["last"] or 0
    made = create(
        TemplateVersion,
        actor=actor,
        template=template,
        number=last + 1,
        made_by=actor,
        **words.stored(),
    )
    template = change(template, actor=actor, current=made)
    if template.medium == Medium.KAKAO:
        review = _review(template)
        change(review, actor=actor, state=Alimtalk.State.DRAFT, reason="")
    return template


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("name", "folder"):
        if name in values:
            values[name] = refuse_resident_number(clean(values[name]))
    return values


def send_trial(
    template: Template, customer: Customer | None, *, actor: User, today: date, at: datetime
) -> Dispatch:
    """Send a template to oneself as one customer would read it, by mail or text message.

    It goes through the gate as a plain message to our own address, so it carries no (광고) and no
    way to refuse; Refused without an address of one's own.
    """
    address = {Medium.EMAIL: actor.email, Medium.SMS: actor.phone}.get(Medium(template.medium))
    if address is None:
        raise Refused(_("이메일과 문자만 나에게 보내 볼 수 있습니다."))
    if not address:
        raise Refused(_("내 정보에 이메일과 휴대전화를 먼저 적어 주세요."))
    content = content_of(template)
    fields = fields_of(template.medium, words_of(version_to_send(template)))
    known = samples()
    if customer is not None:
        found = facts_of([customer.pk], fields, sender=actor, today=today)[customer.pk]
        known |= {name: text for name, text in found.items() if text}
    values = {name: known[name] for name in fields}
    return send(
        addresses=[address],
        kind=Kind.INFO,
        medium=template.medium,
        content=replace(content, values=values),
        actor=actor,
        source=None,
        at=at,
        title=_("시험: %(name)s") % {"name": template.name},
        one_to_one=True,
        confirmed=True,
    )


def ask_provider(template: Template, *, at: datetime, actor: Any) -> Alimtalk:
    """Ask the provider how the review stands and write it down; Refused says what is missing."""
    code, current = template.alimtalk.code, template.current
    if not code or current is None:
        raise Refused(_("템플릿 코드를 먼저 적어 주세요."))
    rows = Channel.objects.filter(medium=Medium.KAKAO, sender__is_active=True)
    channel = rows.order_by("-sender__is_default", "pk").first()
    if channel is None or channel.adapter not in reviewers:
        raise Refused(
            _("검수 상태를 물어볼 카카오 채널이 없습니다. 발송사 화면을 보고 직접 표시해 주세요.")
        )
    try:
        verdict = reviewers[channel.adapter](channel, code, current.body)
    except (Trouble, ValueError) as error:
        raise Refused(_("발송사에 물어보지 못했습니다: %(why)s") % {"why": error}) from None
    if verdict is None:
        raise Refused(_("발송사가 이 템플릿 코드를 모릅니다. 코드를 다시 확인해 주세요."))
    return take_review(
        template, state=verdict.state, reason=verdict.reason, text=verdict.text, at=at, actor=actor
    )


def ask_reviews(*, at: datetime) -> int:
    """Ask for every template under review, and tell its writer what was decided; says how many.

    One that cannot be asked now stays as it is until the next time.
    """
    decided = 0
    waiting = Alimtalk.objects.filter(state=Alimtalk.State.REVIEWING).exclude(code="")
    for review in waiting.select_related("template__current").order_by("pk"):
        template = review.template
        try:
            taken = ask_provider(template, at=at, actor=None)
        except Refused:
            continue
        if taken.state == Alimtalk.State.REVIEWING:
            continue
        decided += 1
        text = _("알림톡 템플릿 ‘%(name)s’의 검수 결과: %(state)s") % {
            "name": template.name,
            "state": taken.get_state_display(),
        }
        notify([template.owner_id], text, url=template.get_absolute_url())
    return decided
