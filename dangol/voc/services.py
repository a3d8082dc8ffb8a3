"""Acts on voices: write one down, judge what was proposed, correct it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock, remove
from dangol.kit.search import search_text
from dangol.voc.events import VoiceHeard
from dangol.voc.learning import CAUSE, KIND, learn
from dangol.voc.models import IgnoredWord, Voice, VoiceWord
from dangol.voc.preferences import VocPreferences
from dangol.voc.queries import ignored_words
from dangol.voc.texts import plain_words

Kind, State = Voice.Kind, Voice.State
REACH = 2


@atomic
def hear_voice(
    *, text: str, kind: str, actor: User | None, source: str | None = None, **values: Any
) -> Voice:
    """Write down what a customer said; it counts at once and the classifier learns from it.

    The same `source` is one voice: told again, a proposed one is accepted with these values.
    Refuses resident numbers and empty texts.
    """
    values = checked(text=text, kind=kind, **values)
    if source and (known := Voice.objects.filter(source=source).first()):
        return accept_voice(known, actor=actor, **values)
    values.setdefault("owner", actor)
    voice = create(Voice, actor=actor, source=source, **(values | derived(values)))
    keep_words(voice, voice.keywords)
    _count(voice, actor)
    return voice


@atomic
def accept_voice(voice: Voice, *, actor: User | None, **values: Any) -> Voice:
    """Say that a voice counts, corrected by the values; the classifier learns what was right."""
    voice = lock(voice)
    was = voice.state
    values = checked(**values)
    if voice.owner_id is None and actor:
        values.setdefault("owner", actor)
    now = {name: values.get(name, getattr(voice, name)) for name in _READ}
    if now["text"] != voice.text:
        _teach(voice, kind="", cause=None)  # what was learned was the old text
        values |= derived(now)
    else:
        values |= {name: derived(now)[name] for name in ("has_reach", "priority")}
    change(voice, actor=actor, **values, state=State.ACCEPTED)
    if "keywords" in values:
        keep_words(voice, voice.keywords)
    _count(voice, actor, told=was != State.ACCEPTED)
    return voice


@atomic
def dismiss_voice(voice: Voice, *, actor: User | None) -> Voice:
    """Say that a text is nobody's voice; what was learned from it is taken back."""
    voice = lock(voice)
    _teach(voice, kind="", cause=None)
    return change(voice, actor=actor, state=State.DISMISSED, improvement=None)


@atomic
def remove_voice(voice: Voice, *, actor: User | None) -> None:
    """Delete a voice that should never have been written down."""
    voice = lock(voice)
    _teach(voice, kind="", cause=None)
    remove(voice, actor=actor)


@atomic
def ignore_word(word: str, *, actor: User | None) -> None:
    """Count a word no longer, in no report; words already kept stay, in case it comes back."""
    word = clean(word)[:30]
    if word and not IgnoredWord.objects.filter(word=word).exists():
        create(IgnoredWord, actor=actor, word=word)
        ignored_words.forget()


@atomic
def mind_word(word: str, *, actor: User | None) -> None:
    """Count an ignored word again."""
    for row in IgnoredWord.objects.filter(word=word):
        remove(row, actor=actor)
    ignored_words.forget()


_READ = ("text", "kind", "severity", "customer", "writer", "occurred_at", "has_reach")


def checked(**values: Any) -> dict[str, Any]:
    """The values tidied; raises ValidationError by field."""
    if "text" in values:
        values["text"] = _checked_text(values["text"])
    if "writer" in values:
        values["writer"] = refuse_resident_number(clean(values["writer"]))[:200]
    if "kind" in values and values["kind"] not in Kind.values:
        raise ValidationError({"kind": _("문의, 불만, 칭찬, 제안 가운데 하나를 골라 주세요.")})
    if values.get("occurred_at") and values["occurred_at"] > timezone.now():
        raise ValidationError({"occurred_at": _("앞으로 올 시각은 적을 수 없습니다.")})
    return values


def _checked_text(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise ValidationError({"text": _("고객이 한 말을 적어 주세요.")})
    if len(text) > 5_000:
        raise ValidationError({"text": _("5,000자까지 적을 수 있습니다.")})
    try:
        return refuse_resident_number(text)
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from None


def derived(values: dict[str, Any]) -> dict[str, Any]:
    """What follows from a voice's values: its words, its tokens, its reach and its turn."""
    customer, text = values.get("customer"), values["text"]
    reach = bool(values.get("has_reach")) or reach_of(customer) != ""
    names = [customer.name] if customer else []
    return {
        "keywords": [word for word in plain_words(text) if word not in ignored_words()],
        "read_by": "plain",
        "search": search_text(*names, notes=(text, values.get("writer") or "")),
        "has_reach": reach,
        "priority": priority_of(values["kind"], int(values.get("severity") or 0), reach),
    }


def priority_of(kind: str, severity: int, reach: bool) -> int:
    """0 to 6: severity, a complaint before the rest, and somebody others listen to (F164)."""
    return severity + (kind == Kind.COMPLAINT) + (REACH if reach else 0)


def reach_of(customer: Customer | None) -> str:
    """Why a customer has reach, "" if they have none: a large grade, or a number of followers."""
    if customer is None:
        return ""
    settings = preferences.get(VocPreferences)
    grades = {part.strip().casefold() for part in settings.reach_grades.split(",") if part.strip()}
    grade = customer.grade
    if grade and {grade.key.casefold(), grade.label.casefold()} & grades:
        return str(grade.label)
    value = (customer.custom or {}).get(settings.reach_field) if settings.reach_field else None
    try:
        number = float(value) if value is not None else 0
    except (TypeError, ValueError):
        return ""
    return f"{number:,.0f}" if number >= settings.reach_least else ""


def keep_words(voice: Voice, words: list[str]) -> None:
    """Keep the words of a voice for the reports, in place of those before."""
    VoiceWord.objects.filter(voice=voice).delete()
    VoiceWord.objects.bulk_create(VoiceWord(voice=voice, word=word) for word in words)


def _count(voice: Voice, actor: User | None, *, told: bool = True) -> None:
    _teach(voice, kind=voice.kind, cause=voice.cause_id)
    if told and voice.customer_id:
        publish(
            VoiceHeard(
                customer_id=voice.customer_id,
                voice_id=voice.pk,
                voice_kind=voice.kind,
                actor_id=actor.pk if actor else None,
            )
        )


def _teach(voice: Voice, *, kind: str, cause: int | None) -> None:
    """Bring the classifier in step with what a voice is now; nothing is learned twice."""
    if voice.learned != kind:
        if voice.learned:
            learn(voice.text, f"{KIND}:{voice.learned}", times=-1)
        if kind:
            learn(voice.text, f"{KIND}:{kind}")
    if voice.learned_cause != cause:
        if voice.learned_cause:
            learn(voice.text, f"{CAUSE}:{voice.learned_cause}", times=-1)
        if cause:
            learn(voice.text, f"{CAUSE}:{cause}")
    Voice.objects.filter(pk=voice.pk).update(learned=kind, learned_cause=cause)
    voice.learned, voice.learned_cause = kind, cause
