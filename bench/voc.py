"""How well kinds of voices are told, against always saying the commonest.

`python -m bench.voc FOLDER [--kiwi]`; FOLDER holds nsmc_raw_sample_dev.tsv (CC0), kote_val.tsv
(MIT) and 3i4k_train_val.txt (CC BY-SA 4.0), none of which is part of this product. No public text
has our four kinds, so three nearby tasks are measured, each by itself:

- 불만 or 칭찬 in reviews (1–4 or 9–10 stars) and in comments (complaint; welcome, delight, thanks)
- 문의, 요청 or plain statement in spoken sentences

Four fifths are learned in the order of a fixed shuffle, one fifth is judged. With `--kiwi` the same
is done with morphemes for features, on at most 12,000 texts.
"""

import csv
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from dangol.voc.bayes import Total, judge
from dangol.voc.texts import features_of

Pairs = list[tuple[str, str]]
Read = Callable[[str], Iterable[str]]
SURE = 90


def reviews(folder: Path) -> Pairs:
    """Reviews of films: few stars are a complaint, many are praise."""
    found = []
    with (folder / "nsmc_raw_sample_dev.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            stars, text = row.get("rating") or "", row.get("review") or ""
            if text.strip() and stars.isdecimal() and not 4 < int(stars) < 9:
                found.append((text, "complaint" if int(stars) <= 4 else "praise"))
    return found


def comments(folder: Path) -> Pairs:
    """Comments that five people labelled; those with both or neither are left out."""
    found = []
    with (folder / "kote_val.tsv").open(encoding="utf-8") as file:
        for _number, text, labels in csv.reader(file, delimiter="\t"):
            given = set(labels.split(","))
            bad, good = "0" in given, bool(given & {"1", "2", "4"})
            if bad != good:
                found.append((text, "complaint" if bad else "praise"))
    return found


def sentences(folder: Path) -> Pairs:
    """Spoken sentences: statements, questions and commands."""
    names = {"1": "statement", "2": "inquiry", "3": "request"}
    with (folder / "3i4k_train_val.txt").open(encoding="utf-8") as file:
        pairs = [line.rstrip("\n").partition("\t") for line in file]
    return [(text, names[label]) for label, _tab, text in pairs if label in names]


def measure(pairs: Pairs, read: Read, most: int | None = None) -> dict[str, object]:
    """Learn four fifths and judge the rest."""
    pairs = list(pairs)
    random.Random(7).shuffle(pairs)  # noqa: S311 - the same every time
    pairs = pairs[:most]
    cut = len(pairs) * 4 // 5
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    texts: Counter[str] = Counter()
    features: Counter[str] = Counter()
    for text, kind in pairs[:cut]:
        own = set(read(text))
        texts[kind] += 1
        features[kind] += len(own)
        for feature in own:
            counts[feature][kind] = counts[feature].get(kind, 0) + 1
    totals = {kind: Total(texts[kind], features[kind]) for kind in texts}
    vocabulary = sum(map(len, counts.values()))
    start = time.perf_counter()
    judged = [
        (judge(set(read(text)), counts, totals, vocabulary=vocabulary), kind)
        for text, kind in pairs[cut:]
    ]
    spent = time.perf_counter() - start
    right = [guess is not None and guess.label == kind for guess, kind in judged]
    sure = [ok for (guess, _kind), ok in zip(judged, right, strict=True) if _sure(guess)]
    commonest = Counter(kind for _text, kind in pairs[cut:]).most_common(1)[0][1]
    return {
        "learned": cut,
        "judged": len(judged),
        "right %": round(100 * sum(right) / len(judged), 1),
        "commonest %": round(100 * commonest / len(judged), 1),
        f"of those {SURE} % sure, share %": round(100 * len(sure) / len(judged), 1),
        f"of those {SURE} % sure, right %": round(100 * sum(sure) / max(len(sure), 1), 1),
        "texts a second": round(len(judged) / spent),
    }


def _sure(guess: object) -> bool:
    return getattr(guess, "confidence", 0) >= SURE


def _morphemes() -> Read:
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)
    return lambda text: {f"{token.form}/{token.tag}" for token in kiwi.tokenize(text[:2_000])}


def main(folder: Path, *, kiwi: bool) -> dict[str, dict[str, object]]:
    """Each task by syllables, and by morphemes if asked."""
    tasks = {"reviews": reviews, "comments": comments, "sentences": sentences}
    found = {name: measure(task(folder), features_of) for name, task in tasks.items()}
    if kiwi:
        read = _morphemes()
        for name, task in tasks.items():
            found[f"{name}, 12,000 by syllables"] = measure(task(folder), features_of, 12_000)
            found[f"{name}, 12,000 by morphemes"] = measure(task(folder), read, 12_000)
    return found


if __name__ == "__main__":
    answer = main(Path(sys.argv[1]), kiwi="--kiwi" in sys.argv)
    print(json.dumps(answer, indent=1))
