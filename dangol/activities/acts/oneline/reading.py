"""Reads one line as people write it down: 어제 3시 김부장 통화 20분 견적 관심, 다음주 화 재통화."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from dangol.activities.acts.models import DAY_MINUTES
from dangol.activities.acts.oneline import words
from dangol.activities.acts.oneline.moments import day_of, hour_of, minutes_of
from dangol.kit.korean.text import clean

READ = 300  # what is longer is a text, not a line: only its beginning says when and how
CUT = "\x00"  # stands where a day, an hour or minutes were; clean() lets none of it in


@dataclass(frozen=True)
class Plan:
    """The to-do a line ends with."""

    kind: str
    due: date | datetime
    title: str


@dataclass(frozen=True)
class Line:
    """What one line says: something done (`occurred_at`) or, alone, something to do (`plan`)."""

    kind: str = ""
    direction: str = ""
    occurred_at: datetime | None = None
    minutes: int | None = None
    who: str = ""
    text: str = ""
    result: str = ""
    plan: Plan | None = None


@dataclass
class Clause:
    """One part of the line, with where in it the day, the hour and the minutes stand."""

    said: str
    mark: str = ""  # what parts it from the one before, as written
    text: str = ""
    day: date | None = None
    hour: tuple[int, int] | None = None
    minutes: int | None = None
    kind: str = ""
    is_now: bool = False
    moment_at: list[tuple[int, int]] = field(default_factory=list)
    minutes_at: list[tuple[int, int]] = field(default_factory=list)

    def moment(self, today: date) -> datetime | None:
        """Its moment; None without an hour."""
        if self.hour is None:
            return None
        at = datetime.combine(self.day or today, datetime.min.time())
        return timezone.make_aware(at.replace(hour=self.hour[0], minute=self.hour[1]))


def read_line(text: str, *, now: datetime) -> Line:
    """Understand a line; whatever is not understood stays its text. Never fails.

    Hours without 오전 or 오후 are those of work: 3시 is 15:00. A weekday alone is the last one
    in what was done, the next one in what is to do. The text loses only what a field now says: the
    moment, the minutes, the clause of the plan, and the word of the kind where it stands alone
    between them (김부장 통화 20분). A text of several lines is a text: it stays as written.
    """
    line = clean(text.replace("\n", ", "))
    now = timezone.localtime(now)
    parts = _clauses(line, now)
    ahead = [part for part in parts if _is_ahead(part, now, alone=len(parts) == 1)]
    done = [part for part in parts if part not in ahead]
    plan = _plan(ahead, now, done) if ahead else None
    if not done:
        return Line(plan=plan, kind=plan.kind if plan else "", who=_who(line))
    read = _line(done, [part for part in parts if part not in ahead[:1]], plan, now)
    return replace(read, text=text.strip()) if "\n" in text.strip() else read


def _clauses(line: str, now: datetime) -> list[Clause]:
    head, rest = line[:READ], line[READ:]
    found, mark = [], ""
    for n, part in enumerate(words.CLAUSE.split(head)):
        if n % 2:
            mark += part
        elif part.strip():
            found.append(_clause(part, now))
            found[-1].mark, mark = mark, ""
    if found:
        found[-1].said += mark + rest
    return found or ([Clause(rest, text=rest)] if rest else [])


def _line(done: list[Clause], said: list[Clause], plan: Plan | None, now: datetime) -> Line:
    spoken = " ".join(part.text for part in done)
    first = next((part for part in done if part.day or part.hour or part.is_now), done[0])
    lasting = next((part for part in done if part.minutes is not None), None)
    kinded = next((part for part in done if part.kind), None)
    return Line(
        kind=kinded.kind if kinded else "",
        direction="in" if words.INWARD.search(spoken) else "",
        occurred_at=_happened(first, now),
        minutes=lasting.minutes if lasting else None,
        who=_who(spoken),
        text=_joined(
            [
                (part, _left(part, moment=part is first, minutes=part is lasting, kind=kinded))
                for part in said
            ]
        ),
        result="부재중" if words.ABSENT.search(spoken) else "",
        plan=plan,
    )


def _left(part: Clause, *, moment: bool, minutes: bool, kind: Clause | None = None) -> str:
    """What of a clause is not said by a field."""
    text = part.said
    for span in [*(part.moment_at if moment else ()), *(part.minutes_at if minutes else ())]:
        text = _cut(text, span)
    found = text.replace(CUT, f" {CUT} ").split()
    if part is kind:
        found = [word for n, word in enumerate(found) if not _is_kind_alone(found, n)]
    return " ".join(word for word in found if word != CUT)


def _is_kind_alone(found: list[str], n: int) -> bool:
    """Whether a word of the kind has no word of the sentence beside it, as in 김부장 통화 20분."""
    if found[n] not in words.SAID_BY_KIND:
        return False
    before, after = found[n - 1] if n else CUT, found[n + 1] if n + 1 < len(found) else CUT
    return after == CUT and (before == CUT or bool(words.WHO.fullmatch(before)))


def _joined(parts: list[tuple[Clause, str]]) -> str:
    said = ""
    for part, text in parts:
        said += (part.mark if said and text else "") + text
    return said.strip(" ,")


def _happened(part: Clause, now: datetime) -> datetime | None:
    """When it was; a day without an hour is taken at noon, or now if that has not come."""
    if part.is_now or (part.day is None and part.hour is None):
        return None
    at = part.moment(now.date())
    if at is None:
        at = timezone.make_aware(datetime.combine(part.day or now.date(), datetime.min.time()))
        at = at.replace(hour=12)
    return min(at, now)


def _plan(ahead: list[Clause], now: datetime, done: list[Clause]) -> Plan:
    """The first clause that lies ahead; alone with others like it they all are its title."""
    part, more = ahead[0], [] if done else ahead[1:]
    due: date | datetime | None = part.moment(now.date()) or part.day
    if due is None:
        due = now.date() + timedelta(days=1)
    title = _joined(
        [(part, _left(part, moment=True, minutes=False)), *((one, one.said) for one in more)]
    )
    return Plan(part.kind or (done[0].kind if done else "") or "todo", due, title.strip(" ."))


def _is_ahead(part: Clause, now: datetime, *, alone: bool) -> bool:
    today = now.date()
    if part.day and part.day != today:
        return part.day > today
    at = part.moment(today)
    if at and at > now:
        return True
    return bool(not alone and not part.is_now and words.AGAIN.search(part.text) and not at)


def _clause(said: str, now: datetime) -> Clause:
    part = Clause(said.strip())
    text, ahead = part.said, bool(words.AGAIN.search(said))
    if match := words.WHEN.search(text):
        part.is_now = bool(match["now"])
        part.day = day_of(match, now.date(), ahead=ahead)
        if part.day or part.is_now:
            part.moment_at.append(match.span())
            text = _cut(text, match.span())
    if (match := words.HOUR.search(text)) and (hour := hour_of(match)):
        part.hour = hour
        part.moment_at.append(match.span())
        text = _cut(text, match.span())
    if match := words.MINUTES.search(text):
        minutes = minutes_of(match)
        if minutes <= DAY_MINUTES:
            part.minutes = minutes
            part.minutes_at.append(match.span())
            text = _cut(text, match.span())
    part.kind = _kind(text.replace(CUT, " "))
    part.text = clean(text.replace(CUT, " ")).strip(" .")
    return part


def _cut(text: str, span: tuple[int, int]) -> str:
    """The text with marks in the place of what was understood, so that other places keep theirs."""
    start, end = span
    return text[:start] + CUT * (end - start) + text[end:]


def _kind(text: str) -> str:
    found = [(match.start(), key) for key, word in words.KINDS if (match := word.search(text))]
    return min(found)[1] if found else ""


def _who(text: str) -> str:
    match = words.WHO.search(text[:READ])
    return clean(match[0]) if match else ""
