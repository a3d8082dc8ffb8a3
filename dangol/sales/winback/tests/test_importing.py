"""Win-backs come by file, for deals that are lost; the office's own fields come along."""

from datetime import date

import pytest

from dangol.codes.services import add_field
from dangol.customers.testing import make_code, make_company
from dangol.imports import running, services
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import WinBack
from dangol.sales.pipeline.services import lose_deal
from dangol.sales.testing import START, make_deal
from dangol.sales.winback.services import explain_loss

pytestmark = pytest.mark.django_db
HEAD = "거래번호,고객명,거래명,결과,시도횟수,메모,실주사유,경쟁사,종료일,재계약 가능성\n"


@pytest.fixture
def field(choi):
    return add_field("sales.winback", label="재계약 가능성", kind="number", actor=choi)


@pytest.fixture
def lost(kim):
    """A lost deal whose win-back nobody has written down yet."""

    def make(title, owner=kim):
        deal = make_deal(owner, title, customer=make_company(owner, f"{title}상사"))
        deal = lose_deal(deal, reason=make_code("lost_reason", "x", "모름"), on=START.date(),
                         at=START, actor=owner)  # fmt: skip
        WinBack.objects.filter(deal=deal).delete()
        return deal

    return make


def test_a_file_tells_how_often_lost_customers_were_tried(kim, park, lost, field):
    rival = make_company(kim, "경쟁정수기")
    price = make_code("lost_reason", "price", "가격")
    named, titled, other = lost("머신"), lost("원두"), lost("남의", park)
    make_deal(kim, "진행")
    rows = (
        f"{named.number},,,포기,2,다른 곳과 계약,가격,경쟁정수기,2026-05-04,30\n"
        ",원두상사,원두,,1,안부 전화,,,,\n"
        f"{other.number},,,진행,1,,,,,\n,없는상사,원두,,1,,,,,\n"
        f"{named.number},,,글쎄,1,,,,,\n{named.number},,,성공,1,,,,,\n"
        f"{named.number},,,,1.5,,,없는 회사,,많음\n{titled.number},,,,1,900101-1234568,,,,\n"
    )

    run = bring(HEAD + rows, "win_backs", kim)

    first, second = WinBack.objects.order_by("attempts").reverse()
    named.refresh_from_db()
    assert (first.deal, first.status, first.attempts, first.ended_on, first.owner) == (
        named, "lost", 2, date(2026, 5, 4), kim,
    )  # fmt: skip
    assert (named.lost_reason.label, named.lost_to) == ("모름", rival)  # said already, and not
    assert first.custom == {field.key: 30}
    assert (second.deal, second.status, second.note) == (titled, "open", "안부 전화")
    assert second.rests_until == date(2026, 5, 31)
    assert (run.created, run.refused, run.skipped) == (2, 5, 1), reasons(run)
    told = " ".join(reasons(run))
    assert told.count("실주로 끝난 거래를 찾지 못했습니다") == 2
    assert "‘글쎄’" in told
    assert "끝난 날을 적어 주세요" in told

    again = bring(HEAD + f"{named.number},,,되찾음,3,,가격,,2026-06-01,\n", "win_backs", kim,
                  double="overwrite")  # fmt: skip
    first.refresh_from_db()
    named.refresh_from_db()
    assert (first.status, first.attempts, named.lost_reason) == ("won", 3, price)
    services.begin_undo(again)
    running.undo(again.pk, actor=kim)
    first.refresh_from_db()
    assert (first.status, first.attempts, first.ended_on) == ("lost", 2, date(2026, 5, 4))
    named.refresh_from_db()
    assert (named.lost_reason.label, named.lost_to) == ("모름", rival)


def test_a_loss_is_as_it_was_told_before_the_file_unless_somebody_told_it_since(kim, lost):
    rival, other = (make_company(kim, name) for name in ("경쟁정수기", "다른정수기"))
    first, second = lost("머신"), lost("원두")
    rows = "".join(f"{deal.number},,,,1,,,경쟁정수기,,\n" for deal in (first, second))
    run = bring(HEAD + rows, "win_backs", kim)
    assert {row.deal.lost_to for row in WinBack.objects.all()} == {rival}
    explain_loss(second, lost_to=other, actor=kim)

    services.begin_undo(run)

    assert running.undo(run.pk, actor=kim).kept == []
    assert not WinBack.objects.exists()
    for deal in (first, second):
        deal.refresh_from_db()
    assert (first.lost_to, second.lost_to) == (None, other)
    assert first.lost_reason.label == "모름"


def test_who_cares_and_own_fields_are_corrected_on_the_board_and_by_the_api(
    client, kim, park, lost, field
):
    deal = lost("머신")
    run = bring(HEAD + f"{deal.number},,,,,,,,,\n", "win_backs", kim)
    row = WinBack.objects.get()
    assert run.created == 1
    url, api = f"/sales/winback/{row.pk}/edit/", f"/api/v1/win-backs/{row.pk}"
    given = {"owner": kim.pk, "rests_until": "2026-07-01", "note": "가을에 다시"}
    client.force_login(kim)

    def send(**body):
        return client.patch(api, body, content_type="application/json")

    assert client.post(url, given | {f"custom_{field.key}": "열"}).status_code == 422
    assert client.post(url, given | {f"custom_{field.key}": "10"}).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.rests_until, row.custom) == (
        "가을에 다시", date(2026, 7, 1), {field.key: 10},
    )  # fmt: skip
    shown = client.get("/sales/winback/list/?q=").text
    assert "재계약 가능성" in client.get("/lists/sales.winback/columns/").text, shown
    assert send(custom={field.key: 20}, version=row.version).json()["custom"] == {field.key: 20}
    assert send(note="늦음", version=row.version).status_code == 409
    for wrong in ({"owner_id": 999_999}, {"custom": {"nobody": 1}}, {"note": "900101-1234568"}):
        assert send(**wrong).status_code == 422
    client.force_login(park)
    assert send(note="남").status_code == 404
    assert client.post(url, given).status_code == 404
