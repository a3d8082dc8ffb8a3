"""영업관련 관심도 분석 (F105): who opened and clicked our mails, as a list to call again from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.customers.models import ContactPoint, Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.kit.registry import Registry
from dangol.kit.templatetags.ui import day
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.merging.sources import COMPANY, TITLE
from dangol.messaging.outbox.models import Reaction
from dangol.messaging.senders.models import Medium
from dangol.workspace.queries import person_name
from dangol.workspace.registry import Report, reports
from dangol.workspace.reports.asks import Asked, Days, Period, Pick, Staff
from dangol.workspace.reports.shape import Cell, Figures, Group, Measure, Row, Table

VIEW, REVEAL = "messaging.view_message", "customers.reveal_customer"
MOST = 500
SORTS = {
    "opens": gettext_lazy("오픈수"),
    "clicks": gettext_lazy("클릭수"),
    "contact": gettext_lazy("최근접촉일"),
}


class DealFact(NamedTuple):
    """The deal that tells most of a customer, also a lost or won one: whom to call again."""

    name: str
    stage: str
    url: str = ""


# deals_of(user, customer_ids): the app that knows deals fills two columns with it
deals_of: Registry[Callable[[Any, Sequence[int]], Mapping[int, DealFact]]] = Registry()


def interest(user: User, asked: Asked) -> Figures:
    """Customers who opened or clicked in the period, robots aside; the 500 first in the order."""
    rows = _reactions(user, asked)
    orders = {
        "opens": ("-opens", "-clicks"),
        "clicks": ("-clicks", "-opens"),
        "contact": (F("message__customer__last_contact_at").asc(nulls_first=True), "-opens"),
    }
    found = list(rows.order_by(*orders[asked["sort"]], "message__customer")[: MOST + 1])
    shown = found[:MOST]
    lines = _lines(user, asked, {row["message__customer"]: row for row in shown})
    measures = (
        Measure("opens", _("오픈수")),
        Measure("clicks", _("클릭수")),
        *(
            Measure(key, label, "text")
            for key, label in (
                ("title", _("직책")),
                ("work_phone", _("직장전화")),
                ("mobile", _("휴대폰")),
                ("deal", _("영업명")),
                ("stage", _("영업단계")),
                ("company", _("거래처명")),
                ("owner", _("담당자")),
                ("last_contact", _("최근접촉일")),
            )
        ),
    )
    table = Table(
        "interest", _("메일 열람수"), _("고객명"), (Group("", "", measures),), tuple(lines),
        head_key="customer",
    )  # fmt: skip
    notes = [_("사람이 연 것만 셉니다. 보안 검사와 미리 열기는 뺐습니다.")]
    if len(found) > MOST:
        notes.append(_("앞의 %(n)d명만 보입니다. 기간이나 담당자를 좁히세요.") % {"n": MOST})
    return Figures((table,), _sentence(shown), notes=tuple(notes), model="customers.customer")


def _reactions(user: User, asked: Asked) -> Any:
    """Opens and clicks by customer, as far as the person sees those customers."""
    first, after = _bounds(asked["period"])
    customers = customers_seen_by(user)
    if (ids := asked["staff"].ids) is not None:
        customers = customers.filter(owner_id__in=ids)
    rows = Reaction.objects.filter(
        robot=False,
        kind__in=(Reaction.Kind.OPEN, Reaction.Kind.CLICK),
        at__gte=first,
        at__lt=after,
        message__medium=Medium.EMAIL,
        message__customer__in=customers,
    )
    return rows.values("message__customer").annotate(
        opens=Count("pk", filter=Q(kind=Reaction.Kind.OPEN)),
        clicks=Count("pk", filter=Q(kind=Reaction.Kind.CLICK)),
    )


def _bounds(days: Days) -> tuple[datetime, datetime]:
    first = timezone.make_aware(datetime.combine(days.first, time()))
    return first, timezone.make_aware(datetime.combine(days.last + timedelta(days=1), time()))


def _lines(user: User, asked: Asked, counts: Mapping[int, Mapping[str, int]]) -> list[Row]:
    """What stands beside the counts: five queries, however many customers."""
    ids = list(counts)
    names = ("name", "phone", "owner", "last_contact_at")
    people = {row.pk: row for row in Customer.objects.filter(pk__in=ids).only(*names)}
    facts = facts_of(ids, (TITLE, COMPANY), sender=None, today=asked["period"].last)
    phones = _phones(ids, reveal=user.has_perm(REVEAL))
    deals = {pk: fact for _key, read in deals_of for pk, fact in read(user, ids).items()}
    lines = []
    for pk in ids:
        person, deal = people[pk], deals.get(pk, DealFact("", ""))
        cells = (
            Cell(counts[pk]["opens"]),
            Cell(counts[pk]["clicks"]),
            Cell(facts[pk].get(TITLE) or None),
            Cell(phones.get((pk, "work"))),
            Cell(phones.get((pk, "mobile"))),
            Cell(deal.name or None, deal.url),
            Cell(deal.stage or None),
            Cell(facts[pk].get(COMPANY) or None),
            Cell(person_name(person.owner_id) or None),
            Cell(day(person.last_contact_at) if person.last_contact_at else None),
        )
        lines.append(Row(str(pk), person.name, cells, person.get_absolute_url(), subject=pk))
    return lines


def _phones(ids: Sequence[int], *, reveal: bool) -> dict[tuple[int, str], str]:
    """Work and mobile numbers; masked without the right to see personal data."""
    points = ContactPoint.objects.filter(
        customer_id__in=ids, medium=ContactPoint.Medium.PHONE, use__in=("work", "mobile")
    ).order_by("is_main", "-pk")
    show = format_phone if reveal else mask_phone
    rows = points.values_list("customer_id", "use", "value")
    return {(pk, use): show(value) for pk, use, value in rows}


def _sentence(rows: Sequence[Mapping[str, int]]) -> str:
    if not rows:
        return _("이 기간에 메일을 연 고객이 없습니다.")
    opens, clicks = (sum(row[name] for row in rows) for name in ("opens", "clicks"))
    return _("고객 %(n)s명이 메일을 %(opens)s번 열고 %(clicks)s번 눌렀습니다.") % {
        "n": f"{len(rows):,}", "opens": f"{opens:,}", "clicks": f"{clicks:,}"
    }  # fmt: skip


reports.add("interest")(
    Report(
        gettext_lazy("영업관련 관심도 분석"),
        permission=VIEW,
        help=gettext_lazy("메일을 열고 누른 고객을 봅니다. 다시 연락할 명단으로 쓰세요."),
        asks=(
            Period("period", gettext_lazy("기간")),
            Staff("staff", gettext_lazy("담당자"), permission="customers.view_customer"),
            Pick("sort", gettext_lazy("정렬"), options=lambda: list(SORTS.items())),
        ),
        figures=interest,
        behind=lambda user, asked: reverse("customers:customer_list"),
        order=40,
        wide=True,
    )
)
