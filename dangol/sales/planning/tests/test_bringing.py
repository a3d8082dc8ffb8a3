"""Planned sales come by file and by the API as the page writes them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.catalog.testing import make_product
from dangol.codes.services import add_field
from dangol.customers.testing import make_company
from dangol.imports import running, services
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import PlannedSale
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db
HEAD = "고객,무엇을,거래를 열 날,예상 금액,상품,담당\n"


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=30)


def test_a_file_plans_what_it_can_and_says_what_it_cannot(kim, park, soon):
    make_company(kim, "한빛유통")
    make_company(park, "남의 회사")
    beans = make_product("봄결 블렌드", 30_000)
    run = bring(
        HEAD + f"한빛유통,원두 추가,{soon},1200000,봄결블렌드,\n한빛유통,어제,2020-01-01,1,,\n"
        f"남의 회사,몰래,{soon},1,,\n한빛유통,비쌈,{soon},100000000000001,,\n"
        f"한빛유통,남에게,{soon},1,,{park.name}\n한빛유통,900101-1234568,{soon},1,,\n",
        "planned_sales", kim,
    )  # fmt: skip

    row = PlannedSale.objects.get()
    assert (row.title, row.due_on, row.amount, row.product, row.owner) == (
        "원두 추가", soon, 1_200_000, beans, kim,
    )  # fmt: skip
    assert (run.created, run.refused, len(reasons(run))) == (1, 5, 5)
    again = bring(HEAD + f"한빛유통,원두 추가,{soon},5,,\n", "planned_sales", kim,
                  double="overwrite")  # fmt: skip
    row.refresh_from_db()
    assert (again.updated, row.amount, row.product) == (1, 5, beans)
    services.begin_undo(again)
    running.undo(again.pk, actor=kim)
    row.refresh_from_db()
    assert row.amount == 1_200_000


def test_the_api_changes_what_is_planned(client, kim, lee, park, soon):
    customer, beans = make_company(kim), make_product("봄결 블렌드", 30_000)
    client.force_login(kim)

    def send(verb, url="", **body):
        url = f"/api/v1/planned-sales{url}"
        return getattr(client, verb)(url, body, content_type="application/json")

    made = send("post", customer_id=customer.pk, title="원두", due_on=f"{soon}",
                product_id=beans.pk).json()  # fmt: skip
    url = f"/{made['id']}"
    changed = send("patch", url, amount=7, product_id=None, version=made["version"]).json()

    assert (changed["amount"], changed["product_id"], changed["title"]) == (7, None, "원두")
    assert send("patch", url, amount=8, version=made["version"]).status_code == 409
    for wrong in ({"amount": -1}, {"due_on": "2020-01-01"}, {"owner_id": park.pk}, {"title": ""}):
        assert send("patch", url, **wrong).status_code == 422
    send("post", f"{url}/drop")
    assert send("patch", url, amount=9).status_code in (409, 422)
    assert PlannedSale.objects.get().amount == 7


def test_the_offices_own_fields_are_asked_kept_and_shown(client, kim, choi, soon):
    budget = add_field("sales.plannedsale", label="예산 출처", kind="text", actor=choi)
    size = add_field("sales.deal", label="규모", kind="won", actor=choi)
    customer = make_company(kim)
    client.force_login(kim)
    given = {"other": customer.pk, "title": "원두", "kind": "more", "due_on": f"{soon}",
             "owner": kim.pk, f"custom_{budget.key}": "본사 총무"}  # fmt: skip

    client.post(reverse("sales:planned_sale_add"), given)
    row = PlannedSale.objects.get()
    deal = make_deal(kim, custom={size.key: 1_500_000})
    url = f"/api/v1/planned-sales/{row.pk}"
    sent = {"custom": {budget.key: "지점"}}
    read = client.patch(url, sent, content_type="application/json").json()

    assert row.custom == {budget.key: "본사 총무"}
    assert read["custom"] == sent["custom"]
    assert "<dt>예산 출처</dt><dd>지점</dd>" in client.get(row.get_absolute_url()).text
    assert "<dt>규모</dt><dd>₩1,500,000</dd>" in client.get(deal.get_absolute_url()).text
    wrong = {"custom": {"nobody": 1}}
    assert client.patch(url, wrong, content_type="application/json").status_code == 422
