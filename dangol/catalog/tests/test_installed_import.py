"""Machines at customers come in by file."""

from datetime import date

import pytest

from dangol.catalog.models import Installed
from dangol.catalog.testing import bring, make_product
from dangol.codes.services import add_field
from dangol.customers.testing import make_company
from dangol.imports import running, services

pytestmark = pytest.mark.django_db
HEAD = "고객명,모델명,제조번호,수량,설치일,무상기간\n"


def test_a_list_of_machines_comes_in_once(client, kim, park):
    make_company(kim, "봄상회")
    make_company(park, "남의 회사")
    make_product("에스프레소 머신", 3_000_000, warranty_months=12)
    rows = (
        "봄상회,에스프레소머신,SN-1,,2026-03-02,\n"
        "봄상회,에스프레소 머신,SN-1,,2026-03-02,\n"
        "봄상회,없는 모델,SN-2,,,\n"
        "남의 회사,에스프레소 머신,SN-3,,,\n"
        "봄상회,에스프레소 머신,SN-4,0.5,,\n"
        "봄상회,에스프레소 머신,SN-5,,2026-03-02,2026-03-01\n"
    )

    run = bring(HEAD + rows, "installed", kim)

    piece = Installed.objects.get()
    assert (piece.customer.name, piece.serial, piece.quantity) == ("봄상회", "SN-1", 1)
    assert piece.warranty_until == date(2027, 3, 1)
    assert (run.created, run.skipped, run.refused) == (1, 1, 4)
    again = bring(HEAD + "봄상회,에스프레소 머신,SN-1,2,,\n", "installed", kim, double="overwrite")
    piece.refresh_from_db()
    assert (again.updated, piece.quantity) == (1, 2)
    client.force_login(kim)
    assert [row["serial"] for row in client.get("/api/v1/installed").json()["items"]] == ["SN-1"]
    client.force_login(park)
    assert client.get("/api/v1/installed").json()["items"] == []
    services.begin_undo(run)
    running.undo(run.pk, actor=kim)
    assert Installed.objects.count() == 1  # changed since: it stays


def test_own_fields_of_pieces(client, kim):
    field = add_field("catalog.installed", label="층", kind="number", actor=None)
    company, product = make_company(kim, "봄상회"), make_product("에스프레소 머신")
    bring(HEAD.strip() + ",층\n봄상회,에스프레소 머신,SN-1,,,,3\n", "installed", kim)
    piece = Installed.objects.get()
    assert piece.custom == {field.key: 3}
    client.force_login(kim)
    here = f"/api/v1/customers/{company.pk}/installed"
    cases = [
        ({"custom": {field.key: 5}}, 200), ({"custom": {"nope": 1}}, 422), ({"quantity": 0}, 422),
        ({"custom": None, "place": "창고"}, 200),
    ]  # fmt: skip
    for given, status in cases:
        answer = client.patch(f"{here}/{piece.pk}", given, content_type="application/json")
        assert answer.status_code == status
    piece.refresh_from_db()
    assert (piece.custom, piece.place, piece.product) == ({field.key: 5}, "창고", product)
