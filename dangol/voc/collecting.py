"""Proposing voices: what was said in the records of a time, guessed and put up to be judged."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db.transaction import atomic

from dangol.codes import preferences
from dangol.customers.models import Customer
from dangol.kit.events import publish
from dangol.kit.korean.identifiers import mask_resident_numbers
from dangol.kit.korean.text import clean_text
from dangol.kit.records import announce_many
from dangol.voc.bayes import Guess
from dangol.voc.events import VoiceHeard
from dangol.voc.learning import guesses_for
from dangol.voc.models import Voice, VoiceWord
from dangol.voc.preferences import VocPreferences
from dangol.voc.registry import Found, sources
from dangol.voc.services import derived
from dangol.voc.texts import kiwi_words

BATCH = 200
SHORTEST = 5
Kind, State = Voice.Kind, Voice.State
Tell = Callable[[int], None]


class Suggested(NamedTuple):
    """What we take a text for: its kind, how sure, and whether the record told it."""

    kind: str
    confidence: int | None


def suggest(text: str) -> Suggested:
    """The kind of one text."""
    return _suggested("", guesses_for([text])[0])


def _suggested(told: str, guess: Guess | None) -> Suggested:
    if told or guess is None:
        return Suggested(told or Kind.INQUIRY, None)
    return Suggested(guess.label, guess.confidence)


def collect(start: datetime, end: datetime, *, tell: Tell = lambda n: None) -> int:
    """Propose what was said in this time in every source; says how many are new.

    Each record is proposed once, however often it is looked at. Texts of fewer than five letters
    are left out, resident numbers are masked (PI-05).
    """
    made = 0
    for _name, source in sources:
        for batch in _batches(source.between(start, end)):
            made += propose(batch)
            tell(made)
    return made


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch


@atomic
def propose(batch: Sequence[Found]) -> int:
    """Put up one batch to be judged; where the office trusts sure guesses, those are accepted."""
    batch = [each._replace(text=mask_resident_numbers(clean_text(each.text))) for each in batch]
    known = set(
        Voice.objects.filter(source__in=[each.source for each in batch]).values_list(
            "source", flat=True
        )
    )
    fresh = [each for each in batch if each.source not in known and len(each.text) >= SHORTEST]
    if not fresh:
        return 0
    ids = {each.customer_id for each in fresh if each.customer_id}
    customers = Customer.objects.select_related("grade").in_bulk(ids)
    guesses = guesses_for([each.text for each in fresh])
    rows = [
        _voice(each, guess, customers.get(each.customer_id or 0))
        for each, guess in zip(fresh, guesses, strict=True)
    ]
    Voice.objects.bulk_create(rows)
    VoiceWord.objects.bulk_create(
        VoiceWord(voice=row, word=word) for row in rows for word in row.keywords
    )
    announce_many(Voice, [row.pk for row in rows], "create", {}, actor=None)
    _tell(rows)
    return len(rows)


def _voice(found: Found, guess: Guess | None, customer: Customer | None) -> Voice:
    kind, confidence = _suggested(found.kind, guess)
    values = {
        "text": found.text, "kind": kind, "severity": found.severity, "customer": customer,
        "writer": found.writer[:200],
    }  # fmt: skip
    sure = preferences.get(VocPreferences).sure_percent
    accepted = bool(sure and confidence is not None and confidence >= sure)
    return Voice(
        **(values | derived(values)),
        source=found.source,
        channel=found.channel,
        occurred_at=found.at,
        owner_id=found.owner_id or (customer.owner_id if customer else None),
        product_id=found.product_id,
        state=State.ACCEPTED if accepted else State.PROPOSED,
        guess=kind if confidence is not None else "",
        confidence=confidence,
    )


def _tell(rows: Iterable[Voice]) -> None:
    """Tell of those accepted by themselves; the classifier does not learn from its own word."""
    for row in rows:
        if row.state == State.ACCEPTED and row.customer_id:
            publish(
                VoiceHeard(
                    customer_id=row.customer_id,
                    voice_id=row.pk,
                    voice_kind=row.kind,
                    actor_id=None,
                )
            )


@atomic
def read_with_kiwi(limit: int = 500) -> int:
    """Find the words of voices anew by morphemes; says how many were read. For jobs only."""
    rows = list(Voice.objects.filter(read_by="plain").order_by("-pk")[:limit])
    for row, words in zip(rows, kiwi_words(row.text for row in rows), strict=True):
        row.keywords, row.read_by = words, "kiwi"
    Voice.objects.bulk_update(rows, ["keywords", "read_by"])
    VoiceWord.objects.filter(voice__in=rows).delete()
    VoiceWord.objects.bulk_create(
        VoiceWord(voice=row, word=word) for row in rows for word in row.keywords
    )
    return len(rows)
