"""A person brings a dirty file in, on the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.customers.models import Customer
from dangol.imports import running
from dangol.imports.models import Import

AXE = (Path(__file__).parents[3] / "kit/tests/axe.min.js").read_text()

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = (
    "거래 고객 명단,,,,\n"
    "고객명,핸드폰,e-mail,광고수신,즐겨찾는 자리\n"
    "홍길동,1012345678,hong@a.co,Y,창가\n"
    "책방 오후,010-7712-448,book@a.co,,\n"
    "합계: 2명,,,,\n"
)


def serious(page):
    """What axe finds that keeps people out."""
    page.wait_for_load_state()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_from_dirty_file_to_refused_rows_and_undo(sign_in, live_server, kim, tmp_path):
    page = sign_in(kim)
    path = tmp_path / "고객명단.csv"
    path.write_bytes(FILE.encode("cp949"))

    page.goto(f"{live_server.url}/imports/new/")
    assert serious(page) == []
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="올리기").click()
    expect(page.get_by_text("5열 중 4열을 알아봤습니다")).to_be_visible()
    expect(page.get_by_label("핸드폰 연결")).to_have_value("mobile")

    assert serious(page) == []
    page.get_by_label("수집 출처").fill("2026 봄 행사")
    page.get_by_role("button", name="미리 보기").click()
    expect(page.get_by_text("파일을 살펴보는 중")).to_be_visible()
    run = Import.objects.get()
    running.check(run.pk, run.revision, actor=kim)
    expect(page.get_by_text("모두 2줄을 살펴봤습니다.")).to_be_visible()
    expect(page.get_by_role("cell", name="010-1234-5678", exact=True)).to_be_visible()
    assert serious(page) == []
    page.get_by_role("link", name="오류", exact=True).click()
    expect(page.get_by_role("cell", name="전화번호 ‘010-7712-448’")).to_be_visible()

    page.get_by_role("button", name="가져오기").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    running.work(run.pk, actor=kim)
    expect(page.get_by_role("link", name="오류 1줄 내려받기(엑셀)")).to_be_visible()
    assert serious(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "고객명단-refused.csv"
    assert Customer.objects.get().phone == "01012345678"

    page.get_by_role("button", name="되돌리기").click()
    page.get_by_role("dialog").get_by_role("button", name="되돌리기").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    running.undo(run.pk, actor=kim)
    expect(page.get_by_text("이 가져오기는 되돌렸습니다.")).to_be_visible()
    assert Customer.objects.count() == 0
