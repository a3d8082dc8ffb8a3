"""Reading what a text merges, for many customers at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.messaging.merging.language import Compiled
from dangol.messaging.merging.registry import Facts, MergeField, Setting, merge_fields

BATCH = 2_000


def known_fields() -> dict[str, MergeField]:
    """Every field a text may name, by name, in the order of the menu."""
    return {field.name: field for _key, source in merge_fields for field in source.fields()}


def facts_of(
    customer_ids: Sequence[int], fields: Iterable[str], *, sender: User | None, today: date
) -> Facts:
    """The named facts of a batch of customers, empty ones as "" or left out.

    At most four queries with the fields of this app, whatever the number of customers; a source
    none of whose fields is named costs nothing. Of customers that are gone nothing is known.
    """
    names, setting = frozenset(fields), Setting(sender, today)
    facts: Facts = {pk: {} for pk in customer_ids}
    with override("ko"):
        for _key, source in merge_fields:
            wanted = names & {field.name for field in source.fields()}
            if wanted:
                for pk, known in source.facts(customer_ids, wanted, setting).items():
                    facts[pk].update(known)
    return facts


def masked(values: dict[str, str]) -> dict[str, str]:
    """The same facts for somebody without the right to see personal data (PI-20)."""
    hiders = {name: field.mask for name, field in known_fields().items() if field.mask}
    return {
        name: hiders[name](text) if text and name in hiders else text
        for name, text in values.items()
    }


def samples() -> dict[str, str]:
    """What stands in for a customer while there is none: 홍길동 과장님."""
    return {name: field.sample for name, field in known_fields().items()}


def refuse_unknown(text: Compiled) -> Compiled:
    """Refuse a text with a field nobody offers, naming the one probably meant."""
    known = known_fields()
    for name in sorted(text.fields - known.keys()):
        message = _("‘%(name)s’이라는 항목은 없습니다.") % {"name": name}
        if near := get_close_matches(name, known, n=1, cutoff=0.5):
            message += " " + _("‘%(near)s’을(를) 쓰려던 것인가요?") % {"near": near[0]}
        raise Refused(message)
    return text
