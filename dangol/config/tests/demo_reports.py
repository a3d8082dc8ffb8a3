"""F104 and the scorecard of the demo company, recounted by hand from the activities themselves."""

from collections import Counter
from datetime import date
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.models import Activity
from dangol.activities.reports.stages import stage_source
from dangol.audit.models import Access
from dangol.customers.models import Customer, StageChange
from dangol.sales.models import Deal, DealState
from dangol.sales.pipeline.setup import first_pipeline
from dangol.sales.reporting.tests.recount import Recount
from dangol.workspace.models import MonthFigure
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of

DAY = date(2026, 11, 21)
FIRST, LAST = date(2026, 9, 7), date(2026, 11, 20)
COLUMN = {"call": "전화", "visit": "방문", "meeting": "방문", "mail": "메일", "sms": "SMS"}
HEADS = ["전화", "방문", "메일", "SMS", "그 밖", "합계"]
CONTACTS = {"call", "mail", "meeting", "visit", "sms", "post", "fax"}


def figures(name, **params):
    user = User.objects.get(username="admin")
    asked = asked_of(reports[name], params, user=user, today=DAY)
    return reports[name].figures(user, asked).tables


def day_of(moment):
    return timezone.localtime(moment).date()


def stage_at(activity, moves, states):
    """The stage of its deal, or of the customer's deal then in progress; else of the ladder."""
    before = [state for state in states if state.at <= activity.occurred_at]
    hung = [state for state in before if state.deal_id == activity.link_id]
    if activity.link_model == "sales.deal" and hung:
        return f"d{hung[-1].stage_id}"
    running = [
        state
        for state in before
        if state.deal.customer_id == activity.customer_id
        and state.status == "open"
        and (state.until is None or state.until > activity.occurred_at)
    ]
    if running:
        return f"d{running[-1].stage_id}"
    mine = [move for move in moves if move.customer_id == activity.customer_id]
    past = [move for move in mine if move.at <= activity.occurred_at]
    return past[-1].after if past else mine[0].before if mine else activity.customer.stage


def recounted(line_of):
    """Each line's figures as the report shows them, added up one activity at a time."""
    found = Counter()
    for activity in Activity.objects.select_related("kind", "purpose", "customer"):
        if not activity.occurred_at or not FIRST <= day_of(activity.occurred_at) <= LAST:
            continue
        column = COLUMN.get(activity.kind.key, "그 밖")
        for line in (line_of(activity), "합계"):
            for head in (column, "합계"):
                found[line, head, "count"] += 1
                found[line, head, "minutes"] += activity.minutes or 0
    lines = {line for line, _head, _what in found}
    return {
        line: [found[line, head, what] for head in HEADS for what in ("count", "minutes")]
        for line in lines
    }


def filled(table):
    rows = {row.label: [cell.value for cell in row.cells] for row in table.lines}
    return {label: values for label, values in rows.items() if any(values)}


def listed(client, url):
    """How many lines the page behind a cell lists, over all its pages."""
    count = 0
    while url:
        page = client.get(url)
        assert page.status_code == 200, url
        count += len(page.context["lines"])
        path = urlsplit(url).path
        url = page.context["next"] and path + page.context["next"]
    return count


def check_reports_are_what_their_rows_add_up_to(client):
    client.force_login(User.objects.get(username="admin"))

    check_effort(client)
    check_scorecard(client)
    check_trio()


def check_effort(client):
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
    purposes, stages, won = figures("effort", **days)
    moves = list(StageChange.objects.order_by("at", "pk"))
    states = list(DealState.objects.select_related("deal").order_by("at", "pk"))
    names = {key: str(label) for key, label in stage_source().rows()}

    by_purpose = recounted(lambda one: one.purpose.label)
    assert len(by_purpose) == 7  # the six purposes all occur
    assert filled(purposes) == by_purpose
    assert filled(stages) == recounted(lambda one: names[stage_at(one, moves, states)])
    assert any(row.key.startswith("stage:d") and row.cells[-2].value for row in stages.rows)
    deals = Deal.objects.filter(status="won", closed_on__range=(FIRST, LAST))
    assert won.total.cells[0].value == purposes.total.cells[-1].value
    assert won.total.cells[1].value == deals.count() > 0
    assert won.total.cells[2].value == sum(deal.amount for deal in deals)
    for table in (purposes, stages):
        for row in table.lines:
            for cell in row.cells[::2]:
                assert bool(cell.url) == bool(cell.value)
    of_deals = next(row.cells[-2] for row in stages.rows if row.cells[-2].value)
    for cell in (purposes.rows[2].cells[0], of_deals, purposes.total.cells[-2]):
        assert cell.value
        assert listed(client, cell.url) == cell.value


def check_scorecard(client):
    table, _trend = figures("scorecard", month="2026-11")
    people = {str(user.pk): user for user in User.objects.all()}
    month = [row for row in table.rows if row.key in people]

    def in_month(moment):
        return (day := day_of(moment)) and (day.year, day.month) == (2026, 11)

    assets = Counter(
        one.created_by_id for one in Customer.objects.all() if in_month(one.created_at)
    )
    contacts = Counter(
        one.owner_id
        for one in Activity.objects.select_related("kind")
        if one.occurred_at and in_month(one.occurred_at) and one.customer_id
        if one.kind.key in CONTACTS
    )
    opened = Counter(
        actor for actor, _who, _day in {
            (one.actor_id, tuple(one.record_ids), day_of(one.at))
            for one in Access.objects.filter(act="view")
            if in_month(one.at)
        }
    )  # fmt: skip
    assert min(sum(assets.values()), sum(contacts.values()), sum(opened.values())) > 0
    reached = 0
    for row in month:
        person = int(row.key)
        for n, (counted, threshold) in enumerate(((assets, 30), (contacts, 10), (opened, 10))):
            value, score = row.cells[n * 2], row.cells[n * 2 + 1]
            if value.value is None:
                assert not counted[person]
                continue
            assert value.value == counted[person]
            assert score.value == min(round(counted[person] * 100 / threshold, 1), 100)
            reached += score.value >= 100
    assert reached
    best = max(month, key=lambda row: row.cells[2].value or 0)
    assert listed(client, best.cells[2].url) == best.cells[2].value
    first = max(month, key=lambda row: row.cells[0].value or 0)
    page = client.get(first.cells[0].url)
    assert page.text.count('href="/customers/') >= first.cells[0].value
    assert MonthFigure.objects.values("month").distinct().count() == 12


def check_trio():
    """예비율, 회전율 and 기울기 as of a day five weeks ago, beside a count that shares no code."""
    first, last = date(2026, 1, 1), date(2026, 10, 15)
    asked = {"from": first.isoformat(), "to": last.isoformat()}

    def read(sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    by_hand = Recount(read, first, last, first_pipeline())

    def cells(name, *places):
        [table, *_more] = figures(name, **asked)
        return {int(row.key): tuple(row.cells[n].value for n in places) for row in table.rows}

    covered = by_hand.coverage()
    assert sum(row[3] for row in covered.values()) > 5  # open then, most of them closed by now
    assert cells("coverage", *range(7)) == covered
    turned = by_hand.turnover()
    assert min(row[1] for row in turned.values()) > 3
    assert cells("turnover", *range(7), 8, 9) == turned
    sloped = by_hand.slope()
    assert len(sloped) > 3
    width = len(next(iter(sloped.values())))
    assert cells("slope", *range(width)) == sloped
