"""What apps below and above get from activities: conditions, rules, messages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dangol.activities.acts.rule_actions import make_todos
from dangol.activities.acts.services import complete_activity
from dangol.activities.models import Activity, Entry
from dangol.activities.registry import Linked, LinkKind, links
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.customers.models import Customer
from dangol.customers.registry import attributes
from dangol.customers.testing import make_customer
from dangol.kit.conditions import Asker, BadCondition, Vocabulary
from dangol.kit.events import publish
from dangol.messaging.events import MessageSent
from dangol.messaging.models import SenderProfile
from dangol.messaging.testing import make_dispatch, make_sender


@pytest.fixture
def now():
    return timezone.now()


def found(user, name, op, value=None):
    vocabulary = Vocabulary(attribute for _name, attribute in attributes)
    leaf = vocabulary.leaf(name, op, value)
    q = vocabulary.q(leaf, Asker(user, timezone.localdate()))
    return sorted(Customer.objects.filter(q).values_list("name", flat=True))


def test_customers_by_what_was_done(kim, now):
    lately, long_ago, never = (make_customer(kim, name) for name in ("가", "나", "다"))
    make_done(kim, now - timedelta(days=3), customer=lately)
    make_done(kim, now - timedelta(days=4), customer=lately, kind="mail")
    make_done(kim, now - timedelta(days=60), customer=long_ago)
    make_todo(kim, now - timedelta(days=2), customer=never)

    assert found(kim, "last_call", "past", 30) == ["가"]
    assert found(kim, "last_call", "over", 30) == ["나", "다"]
    assert found(kim, "last_call", "filled") == ["가", "나"]
    assert found(kim, "activities_30", "gte", 2) == ["가"]
    assert found(kim, "activities_90", "lte", 0) == ["다"]
    assert found(kim, "activities_365", "gte", 1) == ["가", "나"]
    assert found(kim, "open_todos", "is", "yes") == ["다"]
    assert found(kim, "late_todos", "is", "no") == ["가", "나"]
    with pytest.raises(BadCondition):
        found(kim, "activities_30", "gte", "많이")


def test_a_rule_makes_todos_once_per_source(kim):
    install_kinds()
    mine, nobodys = make_customer(kim), make_customer(None)
    values = {"kind": "call", "title": "환영 전화", "days": 2}

    def run():
        return make_todos([mine.pk, nobodys.pk], values, source="rule:3:2026-W10", actor=kim)

    first, again = run(), run()

    assert (first.done, first.skipped) == (1, 0)
    assert (again.done, again.skipped) == (0, 1)
    assert list(first.refused.values()) == [[nobodys.pk]]
    assert Activity.objects.get().source == f"rule:3:2026-W10:{mine.pk}"


def send(kim, customer, **values):
    if not SenderProfile.objects.exists():
        make_sender()
    dispatch = make_dispatch(title="견적 안내", actor=kim)
    told = {"medium": "email", "purpose": "pipeline", "one_to_one": True, "message_id": 7}
    publish(
        MessageSent(
            customer_id=customer.pk, dispatch_id=dispatch.pk, actor_id=kim.pk, **(told | values)
        )
    )


def test_a_mail_to_one_customer_is_an_activity_once(kim):
    install_kinds()
    customer = make_customer(kim)
    send(kim, customer)
    send(kim, customer)

    made = Activity.objects.get()
    assert (made.kind.key, made.purpose.key, made.minutes) == ("mail", "pipeline", 10)
    assert (made.title, made.direction) == ("견적 안내", "out")
    assert not Entry.objects.filter(activity=made).exists()  # it stands there as a message
    customer.refresh_from_db()
    assert customer.last_contact_at == made.occurred_at


def test_a_campaign_is_none(kim):
    install_kinds()
    send(kim, make_customer(kim), one_to_one=False)
    send(kim, make_customer(kim), message_id=0)

    assert not Activity.objects.exists()


def test_a_linked_record_is_shown_to_those_who_see_it(kim, client):
    if "test.thing" not in links:
        links.add("test.thing")(
            LinkKind("것", "kanban", lambda user, ids: {pk: Linked(f"것 {pk}", "/") for pk in ids})
        )
    done = make_done(kim, customer=make_customer(kim), link_model="test.thing", link_id=5)
    client.force_login(kim)

    assert "것 5" in client.get(done.get_absolute_url()).text


def test_a_mention_rings_for_those_who_may_see_it(kim, lee, park):
    from dangol.workspace.models import Notice  # noqa: PLC0415

    todo = make_todo(kim, text="@이도윤님 확인 부탁드려요 @박지훈")
    complete_activity(todo, at=timezone.now() + timedelta(minutes=1), actor=kim)

    assert list(Notice.objects.values_list("user", flat=True)) == [lee.pk]
