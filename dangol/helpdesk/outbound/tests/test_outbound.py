"""Call lists: the gate is asked for everybody, tries follow the rules, results do what they say."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from dangol.automation.registry import actions
from dangol.codes.models import Code, CustomField
from dangol.codes.queries import code_by_key, forget_codes, forget_fields
from dangol.codes.services import install_codes
from dangol.customers.consent.services import record_consent
from dangol.customers.testing import make_customer, moment
from dangol.helpdesk.models import RequestType, Script
from dangol.helpdesk.outbound import services
from dangol.helpdesk.outbound.figures import outbound_report
from dangol.helpdesk.outbound.jobs import fill_list
from dangol.helpdesk.outbound.models import DialList, DialTarget, DialTry
from dangol.helpdesk.outbound.queries import progress_of
from dangol.helpdesk.outbound.setting import install_preset
from dangol.helpdesk.testing import assert_drills
from dangol.kit.errors import Refused
from dangol.messaging.senders.services import check_do_not_call
from dangol.segments.models import Segment
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
NOON = moment("2026-11-23T12:00")


@pytest.fixture(autouse=True)
def _codes(db):
    install_codes("b2b")
    forget_codes()


def make_list(actor, *customers, **values):
    row = DialList.objects.create(
        **{"name": "해피콜", "owner": actor, "status": "running", **values}
    )
    services.add_customers(row, [one.pk for one in customers], due_at=NOON - timedelta(days=1))
    return row


def result(key):
    return code_by_key("call_result", key).id


def test_a_sales_list_opens_only_after_the_monthly_check_and_judges_everybody(kim):
    may = make_customer(kim, "허락", phones=["010-5000-0001"])
    record_consent(may, purpose="voice", act="give", at=NOON, source="상담", actor=kim)
    never = make_customer(kim, "거절", phones=["010-5000-0002"])
    silent = make_customer(kim, "무번호")
    listed = make_customer(kim, "등록", phones=["010-5000-0004"])
    record_consent(listed, purpose="voice", act="give", at=NOON, source="상담", actor=kim)
    row = make_list(kim, never, silent, listed, may, kind="ad")
    at = NOON + timedelta(days=1)
    with pytest.raises(Refused, match="두낫콜"):
        services.take_next(row, at=at, actor=kim)
    with pytest.raises(Refused, match="두낫콜"):
        services.move_list(row, "running", today=at.date(), actor=kim)
    check_do_not_call(["010-5000-0004"], checked_on=at.date(), at=at, actor=None)
    assert services.take_next(row, at=at, actor=kim).customer == may
    told = dict(row.targets.filter(status="refused").values_list("customer__name", "reason"))
    assert told == {"거절": "no_consent", "무번호": "no_address", "등록": "do_not_call"}


def test_outside_the_hours_nobody_is_called(kim):
    row = make_list(kim, make_customer(kim, phones=["010-5000-0001"]))
    night = moment("2026-11-23T22:00")
    assert services.take_next(row, at=night, actor=kim) is None
    assert row.targets.get().due_at == moment("2026-11-24T10:00")
    assert services.take_next(row, at=moment("2026-11-24T10:00"), actor=kim)


def test_tries_follow_the_rules(kim, lee):
    customer = make_customer(kim, phones=["010-5000-0001"])
    row = make_list(kim, customer, attempts=2, retry_minutes=60)
    target = services.take_next(row, at=NOON, actor=kim)
    assert services.take_next(row, at=NOON, actor=kim) == target
    assert services.take_next(row, at=NOON, actor=lee) is None
    with pytest.raises(Refused, match="다른 사람"):
        services.note_result(target, result=result("done"), at=NOON, actor=lee)
    services.note_result(target, result=result("no_answer"), at=NOON, actor=kim)
    assert services.take_next(row, at=NOON + timedelta(minutes=59), actor=lee) is None
    later = NOON + timedelta(minutes=60)
    target = services.take_next(row, at=later, actor=lee)
    services.note_result(target, result=result("busy"), at=later, actor=lee)
    target.refresh_from_db()
    assert (target.status, target.attempts) == ("failed", 2)
    assert progress_of(row, now=later).tries == DialTry.objects.count() == 2


def test_a_callback_comes_back_to_its_agent_at_its_time(kim, lee):
    row = make_list(kim, make_customer(kim, phones=["010-5000-0001"]))
    target = services.take_next(row, at=NOON, actor=kim)
    at = NOON + timedelta(hours=2)
    for wrong in (None, NOON):
        with pytest.raises(ValidationError, match="다시 걸 때"):
            services.note_result(
                target, result=result("callback"), at=NOON, actor=kim, callback_at=wrong
            )
    assert not DialTry.objects.exists()
    services.note_result(target, result=result("callback"), at=NOON, actor=kim, callback_at=at)
    assert services.take_next(row, at=at, actor=lee) is None
    assert services.take_next(row, at=at, actor=kim) == target


def test_who_leaves_loses_the_customer_after_half_an_hour(kim, lee):
    row = make_list(kim, make_customer(kim, phones=["010-5000-0001"]))
    services.take_next(row, at=NOON, actor=kim)
    target = services.take_next(row, at=NOON + timedelta(minutes=31), actor=lee)
    assert target.agent == lee
    services.let_go(target, at=NOON + timedelta(minutes=32), actor=lee)
    assert row.targets.get().agent is None


def test_no_more_calls_is_a_withdrawal(kim):
    customer = make_customer(kim, phones=["010-5000-0001"])
    row = make_list(kim, customer)
    target = services.take_next(row, at=NOON, actor=kim)
    services.note_result(target, result=result("optout"), at=NOON, actor=kim)
    assert customer.consents.get().act == "withdraw"


def test_answers_land_on_the_customer_and_a_won_one_with_the_field(client, kim, lee):
    choices = [{"key": "good", "label": "만족"}]
    values = {"key": "csat", "label": "만족도", "kind": "choice", "choices": choices}
    CustomField.objects.create(record="customers.customer", **values)
    forget_fields()
    text = "# 인사\n? 괜찮으세요?\n- 네\n# 물음\n? 어떠세요? => 만족도\n- 만족\n# 끝\n말"
    script = services.write_script(None, name="조사", text=text, queue="", actor=kim)
    customer = make_customer(kim, "홍길동", phones=["010-5000-0001"])
    row = make_list(kim, customer, script=script)
    target = services.take_next(row, at=timezone.now(), actor=kim) or row.targets.get()
    DialTarget.objects.filter(pk=target.pk).update(status="held", agent=kim, held_at=NOON)
    client.force_login(kim)
    url = reverse("helpdesk:dial_target", args=[row.pk, target.pk])
    page = client.get(url).text
    assert "괜찮으세요?" in page
    assert "010-****-0001" in page
    wrong = client.post(url, {"note": "잘 됨", "answer-0": "네"})
    assert (wrong.status_code, "잘 됨" in wrong.text) == (422, True)
    said = {"result": result("lead"), "note": "시음 원함", "answer-0": "네", "answer-1": "만족",
            "hand_to": lee.pk, "answer-x": "1"}  # fmt: skip
    client.post(url, said)
    customer.refresh_from_db()
    target.refresh_from_db()
    assert (customer.custom["csat"], target.answers) == ("good", {"인사": "네", "물음": "만족"})
    lead = apps.get_model("sales", "Lead").objects.get()
    assert (lead.owner, lead.brief, lead.customer, lead.way) == (lee, "시음 원함", customer, "call")
    assert client.get(url).status_code == 404
    assert "시음 원함" in client.get(row.get_absolute_url()).text


def test_a_script_names_only_fields_there_are(kim):
    with pytest.raises(ValidationError, match="없는 것"):
        services.write_script(None, name="x", text="# 가\n? 나 => 없는 것", queue="", actor=kim)
    with pytest.raises(Refused, match="없는항목"):
        services.write_script(None, name="x", text="# 가\n#{없는항목}", queue="", actor=kim)
    assert not Script.objects.exists()


def test_a_list_is_filled_from_its_segment_as_far_as_one_sees(kim, park, choi):
    make_customer(kim, "가"), make_customer(park, "나")
    segment = Segment.objects.create(name="모두", owner=choi, condition={"all": []})
    row = make_list(kim, segment=segment)
    for _n in range(2):
        fill_list.call(list_id=row.pk, actor_id=kim.pk)
    assert [target.customer.name for target in row.targets.all()] == ["가"]


def test_a_rule_calls_after_each_repair_but_once_for_each(kim):
    customer = make_customer(kim, phones=["010-5000-0001"])
    row = make_list(kim)
    run, values = actions["dial"].run, {"dial_list": row.pk, "days": 2}
    assert run([customer.pk], values, source="r1:c1", actor=kim).done == 1
    assert run([customer.pk], values, source="r1:c1", actor=kim).skipped == 1
    assert run([customer.pk], values, source="r1:c2", actor=kim).done == 0  # one open at a time
    row.targets.update(status="done")
    assert run([customer.pk], values, source="r1:c3", actor=kim).done == 1


def test_pages_and_presets(client, choi, kim, park):
    row = make_list(kim, make_customer(kim), team=None)
    client.force_login(choi)
    assert "해피콜" in client.get(reverse("helpdesk:dial_lists")).text
    for key in ("telesales", "repair", "repair"):
        client.post(reverse("helpdesk:preset_install", args=[key]))
    assert install_preset("telesales", actor=choi) == install_preset("telesales", actor=choi)
    assert RequestType.objects.get(name="A/S 접수").priority == 2
    add = {"name": "새 명단", "kind": "ad", "attempts": 3, "retry_minutes": 60,
           "opens_at": "10:00", "closes_at": "18:00"}  # fmt: skip
    url = reverse("helpdesk:dial_list_add")
    assert "발신 프로필" in client.post(url, add).text
    assert client.post(url, {**add, "kind": "info", "closes_at": "09:00"}).status_code == 422
    assert client.post(url, {**add, "kind": "info"}).status_code == 302
    client.force_login(park)
    move = reverse("helpdesk:dial_list_move", args=[row.pk])
    assert client.post(move, {"status": "done"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "running"
    assert client.get(reverse("helpdesk:script_add")).status_code == 200


def test_the_report_counts_tries_and_results(client, kim):
    row = make_list(kim, *(make_customer(kim, phones=[f"010-5000-000{n}"]) for n in range(3)))
    for key in ("done", "no_answer", "done"):
        target = services.take_next(row, at=NOON, actor=kim)
        services.note_result(target, result=result(key), at=NOON, actor=kim)
    days = Days(date(2026, 11, 1), date(2026, 11, 30))
    client.force_login(kim)
    codes = [f"r{result(key)}" for key in ("done", "no_answer")]
    for by, one in (("list", ""), ("agent", str(row.pk))):
        asked = Asked.of(reports["outbound"].asks, {"period": days, "by": by, "list": one})
        figures = outbound_report(kim, asked)
        assert_drills(client, figures, "tries", "talked", *codes)
    table = figures.tables[0]
    assert [cell.value for cell in table.total.cells] == [3, 2, 66.7, 2, 1]
    assert Code.objects.filter(group="call_result").count() == 9
