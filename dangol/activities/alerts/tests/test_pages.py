"""The sheet of rules, its preview and switch, the log, and the report of who keeps to it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.activities.models import Activity, AlertRule, AlertRun
from dangol.activities.testing import install_kinds, make_done
from dangol.audit.models import Access
from dangol.codes.queries import code_by_key
from dangol.customers.testing import make_code, moment
from dangol.jobs.models import Job

SHEET = reverse("activities:alerts")


def sheet(**values):
    install_kinds()
    call, mail = (code_by_key("activity_kind", key).id for key in ("call", "mail"))
    return {"target_kind": mail, "prospect_kind": call, **values}


def address(name, *args, **query):
    return reverse(f"activities:{name}", args=args, query=query or None)


def test_an_administrator_writes_looks_and_switches_on(client, choi, kim, registered):
    vip = make_code("customer_grade", "vip", "VIP")
    values = sheet(prospect_days="30")
    call = code_by_key("activity_kind", "call").id
    registered(kim, stage="prospect", name="오래된 고객")
    client.force_login(choi)

    assert client.post(SHEET, {**values, f"cell_{vip.pk}_{call}": "14"}).status_code == 302
    rules = list(AlertRule.objects.order_by("pk"))
    assert [str(rule) for rule in rules] == ["잠재고객 · 30일 · 전화", "VIP · 14일 · 전화"]
    assert not any(rule.is_active for rule in rules)

    text = client.get(address("alert_preview_rule", rules[0].pk)).text
    assert "할 일 1건" in text
    assert "김하늘 1" in text
    assert "오래된 고객" in text
    assert Access.objects.filter(actor=choi, act="list").exists()
    assert not Activity.objects.exists()

    client.post(address("alert_switch", "stages"), {"on": "1"})
    assert list(AlertRule.objects.order_by("pk").values_list("is_active", flat=True)) == [
        True,
        False,
    ]
    client.post(address("alert_switch", "stages"), {"on": "0"})
    assert not AlertRule.objects.filter(is_active=True).exists()


@pytest.mark.parametrize("days", ["0", "1001", "-3", "서른"])
def test_days_nobody_means_are_refused_and_kept_on_the_sheet(client, choi, days):
    client.force_login(choi)
    answer = client.post(SHEET, sheet(prospect_days=days))
    assert answer.status_code == 422
    assert f'value="{days}"' in answer.text
    assert not AlertRule.objects.exists()


def test_running_now_is_a_job_whose_result_stands_in_the_log(
    client, choi, kim, registered, stage_rule, run_jobs
):
    stage_rule()
    registered(kim, stage="prospect")
    client.force_login(choi)

    assert client.post(address("alert_run")).status_code == 302
    run_jobs()

    assert Activity.objects.get().owner == kim
    text = client.get(SHEET).text
    assert "잠재고객 · 30일 · 전화 1" in text
    assert "최관리" in text


def test_a_run_whose_job_died_is_not_running_for_ever(client, choi, stage_rule):
    stage_rule()
    job = Job.objects.create(
        task="x", status=Job.Status.RUNNING, due_at=timezone.now(), created_at=timezone.now()
    )
    AlertRun.objects.create(at=timezone.now(), job_id=job.pk)
    client.force_login(choi)
    assert "실행 중" in client.get(SHEET).text

    Job.objects.update(status=Job.Status.DEAD, finished_at=timezone.now())

    text = client.get(SHEET).text
    assert "실행 중" not in text
    assert "멈춤" in text


def test_the_sheet_costs_as_few_queries_with_many_runs(
    client, choi, night, stage_rule, django_assert_num_queries
):
    stage_rule()
    client.force_login(choi)
    for day in ("01", "02", "03"):
        night(f"2026-03-{day}")
    client.get(SHEET)
    with django_assert_num_queries(7):
        client.get(SHEET)


def test_customers_of_nobody_are_listed(client, choi, registered, stage_rule):
    stage_rule()
    registered(None, stage="prospect", name="주인 없음")
    client.force_login(choi)
    assert "주인 없음" in client.get(address("alert_nobody")).text


def test_the_report_shows_a_team_to_its_leader_only_and_drills_down(
    client, kim, lee, park, registered, grade_rule, night
):
    rule = grade_rule(days=30)
    met = registered(kim, grade="vip", name="만난 고객")
    make_done(kim, moment("2026-02-20T10:00"), customer=met)
    registered(kim, grade="vip", name="늦은 고객")
    registered(park, grade="vip", name="남의 고객")
    night()
    behind = address("alert_overdue", rule=rule.pk, owner=kim.pk)

    client.force_login(lee)
    text = client.get(address("alert_compliance")).text
    assert "김하늘" in text
    assert "1/2" in text
    assert "박지훈" not in text
    text = client.get(behind).text
    assert "늦은 고객" in text
    client.force_login(park)
    assert "김하늘" not in client.get(address("alert_compliance")).text
    assert client.get(behind).status_code == 404


def test_the_report_can_be_read_by_programs(client, kim, registered, grade_rule, night):
    grade_rule(days=30)
    registered(kim, grade="vip")
    night()
    client.force_login(kim)
    rows = client.get("/api/v1/reports/alert_compliance").json()["rows"]
    assert rows == [
        {
            "key": "0",
            "person": "김하늘",
            "grade": "vip",
            "kind": "전화",
            "days": 30,
            "customers": 1,
            "in_time": 0,
            "percent": 0,
        }
    ]


def test_only_who_manages_the_rules_sees_them(client, lee, stage_rule):
    rule = stage_rule()
    client.force_login(lee)
    for page in (SHEET, address("alert_preview_rule", rule.pk), address("alert_nobody")):
        assert client.get(page).status_code == 403
    assert client.post(address("alert_switch", "stages"), {"on": "0"}).status_code == 403
    rule.refresh_from_db()
    assert rule.is_active
