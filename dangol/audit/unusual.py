"""What the monthly review shows first: accesses that need a second look (PI-14)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import SignIn, User
from dangol.audit.models import Access
from dangol.audit.preferences import AuditPreferences
from dangol.audit.queries import Finding, bounds_of, in_month
from dangol.audit.registry import subjects
from dangol.codes import preferences

CLOSE = (Access.Act.VIEW, Access.Act.REVEAL, Access.Act.EXPORT, Access.Act.PRINT)
BATCH = 5_000
PAIRS = 500
ONE_DAY = timedelta(days=1)


def findings(month: date) -> list[Finding]:
    """Everything unusual in a month, gravest kind first."""
    limits = preferences.get(AuditPreferences)
    rows = in_month(month)
    found: list[Finding] = []
    found += _exports(rows)
    found += _mass_views(month, limits.many_people)
    found += _failed_sign_ins(month, limits.many_failures)
    found += _at_night(month, limits)
    found += _outside_department(rows)
    found += _new_addresses(month, rows)
    return found


KINDS = {
    "export": gettext_lazy("내려받기와 출력"),
    "mass": gettext_lazy("대량 조회"),
    "failed": gettext_lazy("로그인 실패"),
    "night": gettext_lazy("밤 접속"),
    "outside": gettext_lazy("다른 부서 고객"),
    "address": gettext_lazy("처음 쓴 접속지"),
}


class Group(NamedTuple):
    """The findings of one kind; none is good news too."""

    label: str
    findings: list[Finding]


def by_kind(found: Iterable[Finding]) -> list[Group]:
    """Findings under the name of their kind, every kind named."""
    groups = {kind: Group(str(label), []) for kind, label in KINDS.items()}
    for finding in found:
        groups[finding.kind].findings.append(finding)
    return list(groups.values())


def _exports(rows: "QuerySet[Access]") -> Iterator[Finding]:
    shown = rows.filter(act__in=[Access.Act.EXPORT, Access.Act.PRINT]).order_by("-count", "-pk")
    for access in shown[:100]:
        text = _("%(act)s %(n)s명 · %(reason)s") % {
            "act": access.get_act_display(),
            "n": f"{access.count:,}",
            "reason": access.reason or _("사유 없음"),
        }
        day = str(timezone.localdate(access.at))
        link = {"person": str(access.actor_id), "act": access.act, "since": day, "until": day}
        yield Finding("export", access.actor_name, text, access.count, link)


def _mass_views(month: date, limit: int) -> Iterator[Finding]:
    """People who saw very many in one day; a day at a time, so that the index of `at` serves."""
    for day in _days(month):
        seen = _between(_moment(day), _moment(day + ONE_DAY)).values_list("actor", "actor_name")
        many = seen.annotate(people=Sum("count")).filter(people__gte=limit).order_by("-people")
        for actor, name, people in many:
            text = _("%(day)s 하루에 %(n)s명") % {"day": date_format(day), "n": f"{people:,}"}
            link = {"person": str(actor), "since": str(day), "until": str(day)}
            yield Finding("mass", name, text, people, link)


def _failed_sign_ins(month: date, limit: int) -> Iterator[Finding]:
    first, after = bounds_of(month)
    bad = [SignIn.Outcome.WRONG, SignIn.Outcome.LOCKED]
    wrong = SignIn.objects.filter(at__gte=first, at__lt=after, outcome__in=bad)
    tries = wrong.values_list("login", "person__name", "address").annotate(n=Count("pk"))
    for login, name, address, number in tries.filter(n__gte=limit).order_by("-n")[:100]:
        who = name or (_("없는 아이디") if login.startswith("?") else login)
        text = _("%(address)s에서 로그인 %(n)d번 실패") % {"address": address or "—", "n": number}
        yield Finding("failed", who, text, number, {})


def _at_night(month: date, limits: AuditPreferences) -> Iterator[Finding]:
    """Who came between the evening and the morning of any night of the month."""
    nights: dict[tuple[int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    for day in _days(month):
        for first, after in (
            (_moment(day), _moment(day, limits.night_to)),
            (_moment(day, limits.night_from), _moment(day + ONE_DAY)),
        ):
            late = _between(first, after).values_list("actor", "actor_name")
            for actor, name, number, people in late.annotate(Count("pk"), Sum("count")):
                nights[actor, name][0] += number
                nights[actor, name][1] += people
    for (actor, name), (number, people) in nights.items():
        text = _("%(from)d시–%(to)d시에 %(n)d번, %(people)s명") % {
            "from": limits.night_from,
            "to": limits.night_to,
            "n": number,
            "people": f"{people:,}",
        }
        yield Finding("night", name, text, people, {"person": str(actor)})


def _days(month: date) -> Iterator[date]:
    day = month.replace(day=1)
    while day.month == month.month:
        yield day
        day += ONE_DAY


def _moment(day: date, hour: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _between(first: datetime, after: datetime) -> "QuerySet[Access]":
    return Access.objects.filter(at__gte=first, at__lt=after)


def _outside_department(rows: "QuerySet[Access]") -> Iterator[Finding]:
    """Records opened one by one whose keeper belongs to another department."""
    homes = dict(User.objects.values_list("pk", "department"))
    outside: Counter[tuple[int | None, str]] = Counter()
    for label, subject in subjects:
        near = rows.filter(model=label, act__in=CLOSE, actor__department__isnull=False)
        opened: dict[tuple[int | None, str], list[int]] = defaultdict(list)
        for actor, name, ids in near.values_list("actor", "actor_name", "record_ids").iterator():
            opened[actor, name] += ids
        for who, ids in opened.items():
            keepers = _in_batches(subject.departments, set(ids))
            own = (None, homes.get(who[0] or 0))
            outside[who] += sum(keepers.get(pk) not in own for pk in ids)
    for (person, name), number in outside.most_common(100):
        if number:
            text = _("다른 부서 고객을 %(n)s번 열었습니다.") % {"n": f"{number:,}"}
            yield Finding("outside", name, text, number, {"person": str(person)})


def _in_batches(
    departments: Callable[[Iterable[int]], Mapping[int, int | None]], ids: Iterable[int]
) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    rest = iter(ids)
    while batch := list(islice(rest, BATCH)):
        found.update(departments(batch))
    return found


def _new_addresses(month: date, rows: "QuerySet[Access]") -> Iterator[Finding]:
    """Addresses somebody never used before; those in their first month have none to compare."""
    first, _after = bounds_of(month)
    earlier = Access.objects.filter(at__lt=first)
    used = rows.values_list("actor", "actor_name", "address").annotate(n=Count("pk"))
    known: dict[int | None, bool] = {}
    for actor, name, address, number in used.order_by("-n")[:PAIRS]:
        mine = earlier.filter(actor=actor)
        if actor not in known:
            known[actor] = mine.exists()
        if known[actor] and not mine.filter(address=address).exists():
            text = _("처음 쓴 접속지 %(address)s에서 %(n)d번") % {"address": address, "n": number}
            yield Finding("address", name, text, number, {"person": str(actor)})
