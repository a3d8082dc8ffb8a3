import csv
import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dangol.accounts.models import User
from dangol.activities.models import StaleDay
from dangol.activities.reports.queries import spent_between
from dangol.activities.reports.services import refresh_efforts
from dangol.activities.testing import make_done
from dangol.catalog.models import Product
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer, moment
from dangol.imports import running, services
from dangol.imports.importers import importers
from dangol.imports.models import Import, Refusal
from dangol.sales.models import Deal
from dangol.sales.pipeline.queries import end_of, states_as_of
from dangol.workspace.reports.asks import Days

DATA = Path(os.environ.get("DANGOL_REALDATA", "/nowhere")) / "crm_pipeline"
HEAD = "거래번호,고객,상품,담당,단계,시작일,종료일,금액\n"

pytestmark = pytest.mark.django_db


def bring(text, into, actor, **options):
    """Import a file from start to end with the options a command would give."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        run = services.open_import(path, name="file.csv", into=into, actor=actor)
    given = importers[into].options_for(run, on_duplicate="skip", reason="시험", owner=actor)
    run = services.set_mapping(run, mapping=run.mapping, options=given | options)
    services.start_import(run, actor=actor)
    return running.work(run.pk, actor=actor)


def reasons(run):
    rows = Refusal.objects.filter(run=run).order_by("row").values_list("reasons", flat=True)
    return [" ".join(row.values()) for row in rows]


@pytest.fixture
def shop(choi):
    make_customer(choi, name="한빛카페", kind="company")
    bring("상품명,정가\nGTX Pro,4821\n", "products", choi)
    return choi


def test_a_won_deal_stood_at_the_list_price_until_it_ended(shop):
    run = bring(HEAD + "A1,한빛카페,GTXPro,최관리,Won,2026-01-05,2026-03-01,4514\n", "deals", shop)

    deal = Deal.objects.get()
    assert (run.created, run.refused) == (1, 0)
    assert (deal.number, deal.title, deal.status, deal.amount) == ("A1", "GTX Pro", "won", 4514)
    assert (deal.opened_on, deal.closed_on, deal.cycle_days) == (
        date(2026, 1, 5), date(2026, 3, 1), 55,
    )  # fmt: skip
    [before] = states_as_of(end_of(date(2026, 2, 1)))
    assert (before.status, before.amount) == ("open", 4821)
    assert deal.lines.get().amount == 4514
    assert deal.customer.stage == Customer.Stage.CUSTOMER


def test_says_of_every_row_why_it_stays_out(shop):
    make_customer(shop, name="두 곳", kind="company")
    make_customer(shop, name="두 곳", kind="company")
    rows = [
        "B1,,GTX Pro,최관리,Engaging,2026-01-05,,",
        "B2,없는 회사,GTX Pro,최관리,Engaging,2026-01-05,,",
        "B3,두 곳,GTX Pro,최관리,Engaging,2026-01-05,,",
        "B4,한빛카페,GTX 9,최관리,Engaging,2026-01-05,,",
        "B5,한빛카페,GTX Pro,모르는이,Engaging,2026-01-05,,",
        "B6,한빛카페,GTX Pro,최관리,뭐지,2026-01-05,,",
        "B7,한빛카페,GTX Pro,최관리,Won,2026-03-05,2026-03-01,10",
        "B8,한빛카페,GTX Pro,최관리,Won,2026-03-05,,10",
        "B9,한빛카페,GTX Pro,최관리,Won,2026-03-05,2026-03-09,-10",
        "B10,한빛카페,GTX Pro,최관리,Won,2026-03-05,13/45/2026,10",
        "B11,한빛카페,GTX Pro,최관리,Won,2026-03-05,2026-03-09,10",
        "B11,한빛카페,GTX Pro,최관리,Won,2026-03-05,2026-03-09,10",
    ]

    run = bring(HEAD + "\n".join(rows), "deals", shop)

    assert (run.created, run.skipped, run.refused) == (1, 1, 10)
    words = ["비어 있습니다", "‘없는 회사’", "2명", "‘GTX 9’", "‘모르는이’", "‘뭐지’", "앞섭니다",
             "종료일이 있어야", "0원에서", "읽을 수 없습니다"]  # fmt: skip
    for word, reason in zip(words, reasons(run), strict=True):
        assert word in reason
    assert list(Deal.objects.values_list("number", flat=True)) == ["B11"]


def test_rows_without_a_customer_can_wait_together_and_twice_is_once(shop):
    text = HEAD + "C1,,GTX Pro,최관리,Engaging,2026-01-05,,\nC2,,GTX Pro,,가망고객 발견,,,\n"

    first = bring(text, "deals", shop, customers="hold")
    again = bring(text, "deals", shop, customers="hold")

    assert (first.created, again.created, again.skipped) == (2, 0, 2)
    assert set(Deal.objects.values_list("customer__name", flat=True)) == {"고객 미확인 거래"}
    assert set(Deal.objects.values_list("stage__name", flat=True)) == {
        "문의·데모 자료 요청", "가망고객 발견",
    }  # fmt: skip


def test_an_import_is_taken_back_but_for_what_changed_since(shop):
    run = bring(
        HEAD + "D1,한빛카페,,,Engaging,2026-01-05,,10\nD2,한빛카페,,,Engaging,2026-01-05,,20\n",
        "deals", shop,
    )  # fmt: skip
    Deal.objects.filter(number="D2").update(version=2)

    services.begin_undo(run)
    done = running.undo(run.pk, actor=shop)

    assert done.status == Import.Status.UNDONE
    assert list(Deal.objects.values_list("number", flat=True)) == ["D2"]
    assert len(done.kept) == 1


def test_minutes_of_before_the_file_go_to_the_stage_it_brought(shop):
    company = Customer.objects.get(name="한빛카페")
    make_done(shop, moment("2026-01-10T10:00"), minutes=25, customer=company)
    refresh_efforts()
    january = Days(date(2026, 1, 1), date(2026, 1, 31))

    def stages():
        return [(row.stage, row.minutes) for row in spent_between(january, None)]

    was = stages()
    run = bring(HEAD + "G1,한빛카페,,,Engaging,2026-01-05,,10\n", "deals", shop)
    found = [(f"d{Deal.objects.get().stage_id}", 25)]
    assert stages() == found
    refresh_efforts()
    assert (stages(), StaleDay.objects.count()) == (found, 0)

    services.begin_undo(run)
    running.undo(run.pk, actor=shop)
    assert stages() == [(company.stage, 25)] == was


def test_a_rep_brings_only_deals_of_their_own(kim, choi):
    make_customer(kim, name="한빛카페", kind="company")

    run = bring(HEAD + f"E1,한빛카페,,{choi.name},Won,2026-01-05,2026-01-06,5\n", "deals", kim)

    assert run.refused == 1
    assert not Deal.objects.exists()


def test_staff_get_accounts_nobody_can_enter_yet(choi):
    text = (
        "sales_agent,manager,regional_office\nMoses Frase,Dustin,Central\n김새봄,Dustin,Central\n"
    )

    run = bring(text, "users", choi)

    person = User.objects.get(name="Moses Frase")
    assert (run.created, run.refused) == (1, 1)
    assert "아이디" in reasons(run)[0]
    assert person.username == "moses.frase"
    assert not person.has_usable_password()
    assert (person.department.name, person.department.parent.name) == ("Dustin", "Central")

    services.begin_undo(run)
    running.undo(run.pk, actor=choi)
    person.refresh_from_db()
    assert not person.is_active


@pytest.mark.parametrize("into", ["users", "products"])
def test_a_rep_may_bring_neither_staff_nor_find_the_choice(into, kim, client):
    client.force_login(kim)

    page = client.get("/imports/new/").content.decode()

    assert (f'value="{into}"' in page) is (into == "products")


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.is_dir(), reason="DANGOL_REALDATA is not set")
def test_a_real_crm_comes_in_whole(choi, client):
    """Accounts, products, agents, 8,800 opportunities; the product's own report tells the truth."""
    companies = bring((DATA / "accounts.csv").read_bytes(), "customers", choi, kind="company")
    products = bring((DATA / "products.csv").read_bytes(), "products", choi)
    agents = bring((DATA / "sales_teams.csv").read_bytes(), "users", choi)

    deals = bring((DATA / "sales_pipeline.csv").read_bytes(), "deals", choi)

    assert [run.created for run in (companies, products, agents)] == [85, 7, 35]
    assert (deals.created, deals.refused) == (7375, 1425)
    assert all("고객이 비어 있습니다" in reason for reason in reasons(deals))
    assert Product.objects.get(name="GTX Pro").pk in set(
        Deal.objects.filter(number="Z063OYW0").values_list("lines__product", flat=True)
    )
    client.force_login(choi)
    asked = {"from": "2016-10-01", "to": "2017-12-31"}
    answer = client.get("/api/v1/reports/results", asked).json()
    [table] = answer["tables"]
    total = table["total"]
    assert total["won_amount"] == 10_005_534
    assert total["win_rate"] == 63.15
    assert total["cycle"] == 51.78
    assert total["velocity"] == 193_224
    best = max(table["rows"], key=lambda row: row["won_amount"])
    assert (best["owner"], best["won_amount"]) == ("Darcel Schlecht", 1_153_214)
    with (DATA / "sales_pipeline.csv").open(encoding="utf-8-sig") as file:
        won = [row for row in csv.DictReader(file) if row["deal_stage"] == "Won"]
    assert total["won"] == len(won) == 4238
