"""The classifier as it is kept in tables: it learns from each text somebody has judged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F
from django.db.transaction import atomic

from dangol.codes.memory import remembered
from dangol.voc.bayes import Guess, Total, judge
from dangol.voc.models import LabelTotal, Sign
from dangol.voc.seeds import SEEDS
from dangol.voc.texts import features_of

KIND, CAUSE = "kind", "cause"


def guesses_for(texts: Sequence[str], family: str = KIND) -> list[Guess | None]:
    """The likeliest label of each text (without its family), whatever their number two queries."""
    if family == KIND:
        install_seeds()
    totals = {
        label: Total(texts, features)
        for label, texts, features in LabelTotal.objects.filter(
            label__startswith=f"{family}:"
        ).values_list("label", "texts", "features")
    }
    if not totals:
        return [None] * len(texts)
    read = [features_of(text) for text in texts]
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    wanted = sorted(set().union(*read)) if read else []
    rows = Sign.objects.filter(feature__in=wanted, label__in=totals)
    for feature, label, count in rows.values_list("feature", "label", "count"):
        counts[feature][label] = count
    known = _vocabulary().get(family, 0)
    found = [judge(each, counts, totals, vocabulary=known) for each in read]
    return [guess and guess._replace(label=guess.label.partition(":")[2]) for guess in found]


@remembered
def _vocabulary() -> dict[str, int]:
    """How many features each family knows, a label at a time; a little old is good enough."""
    return {
        family: Sign.objects.filter(label__startswith=f"{family}:").count()
        for family in (KIND, CAUSE)
    }


@atomic
def learn(text: str, label: str, *, times: int = 1) -> None:
    """Tell the classifier that this text has this label; `times=-1` takes it back."""
    features = sorted(features_of(text))
    LabelTotal.objects.bulk_create([LabelTotal(label=label)], ignore_conflicts=True)
    LabelTotal.objects.filter(label=label).update(
        texts=F("texts") + times, features=F("features") + times * len(features)
    )
    rows = [Sign(feature=feature, label=label) for feature in features]
    Sign.objects.bulk_create(rows, ignore_conflicts=True)
    Sign.objects.filter(feature__in=features, label=label).update(count=F("count") + times)


@atomic
def install_seeds() -> None:
    """Teach the first sentences, once."""
    if LabelTotal.objects.exists():
        return
    for kind, sentences in SEEDS.items():
        learn_many(sentences.splitlines(), f"{KIND}:{kind}")


def learn_many(texts: Iterable[str], label: str) -> None:
    """Learn several texts of one label."""
    for text in texts:
        learn(text, label)
