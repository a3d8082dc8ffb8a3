"""Which word of a file is which stage: our names, what other products say, what a person says."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.imports.plain import squeezed
from dangol.sales.importing.synonyms import LOST, STAGE_WORDS, WON
from dangol.sales.pipeline.queries import StageRow


def read_words(text: str, stages: Sequence[StageRow]) -> dict[str, StageRow]:
    """Stages by word. Lines of `text` are `word = name of a stage` and count before the rest."""
    by_name = {squeezed(row.name): row for row in stages}
    ends = {row.outcome: row for row in stages if row.outcome != "open"}
    open_ones = [row for row in stages if row.outcome == "open"]
    found: dict[str, StageRow] = {}
    for outcome, words in (("won", WON), ("lost", LOST)):
        found |= _each(words, ends[outcome])
    for place, words in STAGE_WORDS.items():
        found |= _each(words, open_ones[min(place, len(open_ones) - 1)])
    found |= by_name
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _sign, name = line.partition("=")
        if (row := by_name.get(squeezed(name))) is None or not word.strip():
            said = ", ".join(row.name for row in stages)
            raise ValidationError(
                _("‘%(line)s’: ‘파일의 말 = 단계 이름’으로 적어 주세요. 단계는 %(said)s입니다.")
                % {"line": line[:60], "said": said}
            )
        found[squeezed(word)] = row
    return found


def _each(words: str, row: StageRow) -> Iterable[tuple[str, StageRow]]:
    return [(squeezed(word), row) for word in words.split(",")]
