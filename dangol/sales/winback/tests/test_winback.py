from datetime import date

import pytest

from dangol.customers.models import Customer
from dangol.customers.testing import make_code, moment
from dangol.kit.errors import Refused
from dangol.sales.models import WinBack
from dangol.sales.pipeline.services import lose_deal, reopen_deal
from dangol.sales.testing import make_deal, stage
from dangol.sales.winback.services import give_up, try_again, win_back

pytestmark = pytest.mark.django_db
ON, RIPE = date(2026, 3, 9), date(2026, 6, 7)
AT = moment("2026-06-07T09:00")


@pytest.fixture
def lost(kim):
    deal = make_deal(kim, "머신 교체", amount=5_000_000)
    return lose_deal(deal, reason=make_code("lost_reason", "price", "가격"), on=ON,
                     at=moment("2026-03-09T09:00"), actor=kim)  # fmt: skip


def test_a_loss_rests_is_tried_and_comes_back_as_a_deal(lost, kim):
    row = WinBack.objects.get(deal=lost)
    assert (row.owner, row.rests_until) == (kim, RIPE)
    with pytest.raises(Refused, match=r"2026\.06\.07"):
        try_again(row, note="전화", on=date(2026, 6, 6), actor=kim)
    Customer.objects.filter(pk=lost.customer_id).update(stage=Customer.Stage.TARGET)

    row = try_again(row, note="새 가격 제안", on=RIPE, actor=kim)
    row = win_back(row, stage=stage(1), at=AT, on=RIPE, actor=kim)

    assert (row.status, row.attempts, row.new_deal.kind) == ("won", 1, "win_back")
    assert row.new_deal.amount == 5_000_000
    assert Customer.objects.get(pk=lost.customer_id).stage == Customer.Stage.PROSPECT
    with pytest.raises(Refused):
        give_up(row, note="늦음", on=RIPE, actor=kim)


def test_a_deal_taken_up_again_needs_no_winning_back(lost, kim):
    reopen_deal(lost, at=AT, actor=kim)

    assert not WinBack.objects.exists()


def test_the_board_is_for_whom_it_concerns(lost, kim, park, client):
    row = WinBack.objects.get()
    client.force_login(park)
    assert "머신 교체" not in client.get("/sales/winback/").content.decode()
    assert client.post(f"/sales/winback/{row.pk}/end/", {"note": "x"}).status_code == 404

    client.force_login(kim)
    assert "머신 교체" in client.get("/sales/winback/").content.decode()
    assert client.post(f"/sales/winback/{row.pk}/end/", {"note": ""}).status_code == 422
    assert client.post(f"/sales/winback/{row.pk}/won/", {"stage": stage(0).pk}).status_code == 302
    row.refresh_from_db()
    assert row.status == "won"


def test_the_list_filters_exports_and_the_api_acts(lost, kim, park, client):
    row = WinBack.objects.get()
    client.force_login(kim)

    def post(path, **values):
        return client.post(f"/api/v1/win-backs/{row.pk}/{path}", values,
                           content_type="application/json")  # fmt: skip

    reason = lost.lost_reason_id
    assert "머신 교체" in client.get(f"/sales/winback/list/?lost_reason={reason}").text
    assert "머신 교체" not in client.get("/sales/winback/list/?status=lost").text
    assert client.get("/api/v1/win-backs").json()["items"][0]["rests_until"] == "2026-06-07"
    client.force_login(park)
    assert "머신 교체" not in client.get("/sales/winback/list/").text
    assert post("give-up", note="그만").status_code == 404
    client.force_login(kim)
    WinBack.objects.update(rests_until=date(2999, 1, 1))
    assert post("try", note="전화").status_code == 409  # it rests
    assert post("won").json()["status"] == "won"
    assert post("give-up", note="그만").status_code == 409
