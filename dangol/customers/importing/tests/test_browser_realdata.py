"""The public lists of DANGOL_REALDATA, brought in by clicks as an office would."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dangol.customers.models import Affiliation, Customer
from dangol.imports import running
from dangol.imports.models import Import

DATA = Path(os.environ.get("DANGOL_REALDATA", "/nowhere"))
SHOTS = os.environ.get("DANGOL_SHOTS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.realdata,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not DATA.is_dir(), reason="DANGOL_REALDATA is not set"),
]


@pytest.fixture
def wizard(sign_in, live_server, choi):
    return Wizard(sign_in(choi), live_server.url, choi)


class Wizard:
    """The steps of the screen; the worker is the test itself."""

    def __init__(self, page, url, person):
        self.page, self.url, self.person = page, url, person

    def bring(self, name):
        """From the file to the end of the import, looking at what each step proposes."""
        page = self.page
        page.goto(f"{self.url}/imports/new/")
        page.set_input_files("input[type=file]", DATA / name)
        page.get_by_role("button", name="올리기").click()
        page.get_by_label("수집 출처").fill("공공데이터")
        self.shot(name, "columns")
        page.get_by_role("button", name="미리 보기").click()
        expect(page.get_by_text("파일을 살펴보는 중")).to_be_visible()
        run = Import.objects.latest("pk")
        running.check(run.pk, run.revision, actor=self.person)
        expect(page.get_by_text("줄을 살펴봤습니다.")).to_be_visible()
        self.shot(name, "preview")
        page.get_by_role("button", name="가져오기").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        self.shot(name, "progress")
        running.work(run.pk, actor=self.person)
        expect(page.get_by_role("link", name="목록 보기")).to_be_visible()
        self.shot(name, "result")
        return Import.objects.get(pk=run.pk)

    def undo(self, run):
        page = self.page
        page.goto(f"{self.url}/imports/{run.pk}/")
        page.get_by_role("button", name="되돌리기").click()
        page.get_by_role("dialog").get_by_role("button", name="되돌리기").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        running.undo(run.pk, actor=self.person)
        expect(page.get_by_text("이 가져오기는 되돌렸습니다.")).to_be_visible()
        self.shot(run.name, "undone")

    def shot(self, name, step):
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{Path(name).stem}-{step}.png", full_page=True)


def test_libraries_come_in_are_found_and_go_again(wizard):
    page = wizard.page

    run = wizard.bring("korea/library_standard_cp949.csv")

    assert run.created + run.updated + run.refused == 3795
    assert 0 < run.refused < 40
    assert run.mapping[run.columns.index("도서관명")] == "company"
    assert run.mapping[run.columns.index("소재지도로명주소")] == "company_address"
    assert run.mapping[run.columns.index("도서관전화번호")] == "company_phone"
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "library_standard_cp949-refused.csv"
    page.goto(f"{wizard.url}/customers/?q=ㄷㅅㄱ")
    expect(page.locator("tr[data-row]")).to_have_count(50)
    expect(page.locator("tr[data-row] mark").first).to_have_text("도서관")
    wizard.shot("libraries", "found")
    wizard.undo(run)
    assert Customer.objects.count() == 0


def test_hubspot_contacts_find_their_companies(wizard):
    page = wizard.page

    companies = wizard.bring("import_formats/hubspot_companies.csv")
    contacts = wizard.bring("import_formats/hubspot_contacts.csv")

    assert (companies.created, companies.refused) == (199, 1)
    assert contacts.created > 900
    link = Affiliation.objects.select_related("person", "company").order_by("pk")[0]
    page.goto(f"{wizard.url}{link.person.get_absolute_url()}")
    expect(page.get_by_role("link", name=link.company.name)).to_be_visible()
    wizard.shot("hubspot", "person")
    page.get_by_role("link", name=link.company.name).first.click()
    expect(page.get_by_role("heading", name=link.company.name, level=1)).to_be_visible()
    expect(page.get_by_role("link", name=link.person.name).first).to_be_visible()
    wizard.shot("hubspot", "company")
