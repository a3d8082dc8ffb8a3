"""Quotas come by file: of people, departments, territories and products."""

import pytest

from dangol.catalog.testing import make_product
from dangol.codes.services import add_field
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.territories.services import write_territory
from dangol.targets.models import Quota

pytestmark = pytest.mark.django_db
HEAD = "담당,부서,권역,상품,월,할당\n"


def test_a_quota_has_own_fields_everywhere(client, kim, choi):
    field = add_field("targets.quota", label="근거", kind="text", actor=choi)
    client.force_login(choi)
    given = {"owner": kim.pk, "month": "2026-03", "amount": "100"}
    client.post("/targets/quotas/new/", given | {f"custom_{field.key}": "작년 실적"})
    row = Quota.objects.get()
    assert row.custom == {field.key: "작년 실적"}
    assert "작년 실적" in client.get(f"/targets/quotas/{row.pk}/").text

    body = {"owner_id": kim.pk, "month": "2026-03-01", "amount": 200}
    for own, answer in (({"nobody": "x"}, 422), ({}, 201), ({field.key: "시장"}, 201)):
        sent = client.post("/api/v1/quotas", body | {"custom": own},
                           content_type="application/json")  # fmt: skip
        assert sent.status_code == answer
        assert answer == 422 or sent.json()["custom"][field.key] in ("작년 실적", "시장")
    run = bring(f"담당,월,할당,근거\n{kim.name},2026-03-01,300,목표 회의\n", "quotas", choi,
                double="overwrite")  # fmt: skip
    row.refresh_from_db()
    assert (run.updated, row.amount, row.custom) == (1, 300, {field.key: "목표 회의"})


def test_a_table_says_whose_quota_each_line_is(kim, team, choi):
    write_territory(None, name="강남", regions=["서울 강남구"], people=[kim], actor=choi)
    make_product("GTX Pro", 1)
    text = (
        f"{kim.name},,,,2026-03-01,100\n{kim.name},,,GTXPro,2026-03-01,40\n,{team.name},,,"
        "2026-03-01,200\n,,강남,,2026-03-01,300\n"
        f"{kim.name},{team.name},,,2026-03-01,1\n,,,,2026-03-01,1\n,,달,,2026-03-01,1\n"
    )
    run = bring(HEAD + text, "quotas", choi)

    rows = Quota.objects.order_by("amount").values_list(
        "owner", "department", "territory__name", "product__name", "amount"
    )
    assert list(rows) == [
        (kim.pk, None, None, "GTX Pro", 40), (kim.pk, None, None, None, 100),
        (None, team.pk, None, None, 200), (None, None, "강남", None, 300),
    ]  # fmt: skip
    assert (run.created, run.refused) == (4, 3)
    said = " ".join(reasons(run))
    assert said.count("가운데 하나만") == 2
    assert "권역 ‘달’" in said

    again = bring(HEAD + f",{team.name},,,2026-03-01,250\n", "quotas", choi, double="overwrite")
    assert (again.updated, Quota.objects.get(department=team).amount) == (1, 250)
