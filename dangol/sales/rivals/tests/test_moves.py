"""What competitors do is noted once and seen wherever it matters, and by nobody else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.activities.models import Entry
from dangol.codes.services import add_field
from dangol.customers.testing import make_code, make_company, make_customer
from dangol.imports import running, services
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import RivalMove
from dangol.sales.pipeline.services import lose_deal, write_rival
from dangol.sales.rivals.services import note_move
from dangol.sales.testing import START, make_deal

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)


@pytest.fixture
def rival(kim):
    return make_company(kim, "경쟁정수기")


def note(owner, rival, **values):
    given = {"text": "10% 내림", "seen_on": TODAY, "kind": "price"} | values
    return note_move(competitor=rival, owner=owner, actor=owner, today=TODAY, **given)


def test_a_move_at_a_deal_stands_on_both_timelines(kim, rival):
    deal = make_deal(kim)

    move = note(kim, rival, deal=deal)

    assert move.customer == deal.customer
    told = Entry.objects.filter(kind="sales.rival_moved").values_list("customer", flat=True)
    assert set(told) == {rival.pk, deal.customer_id}


def test_what_cannot_be_is_refused_and_nothing_is_written(kim, rival):
    person, other = make_customer(kim), make_company(kim, "다른 회사")
    for wrong in (
        {"seen_on": date(2026, 3, 10)}, {"text": " "}, {"text": "900101-1234568"},
        {"customer": rival}, {"deal": make_deal(kim), "customer": other},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            note(kim, rival, **wrong)
    with pytest.raises(ValidationError, match="회사만"):
        note(kim, person)
    assert not RivalMove.objects.exists()


def test_it_is_seen_on_the_deals_where_they_stand_and_on_their_own_page(
    client, kim, lee, park, rival, django_assert_max_num_queries
):
    deal, mine = make_deal(kim, "원두"), make_deal(park, "남의 거래")
    for each in (deal, mine):
        write_rival(each, None, competitor=rival, actor=None)
    reason = make_code("lost_reason", "price", "가격")
    lose_deal(deal, reason=reason, on=START.date(), at=START, lost_to=rival, actor=kim)
    note(kim, rival, text="시장 전체에 내림")
    note(kim, rival, text="봄상회에만 내림", deal=deal)

    client.force_login(park)  # meets them too, and reads what concerns no customer of kim's
    page = client.get(mine.get_absolute_url()).text
    assert "시장 전체에 내림" in page
    assert "봄상회에만 내림" not in page
    own = client.get(f"/sales/rivals/{rival.pk}/").text
    assert "봄상회에만 내림" not in own
    assert client.get("/api/v1/rival-moves").json()["items"][0]["text"] == "시장 전체에 내림"

    client.force_login(kim)
    assert "봄상회에만 내림" in client.get(deal.get_absolute_url()).text
    with django_assert_max_num_queries(40):
        own = client.get(f"/sales/rivals/{rival.pk}/").text
    assert "봄상회에만 내림" in own
    assert '<dt>이긴 비율</dt><dd class="num">0%</dd>' in own
    report = client.get("/reports/results/?from=2026-03-01&to=2026-03-31").text
    assert f"/sales/rivals/{rival.pk}/" in report
    assert "시장 전체에 내림" in client.get("/sales/rivals/moves/?kind=price").text
    assert "시장 전체에 내림" not in client.get("/sales/rivals/moves/?kind=visit").text
    assert client.get(f"/sales/rivals/{deal.customer_id}/").status_code == 404  # no competitor


def test_pages_and_the_api_note_correct_and_forget(client, kim, park, rival):
    deal = make_deal(kim)
    write_rival(deal, None, competitor=rival, actor=None)
    client.force_login(kim)
    form = client.get(f"/sales/rivals/moves/new/?deal={deal.pk}").text
    assert f'value="{deal.number}"' in form
    assert f'value="{rival.name}"' in form
    given = {"competitor": "경쟁정수기", "kind": "visit", "text": "시음회", "seen_on": "2026-03-02"}
    url = "/sales/rivals/moves/new/"
    for wrong in ({"competitor": "없음"}, {"deal": "D-없음"}, {"seen_on": "2999-01-01"}):
        assert client.post(url, given | wrong).status_code == 422
    assert client.post(url, given | {"deal": deal.number}).status_code == 302
    row = RivalMove.objects.get()
    assert (row.deal, row.customer, row.owner) == (deal, deal.customer, kim)

    def send(verb, path="", **body):
        path = f"/api/v1/rival-moves{path}"
        return getattr(client, verb)(path, body, content_type="application/json")

    here = f"/{row.pk}"
    assert send("patch", here, text="시음회 두 번", version=1).json()["text"] == "시음회 두 번"
    assert send("patch", here, text="늦음", version=1).status_code == 409
    assert send("post", competitor_id=999_999, text="x", seen_on="2026-03-02").status_code == 422
    made = send("post", competitor_id=rival.pk, text="광고", seen_on="2026-03-02", kind="campaign")
    assert made.status_code == 201
    client.force_login(park)
    assert send("patch", f"/{made.json()['id']}", text="남").status_code == 404  # read, not changed
    assert client.post(f"/sales/rivals/moves/{row.pk}/forget/").status_code == 404
    client.force_login(kim)
    assert send("delete", here).status_code == 204
    assert client.post(f"/sales/rivals/moves/{made.json()['id']}/forget/").status_code == 302
    assert not RivalMove.objects.exists()


def test_a_sheet_of_moves_comes_in_once_and_is_taken_back(kim, park, choi, rival):
    field = add_field("sales.rivalmove", label="영향", kind="number", actor=choi)
    deal, other = make_deal(kim), make_deal(park, "남의 거래")
    head = "경쟁업체,활동 내용,날짜,유형,출처,고객명,거래번호,영향\n"
    rows = (
        "경쟁정수기,석 달 무료 체험,2026-03-02,프로모션,홈페이지,,,3\n"
        f"경쟁정수기,10% 내림,2026-03-03,가격 변경,,,{deal.number},\n"
        f"없는 회사,내림,2026-03-03,,,,,\n경쟁정수기,내림,2098-01-01,,,,,\n"
        f"경쟁정수기,내림,2026-03-03,글쎄,,,,\n경쟁정수기,내림,2026-03-03,,,,{other.number},\n"
        f"경쟁정수기,900101-1234568,2026-03-03,,,,,\n경쟁정수기,내림,2026-03-03,,,경쟁정수기,,\n"
        "경쟁정수기,석 달  무료 체험,2026-03-02,,,,,\n,내림,2026-03-02,,,,,\n"
    )

    run = bring(head + rows, "rival_moves", kim)

    assert (run.created, run.refused, run.skipped) == (2, 7, 1), reasons(run)
    told = " ".join(reasons(run))
    for words in ("‘없는 회사’", "앞선 날", "‘글쎄’", "볼 권한이 없습니다", "주민등록번호",
                  "경쟁사 자신이 아니라", "비어 있습니다"):  # fmt: skip
        assert words in told
    price, campaign = RivalMove.objects.order_by("-seen_on")
    assert (price.kind, price.deal, price.customer) == ("price", deal, deal.customer)
    assert (campaign.kind, campaign.source, campaign.custom) == (
        "campaign", "홈페이지", {field.key: 3},
    )  # fmt: skip
    again = bring(head + rows.split("\n")[0].replace("홈페이지", "전시회") + "\n", "rival_moves",
                  kim, double="overwrite")  # fmt: skip
    campaign.refresh_from_db()
    assert (again.updated, campaign.source) == (1, "전시회")
    services.begin_undo(again)
    assert running.undo(again.pk, actor=kim).kept == []
    campaign.refresh_from_db()
    assert campaign.source == "홈페이지"
    services.begin_undo(run)
    assert [row["id"] for row in running.undo(run.pk, actor=kim).kept] == [campaign.pk]
    assert RivalMove.objects.get() == campaign  # somebody (the other file) has changed it since


def test_own_fields_and_names_are_offered_while_one_types(client, kim, park, choi, rival):
    field = add_field("sales.rivalmove", label="영향", kind="number", actor=choi)
    note(kim, rival)
    twin = [make_company(kim, "한빛정수기") for _n in range(2)]
    client.force_login(kim)
    form = client.get("/sales/rivals/moves/new/").text
    assert 'list="names-competitor"' in form
    assert "영향" in form
    names = "/sales/rivals/names/?what=competitor&competitor="
    assert f'value="{rival.name}"' in client.get(names).text  # met lately, nothing typed yet
    found = client.get(f"{names}한빛").text
    assert all(f'value="{one.number}"' in found for one in twin)
    assert rival.name not in found
    given = {"competitor": "경쟁정수기", "kind": "visit", "text": "시음회", "seen_on": "2026-03-02"}
    url, key = "/sales/rivals/moves/new/", f"custom_{field.key}"
    assert client.post(url, given | {key: "많음"}).status_code == 422
    assert client.post(url, given | {key: "5"}).status_code == 302
    row = RivalMove.objects.get(text="시음회")
    assert row.custom == {field.key: 5}
    api = f"/api/v1/rival-moves/{row.pk}"
    for own, status in (({"nobody": 1}, 422), ({field.key: 7}, 200)):
        body = {"custom": own}
        assert client.patch(api, body, content_type="application/json").status_code == status
    row.refresh_from_db()
    assert row.custom == {field.key: 7}
    client.force_login(park)
    assert "option" not in client.get(f"{names}한빛").text
