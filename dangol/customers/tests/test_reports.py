"""How well customers can be reached, and what became of those who came in the same month."""

from datetime import date

import pytest

from dangol.customers.lifecycle.services import move_stage, set_grade
from dangol.customers.models import Customer
from dangol.customers.testing import make_code, make_customer
from dangol.workspace.registry import reports
from dangol.workspace.reports.forms import asked_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def figures(name, user, **params):
    report = reports[name]
    return report.figures(user, asked_of(report, params, user=user, today=TODAY))


def lines(found):
    return {row.key: [cell.value for cell in row.cells] for row in found.tables[0].rows}


def test_counts_each_way_once_a_customer_and_only_the_visible(kim, park):
    make_customer(kim, phones=["010-1234-5678", "010-2222-3333"], emails=["a@b.co"])
    make_customer(kim, addresses=["서울특별시 마포구 동교로 188"])
    make_customer(park, phones=["010-9999-8888"])

    found = figures("contactability", kim)

    ways = lines(found)
    assert ways["mobile"] == ways["email"] == ways["address"] == [1, 1, 50.0]
    assert ways["fax"] == ways["home"] == [0, 2, 0.0]
    assert "2명" in found.sentence
    assert "25.0%" in found.sentence


def test_is_asked_about_a_list(kim):
    make_customer(kim, phones=["010-1234-5678"], stage="prospect")
    make_customer(kim)

    found = figures("contactability", kim, among="stage=prospect&page=3")

    assert lines(found)["mobile"] == [1, 0, 100.0]
    said = asked_of(reports["contactability"], {"among": "stage=prospect"}, user=kim, today=TODAY)
    assert said.said[0][1] == "단계: 잠재고객"
    assert said.pairs == [("among", "stage=prospect")]


def test_the_list_leads_to_its_report_as_it_is_narrowed(client, kim):
    client.force_login(kim)

    page = client.get("/customers/?stage=prospect", headers={"HX-Request": "true"}).text

    assert "/reports/contactability/?among=stage%3Dprospect" in page


def test_nobody_is_no_division(kim):
    assert lines(figures("contactability", kim))["email"] == [0, 0, 0.0]
    assert lines(figures("cohorts", kim)) == {}


def test_a_month_is_followed_to_where_its_customers_stand(kim, park):
    vip = make_code("customer_grade", "vip", "VIP")
    days = (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1))
    early, late, fallen = (make_customer(kim, collected_on=day) for day in days)
    make_customer(park, collected_on=date(2026, 3, 5))
    for stage in ("prospect", "customer"):
        move_stage(early, to=stage, reason="상담", actor=kim)
    move_stage(fallen, to="prospect", reason="상담", actor=kim)
    move_stage(fallen, to="target", reason="무응답", actor=kim)
    set_grade(early, vip, starts_on=TODAY, today=TODAY, reason="구매", actor=kim)

    found = figures("cohorts", kim, by="collected_on", **{"from": "2026-01-01"})

    codes = len(found.tables[0].groups[-1].measures) - 1
    assert lines(found) == {
        "2026-03": [2, 1, 0, 1, 1, 0, 50.0, 1, *[0] * codes],
        "2026-04": [1, 1, 0, 0, 1, 1, 100.0, 0, *[0] * codes],
    }
    assert found.tables[0].rows[0].cells[3].url == (
        "/customers/?collected_on.between=2026-03-01&collected_on.between=2026-03-31&stage=customer"
    )
    assert "2026.04" in found.sentence
    assert late.pk
    assert Customer.objects.count() == 4


def test_the_link_behind_a_figure_shows_these_customers(client, kim):
    make_customer(kim, name="삼월손님", collected_on=date(2026, 3, 2))
    make_customer(kim, name="사월손님", collected_on=date(2026, 4, 2))
    client.force_login(kim)
    found = figures("cohorts", kim, by="collected_on", **{"from": "2026-01-01"})

    page = client.get(found.tables[0].rows[0].cells[0].url).text

    assert "삼월손님" in page
    assert "사월손님" not in page
