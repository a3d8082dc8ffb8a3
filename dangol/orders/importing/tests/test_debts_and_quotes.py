"""Files of quotes, bills and refunds: once, wholly, and taken back."""

from datetime import date

import pytest

from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.imports import running, services
from dangol.imports.models import Import
from dangol.orders.models import Bill, Quote, Receipt, Refund, Revenue
from dangol.orders.money.queries import balance_of
from dangol.sales.importing.tests.test_import_deals import bring, reasons

pytestmark = pytest.mark.django_db
QUOTES = "견적번호,고객,견적명,품목,수량,단가,할인율,견적일,주기\n"


def undo(run, actor):
    services.begin_undo(run)
    return running.undo(run.pk, actor=actor)


def test_quotes_come_in_wholly_or_not_at_all(choi):
    make_company(choi, "한빛카페")
    make_product("블렌드", 32_000, code="B-1")
    make_product("단종", 1_000, code="GONE", is_on_sale=False)
    text = QUOTES + (
        "OLD-1,한빛카페,원두 납품,B-1,18,,5,2026-03-02,\n"
        "OLD-1,,,설치비,1,150000,,,1회\n"
        "OLD-2,한빛카페,두 번째,B-1,1,,,2026-03-02,\n"
        "OLD-2,한빛카페,두 번째,B-1,-1,,,2026-03-02,\n"
        "OLD-3,한빛카페,세 번째,GONE,1,,,2026-03-02,\n"
        "OLD-4,한빛카페,네 번째,B-1,1,,200,2026-03-02,\n"
        "OLD-5,한빛카페,다섯,B-1,1,,,2026-03-02,\n"
        "OLD-5,한빛카페,여섯,B-1,1,,,2026-03-02,\n"
    )
    run = bring(text, "quotes", choi)
    quote = Quote.objects.get()
    assert (quote.number, quote.title, quote.status, quote.total) == (
        "OLD-1", "원두 납품", "draft", 766_920,
    )  # fmt: skip
    assert (quote.quoted_on, quote.lines.count()) == (date(2026, 3, 2), 2)
    said = reasons(run)
    assert (run.created, run.refused) == (2, 6)
    for n, words in enumerate(("다른 줄에 오류", "사이로", "판매를 중지", "사이로",
                               "다른 줄에 오류", "첫 줄과 다릅니다")):  # fmt: skip
        assert words in said[n]
    again = bring(text, "quotes", choi)
    assert (again.created, again.skipped, Quote.objects.count()) == (0, 2, 1)
    assert undo(run, choi).kept == []
    assert not Quote.objects.exists()


def test_a_quote_that_goes_wrong_in_a_later_part_of_the_file_is_dropped(
    choi, monkeypatch, tmp_path
):
    make_company(choi, "한빛카페")
    make_product("블렌드", 32_000, code="B-1")
    monkeypatch.setattr("dangol.imports.ahead.CHUNK", 2)
    good = "OLD-1,한빛카페,원두,B-1,1,,,2026-03-02,\n"
    bring(QUOTES + good * 3, "quotes", choi)
    assert Quote.objects.get().total == 105_600
    make_product("단종", 1_000, code="GONE", is_on_sale=False)
    text = QUOTES + (
        good.replace("OLD-1", "OLD-2") * 2 + "OLD-2,,,B-1,0,,,,\n"
        + good.replace("OLD-1", "OLD-3") + good.replace("OLD-1", "OLD-4")
        + "OLD-3,,,B-1,2,,,,\nOLD-4,,,GONE,1,,,,\nOLD-2,,,B-1,1,,,,\n"
    )  # fmt: skip

    run = bring(text, "quotes", choi)

    totals = dict(Quote.objects.values_list("number", "total"))
    assert totals == {"OLD-1": 105_600, "OLD-3": 105_600}
    assert (run.created, run.refused) == (2, 6)
    said = reasons(run)
    assert len(said) == 6
    assert [words for words in said if "4번째 줄: 0.01에서" in words] == [said[0], said[1], said[5]]
    assert "8번째 줄: ‘단종’" in said[3]
    (tmp_path / "a.csv").write_text(text)
    draft = services.open_import(tmp_path / "a.csv", name="a.csv", into="quotes", actor=choi)
    told = running.check(draft.pk, draft.revision, actor=choi)
    assert (told["create"], told["skip"], told["refuse"], told["rows"]) == (2, 2, 4, 8)


def test_what_is_known_of_a_quote_survives_a_restart(choi, monkeypatch):
    make_company(choi, "한빛카페")
    make_product("블렌드", 32_000, code="B-1")
    monkeypatch.setattr("dangol.imports.ahead.CHUNK", 2)

    def die(*_told):
        raise ConnectionError

    text = QUOTES + (
        "OLD-1,한빛카페,원두,B-1,1,,,2026-03-02,\nOLD-2,한빛카페,원두,B-1,0,,,2026-03-02,\n"
        "OLD-1,,,B-1,2,,,,\nOLD-2,,,B-1,1,,,,\n"
    )
    monkeypatch.setattr("dangol.imports.running.progress", die)
    with pytest.raises(ConnectionError):
        bring(text, "quotes", choi)
    monkeypatch.undo()
    run = running.work(Import.objects.get().pk, actor=choi)
    assert (run.status, run.created, run.refused) == ("done", 2, 2)
    assert (Quote.objects.get().number, Quote.objects.get().total) == ("OLD-1", 105_600)
    assert [("3번째 줄" in words, "사이로" in words) for words in reasons(run)] == [
        (False, True), (True, True),
    ]  # fmt: skip


def test_bills_come_in_with_what_is_paid(choi):
    company = make_company(choi, "한빛카페")
    text = "청구번호,고객,품목,청구일,지급기한,합계,수금액,수금일,과세구분\n" + (
        "E1,한빛카페,2월 납품,2026-02-28,2026-03-31,110000,60000,2026-03-05,\n"
        "E2,한빛카페,도서,2026-02-28,,10000,,,면세\n"
        "E3,한빛카페,2월 납품,2026-02-28,2026-02-01,110000,,,\n"
        "E4,한빛카페,2월 납품,2026-02-28,,110000,110001,,\n"
        "E5,한빛카페,2월 납품,2026-02-28,,110000,-5,,\n"
        "E6,한빛카페,2월 납품,2026-02-28,,USD 90,,,\n"
    )
    run = bring(text, "bills", choi)
    said = reasons(run)
    for n, words in enumerate(("지급 기한", "합계 ₩110,000보다 많습니다", "0원 이상", "USD")):
        assert words in said[n]
    first, second = Bill.objects.order_by("external_id")
    assert (first.total, first.paid, first.status, first.due_on) == (
        110_000, 60_000, "part", date(2026, 3, 31),
    )  # fmt: skip
    assert (second.tax, second.total, second.status) == (0, 10_000, "open")
    assert (balance_of(company), Receipt.objects.get().received_on) == (60_000, date(2026, 3, 5))
    assert bring(text, "bills", choi).created == 0
    assert undo(run, choi).kept == []
    for model in (Bill, Receipt, Revenue):
        assert not model.objects.exists()
    assert bring(text, "bills", choi).created == 2  # the file mended comes in again


def test_refunds_give_back_what_was_paid_ahead(choi, kim):
    company = make_company(choi, "한빛카페")
    bring("입금번호,고객,입금일,금액\nT1,한빛카페,2026-03-02,50000\n", "receipts", choi)
    text = "환불번호,고객,환불일,환불금액,사유,방법\n" + (
        "R1,한빛카페,2026-03-10,20000,중복 입금,계좌이체\n"
        "R2,한빛카페,2026-03-10,40000,중복 입금,\n"
        "R3,한빛카페,2026-03-10,-1,중복 입금,\n"
        "R4,한빛카페,2099-03-10,1,중복 입금,\n"
        "R5,한빛카페,2026-03-10,1,880101-1234568,\n"
    )
    run = bring(text, "refunds", choi)
    said = reasons(run)
    for n, words in enumerate(("돌려줄 수 있는 돈은 ₩30,000", "1원에서", "오늘까지",
                               "주민등록번호")):  # fmt: skip
        assert words in said[n]
    refund = Refund.objects.get()
    assert (refund.status, refund.amount, balance_of(company)) == ("paid", 20_000, -30_000)
    assert bring(text, "refunds", choi).created == 0
    assert undo(run, choi).kept == []
    assert (Refund.objects.get().status, balance_of(company)) == ("undone", -50_000)
    for created in (1, 0):
        assert bring(text, "refunds", choi).created == created
    assert balance_of(company) == -30_000
