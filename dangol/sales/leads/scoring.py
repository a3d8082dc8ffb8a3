"""How likely a lead is won: naive Bayes over what won and lost ones had, one lead at a time."""

from collections.abc import Iterable
from math import exp, log
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from dangol.codes.queries import label_of
from dangol.sales.leads.models import Lead, LeadTally

ALL = "*"
FREE_HOSTS = {"naver.com", "daum.net", "hanmail.net", "gmail.com", "nate.com", "kakao.com"}


class Reason(NamedTuple):
    """One feature and how much more often won leads had it than lost ones."""

    text: str
    times: float

    @property
    def helps(self) -> bool:
        return self.times >= 1


class Score(NamedTuple):
    """The chance in percent and the features that moved it most."""

    percent: int | None
    reasons: list[Reason]


def features_of(lead: Lead) -> dict[str, str]:
    """What a lead is judged by: `name:value` to the words for it. No personal data."""
    host = lead.email.rpartition("@")[2].lower()
    found = {
        f"way:{lead.way}": str(Lead.Way(lead.way).label),
        f"source:{lead.source_id or 0}": label_of(lead.source_id) or _("경로 모름"),
        f"region:{lead.region.split(' ')[0]}": lead.region.split(" ")[0] or _("지역 모름"),
        f"company:{int(bool(lead.company))}": _("회사 있음") if lead.company else _("회사 없음"),
        f"phone:{int(bool(lead.phone))}": _("전화 있음") if lead.phone else _("전화 없음"),
        f"mail:{_kind(host)}": _host_words()[_kind(host)],
        f"text:{_length(lead.text)}": _length_words()[_length(lead.text)],
    }
    if medium := str(lead.utm.get("utm_medium", ""))[:60]:
        found[f"medium:{medium}"] = medium
    if lead.partner:
        found[f"partner:{lead.partner[:60]}"] = lead.partner
    return found


def _kind(host: str) -> str:
    return "none" if not host else "free" if host in FREE_HOSTS else "own"


def _host_words() -> dict[str, str]:
    return {"none": _("이메일 없음"), "free": _("무료 메일"), "own": _("회사 메일")}


def _length(text: str) -> str:
    return "none" if not text else "short" if len(text) < 40 else "long"


def _length_words() -> dict[str, str]:
    return {"none": _("문의 내용 없음"), "short": _("짧은 문의"), "long": _("자세한 문의")}


def score_of(lead: Lead) -> Score:
    """The chance, from the counts as they are; None before anything was won and lost."""
    words = features_of(lead)
    rows = LeadTally.objects.filter(feature__in=[ALL, *words])
    return judged(words, {row.feature: (row.won, row.lost) for row in rows})


def judged(words: dict[str, str], counts: dict[str, tuple[int, int]]) -> Score:
    """Bayes with one added to every count (Laplace), so that nothing unseen decides alone."""
    won, lost = counts.get(ALL, (0, 0))
    if not won or not lost:
        return Score(None, [])
    odds, reasons = log(won / lost), []
    for feature, text in words.items():
        mine, theirs = counts.get(feature, (0, 0))
        times = ((mine + 1) / (won + 2)) / ((theirs + 1) / (lost + 2))
        odds += log(times)
        reasons.append(Reason(text, round(times, 2)))
    reasons.sort(key=lambda reason: -abs(log(reason.times)))
    return Score(round(100 / (1 + exp(-odds))), reasons[:4])


def learn(lead: Lead, outcome: str) -> None:
    """Count a lead as won or lost; `` takes it out again. The same outcome twice counts once."""
    before = lead.learned
    if before == outcome:
        return
    features = [ALL, *features_of(lead)]
    if before:
        _add(features, before, -1)
    if outcome:
        _add(features, outcome, 1)
    Lead.objects.filter(pk=lead.pk).update(learned=outcome)
    lead.learned = outcome


def _add(features: Iterable[str], outcome: str, by: int) -> None:
    for feature in features:
        LeadTally.objects.get_or_create(feature=feature)
        rows = LeadTally.objects.filter(feature=feature)
        if by > 0:
            rows.update(**{outcome: F(outcome) + 1})
        else:
            rows.filter(**{f"{outcome}__gt": 0}).update(**{outcome: F(outcome) - 1})
