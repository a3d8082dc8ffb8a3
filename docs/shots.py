"""Take the pictures of the user guide: `make shots`, or `python docs/shots.py customers roles`.

A demo company of its own is started on a free port, people sign in, and Chromium looks at it.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
sys.path.insert(0, str(ROOT))

from dangol.config.demo.people import PASSWORD  # noqa: E402
from dangol.kit.testing.installation import installation  # noqa: E402

FOLDER = ROOT / "docs" / "guide" / "shots"
DESK, PHONE = (1440, 900), (390, 844)
MOST_BYTES, MOST_TOGETHER = 260_000, 10_000_000


class Shot(NamedTuple):
    """Who opens which address, what they do there, and how large the picture is."""

    act: Callable[[Page], None]
    path: str
    who: str
    size: tuple[int, int]
    dark: bool
    demo: bool


shots: dict[str, Shot] = {}
Act = Callable[[Page], None]


def shot(
    path: str,
    *,
    who: str = "admin",
    size: tuple[int, int] = DESK,
    dark: bool = False,
    demo: bool = True,
) -> Callable[[Act], Act]:
    """Take a picture named like the function, after it acted. `who` is "" for a stranger."""

    def take(act: Act) -> Act:
        shots[act.__name__.replace("_", "-")] = Shot(act, path, who, size, dark, demo)
        return act

    return take


LIST = """\
이름,휴대폰,이메일,회사명,주소,등급,문자수신동의,메모
김새벽,010-2233-4455,dawn@example.com,봄날상사,서울 마포구 동교로27길 12,A,Y,점심에 전화
이노을,01044556677 / 02-333-4444,noel@example,(주)봄날상사,부산 해운대구 센텀중앙로 90,B,Y,
박단비,010-99,,,,,N,
최하린,01077778888,rain@example.com,,대구 수성구 범어로 100,B,,900101-1234567
김새벽,010-2233-4455,dawn@example.com,봄날상사,,A,Y,같은 사람
정바다,010-5656-7878,sea@example.com,해안커피,강원특별자치도 강릉시 창해로 14,B,Y,
"""


@shot("/knowledge/?q=환불", who="agent")
def knowledge(page: Page) -> None:
    page.get_by_text("찾은 글").wait_for()


@shot("/knowledge/articles/", who="agent")
def knowledge_write(page: Page) -> None:
    page.get_by_role("link", name="환불 승인 절차").click()
    page.get_by_role("link", name="고치기").click()
    page.locator("#preview").wait_for()


@shot("/help/a/환불은-언제까지-되나요/", who="", size=PHONE)
def help_site(page: Page) -> None:
    page.locator("#vote").wait_for()


@shot("/chat/?box=mine", who="agent")
def chat(page: Page) -> None:
    page.locator("[data-open-row]").last.click()
    page.locator("#talk .bubble").first.wait_for()


@shot("/voc/triage/", who="admin")
def voc_triage(page: Page) -> None:
    page.locator("#triage form").wait_for()


@shot("/reports/voc_words/?period=this_month", who="admin")
def voc_words(page: Page) -> None:
    page.locator("tbody tr").first.wait_for()


@shot("/voc/improvements/?state=done", who="admin")
def voc_tell(page: Page) -> None:
    page.locator("[data-open-row]").first.click()
    page.get_by_role("link", name="고객에게 알리기").click()
    page.get_by_label("제목").wait_for()


@shot("/orders/quotes/?status=sent", who="admin")
def portal(page: Page) -> None:
    """Comes in as a customer does: somebody sends a link, the mail is opened, the link followed."""
    quotes = [row.get_attribute("href") for row in page.locator("[data-open-row]").all()]
    for quote in quotes:
        page.goto(str(quote))
        page.goto(str(page.locator("main a[href^='/customers/']").first.get_attribute("href")))
        if page.get_by_role("button", name="링크 보내기").count():
            break
    page.get_by_role("button", name="링크 보내기").click()
    page.wait_for_timeout(5_000)  # the job writes the mail
    page.goto("/messages/each/")
    page.locator("[data-open-row]").first.click()
    page.wait_for_url(re.compile(r"/messages/each/\d+/"))
    page.goto(re.findall(r"/portal/in/[\w.\-]+/", page.content())[0])
    page.get_by_role("button", name="들어가기").click()
    page.get_by_text("새 문의").wait_for()


@shot("/orders/quotes/?status=draft&sort=-discount_percent")
def quote(page: Page) -> None:
    page.locator("[data-open-row]").first.click()
    page.locator("#totals").wait_for()


@shot("/orders/quotes/?status=sent")
def quote_offer(page: Page) -> None:
    page.locator("[data-open-row]").first.click()
    page.goto(page.locator("[data-copy]").get_attribute("data-copy").replace(
        "http://localhost:8000", page.url.split("/orders/")[0]
    ))  # fmt: skip
    page.locator(".offer-total").wait_for()


@shot("/orders/bills/dues/")
def dues(page: Page) -> None:
    page.locator("tfoot").wait_for()


@shot("/reports/mrr/")
def mrr(page: Page) -> None:
    page.locator("tfoot, .table").first.wait_for()


@shot("/orders/contracts/1/")
def contract_plan(page: Page) -> None:
    page.get_by_role("link", name="플랜 바꾸기").first.click()
    panel = page.locator("#panel")
    panel.get_by_label("수량").fill("12")
    panel.get_by_role("button", name="미리 보기").click()
    panel.get_by_role("button", name="이대로 바꾸기").wait_for()


@shot("/customers/?owner=me", who="rep")
def activity_composer(page: Page) -> None:
    page.locator("[data-open-row]").first.click()
    page.get_by_label("내용").fill("어제 3시 김부장 통화 20분 견적 관심, 다음 주 화 재통화")
    page.locator(".read .badge").first.wait_for()


@shot("/activities/todos/", who="rep")
def todos(page: Page) -> None:
    page.locator("tbody tr").first.wait_for()


@shot("/activities/takeover/", who="rep")
def takeover(page: Page) -> None:
    page.locator("section.card").first.wait_for()


@shot("/activities/board/", who="leader")
def activity_board(page: Page) -> None:
    page.locator("#board").wait_for()


@shot("/accounts/login/", who="")
def login(page: Page) -> None:
    pass


@shot("/", who="", demo=False)
def setup(page: Page) -> None:
    page.fill("[name=name]", "봄결커피")
    page.click("main button")
    page.wait_for_url("**/setup/work/")


@shot("/", who="rep")
def home(page: Page) -> None:
    pass


@shot("/customers/", who="leader")
def search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.fill("#palette input", "ㄱㅎㄹ")
    page.wait_for_selector("#palette-list [role=option]")


@shot("/customers/", who="leader", size=PHONE)
def phone_customers(page: Page) -> None:
    pass


@shot("/customers/?stage=customer", who="leader", size=PHONE)
def phone_customer(page: Page) -> None:
    _open_first(page)


@shot("/customers/?stage=customer", who="leader", dark=True)
def dark(page: Page) -> None:
    _open_first(page)


@shot("/customers/", who="leader")
def customers(page: Page) -> None:
    pass


@shot("/activities/calendar/", who="rep")
def calendar(page: Page) -> None:
    page.locator("main").wait_for()


@shot("/activities/alerts/", who="admin")
def alerts(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/activities/alerts/compliance/", who="leader")
def compliance(page: Page) -> None:
    page.locator("main").wait_for()


@shot("/segments/", who="marketer")
def segments(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/segments/", who="marketer")
def segment(page: Page) -> None:
    page.get_by_role("link", name="문자 동의한 잠재고객").click()
    page.locator(".condition").first.wait_for()


@shot("/automation/", who="admin")
def automation(page: Page) -> None:
    page.get_by_role("link", name="장기 미접촉").first.click()
    page.locator("h1").wait_for()


@shot("/reports/effort/?period=quarter", who="leader")
def effort(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/reports/scorecard/", who="leader")
def scorecard(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/boards/", who="rep")
def notices(page: Page) -> None:
    page.locator("main").wait_for()


@shot("/messages/new/", who="leader")
def message_write(page: Page) -> None:
    page.get_by_label("템플릿").select_option(label="생일 축하 문자 · 문자")
    page.locator("#check .words").wait_for()


@shot("/messages/", who="leader")
def dispatch(page: Page) -> None:
    page.get_by_role("link", name="겨울 블렌드 출시").first.click()
    page.locator("#progress").wait_for()


@shot("/messages/duties/")
def duties(page: Page) -> None:
    page.locator("main .card").first.wait_for()


@shot("/helpdesk/?box=open", who="agent")
def desk(page: Page) -> None:
    page.locator("[data-open-row]").nth(2).click()
    page.get_by_role("region", name="주고받은 말").wait_for()


@shot("/helpdesk/calls/board/", who="agent")
def call_board(page: Page) -> None:
    page.locator(".seats").wait_for()


@shot("/helpdesk/calls/", who="agent")
def call(page: Page) -> None:
    page.locator("[data-open-row]").first.click()
    page.get_by_role("heading", name="통화 경과").wait_for()


@shot("/helpdesk/outbound/", who="agent")
def dial_list(page: Page) -> None:
    page.get_by_role("region", name="콜 명단").get_by_role("link", name="해피콜").click()
    page.get_by_text("모든 대상").wait_for()


@shot("/helpdesk/quality/")
def quality(page: Page) -> None:
    page.locator("[data-open-row]").first.wait_for()


@shot("/helpdesk/complaints/", who="agent")
def complaints(page: Page) -> None:
    page.locator("[data-open-row]").first.wait_for()


@shot("/reports/calls/?by=queue", who="agent")
def calls(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/", who="leader")
def board(page: Page) -> None:
    pass


@shot("/reports/results/?period=year", who="leader")
def results(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/funnel/", who="leader")
def funnel(page: Page) -> None:
    page.locator(".funnel").wait_for()


@shot("/reports/turnover/?period=year", who="leader")
def turnover(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/leads/", who="leader")
def leads(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/rivals/moves/", who="leader")
def rival(page: Page) -> None:
    page.locator("tbody a[data-open-row]").first.click()
    page.locator("aside .facts").wait_for()


@shot("/sales/leads/handoffs/", who="leader")
def handoffs(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/reports/forecast/?period=quarter", who="leader")
def forecast(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/targets/commission/")
def commission(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/plans/?status=planned", who="leader")
def plans(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/territories/")
def territories(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/registrations/")
def registrations(page: Page) -> None:
    page.locator("table").first.wait_for()


@shot("/sales/winback/", who="leader")
def winback(page: Page) -> None:
    page.locator(".board").wait_for()


@shot("/sales/deals/?status=open", who="leader")
def deal(page: Page) -> None:
    page.locator("tbody tr[data-row] a").first.click()
    page.wait_for_selector(".ladder")


@shot("/catalog/products/", who="leader")
def products(page: Page) -> None:
    pass


@shot("/catalog/products/?kind=configurable", who="leader")
def configure(page: Page) -> None:
    page.locator("tbody tr[data-row] a").first.click()
    page.click("text=구성해 보기")
    page.check("text=12kg")
    page.wait_for_selector(".banner.red")


@shot("/customers/?stage=customer&kind=company", who="leader")
def customer(page: Page) -> None:
    _open_first(page)


@shot("/customers/", who="leader")
def register(page: Page) -> None:
    """The second customer with the same number, so that the hint is in the picture."""
    _open_panel(page, "고객 등록")
    page.fill("#panel [name=name]", "김하린")
    page.fill("#panel [name=phones-value]", "010-1234-5678")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".ladder")
    page.goto("/customers/")
    _open_panel(page, "고객 등록")
    page.fill("#panel [name=name]", "하린 김")
    page.fill("#panel [name=phones-value]", "010-1234-5678")
    page.keyboard.press("Tab")
    page.wait_for_selector("#panel .banner")


@shot("/customers/", who="leader")
def conditions(page: Page) -> None:
    _open_panel(page, "조건")
    page.click("#panel >> text=조건 더하기")
    page.locator("#panel fieldset select[name^=field]").nth(1).select_option("last_contact_at")


@shot("/customers/", who="leader")
def columns(page: Page) -> None:
    page.click("details.columns summary")
    page.wait_for_selector("[data-columns] li")


@shot("/customers/", who="leader")
def bulk(page: Page) -> None:
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)


@shot("/customers/", who="leader")
def export(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.click(".bulk >> text=내보내기")
    page.fill("#panel [name=reason]", "가을 시음회 초대장 발송")


@shot("/customers/?stage=customer", who="leader")
def consent(page: Page) -> None:
    _open_first(page)
    page.click("text=이력 >> nth=0")


@shot("/customers/households/", who="leader")
def households(page: Page) -> None:
    pass


@shot("/imports/new/", who="leader")
def import_columns(page: Page) -> None:
    _upload(page)


@shot("/imports/new/", who="leader")
def import_preview(page: Page) -> None:
    _upload(page)
    _answer(page)


@shot("/imports/new/", who="leader")
def import_done(page: Page) -> None:
    _upload(page)
    _answer(page)
    page.click("main button.primary")
    page.wait_for_selector("text=오류 줄")


@shot("/people/")
def people(page: Page) -> None:
    pass


@shot("/roles/")
def roles(page: Page) -> None:
    pass


@shot("/settings/security/")
def security(page: Page) -> None:
    pass


@shot("/audit/accesses/")
def accesses(page: Page) -> None:
    pass


@shot("/codes/")
def codes(page: Page) -> None:
    pass


@shot("/messages/mail/")
def inbox(page: Page) -> None:
    page.get_by_role("link", name="세금계산서 이메일 변경").click()
    page.get_by_text("변경해 두었습니다").wait_for()


def _open_first(page: Page) -> None:
    page.locator("tbody tr[data-row] a").first.click()
    page.wait_for_selector(".ladder")


def _open_panel(page: Page, link: str) -> None:
    page.click(f"[data-panel]:has-text('{link}') >> nth=0")
    page.wait_for_selector("#panel[open]")


def _upload(page: Page) -> None:
    file = {"name": "고객명단.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp949")}
    page.set_input_files("input[type=file]", file)
    page.click("main button.primary")
    page.wait_for_url("**/columns/")


def _answer(page: Page) -> None:
    page.fill("[name=source_note]", "2026년 가을 시음회 응모권")
    page.select_option("[name=consent_basis]", "consent")
    page.fill("[name=consent_source]", "응모권 뒷면의 수신 동의 문구")
    page.fill("[name=consent_on]", "2026-10-17")
    page.click("main button.primary:has-text('미리 보기')")
    page.wait_for_url("**/preview/")


@shot("/messages/templates/", size=(1440, 1000))
def template_edit(page: Page) -> None:
    page.get_by_role("link", name="겨울 뉴스레터").click()
    page.get_by_role("link", name="고치기").click()
    page.frame_locator("#preview iframe").locator("h1").wait_for()


@contextmanager
def office(*, demo: bool) -> Iterator[str]:
    """An installation of its own; the address it serves."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name, installation(Path(name)) as made:
        made.start("-m", "dangol", "serve", "--port", str(port), *(["--demo"] if demo else []))
        made.wait_for(partial(_answers, port), seconds=600)
        yield f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def photograph(browser: Browser, address: str, name: str, inside: dict[str, StorageState]) -> int:
    """Take one picture; its bytes. `inside` keeps who has signed in at this office."""
    wanted = shots[name]
    context = browser.new_context(
        base_url=address,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        viewport={"width": wanted.size[0], "height": wanted.size[1]},
        color_scheme="dark" if wanted.dark else "light",
        reduced_motion="reduce",
        has_touch=wanted.size == PHONE,
        storage_state=inside.get(wanted.who),
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    if wanted.who and wanted.who not in inside:
        page.goto("/accounts/login/")
        page.fill("[name=login]", wanted.who)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        inside[wanted.who] = context.storage_state()
    page.goto(wanted.path)
    wanted.act(page)
    page.wait_for_timeout(400)
    picture = page.screenshot(path=FOLDER / f"{name}.png")
    context.close()
    return len(picture)


def main(names: list[str]) -> int:
    """Take these pictures, or all; 1 when one is too large."""
    FOLDER.mkdir(exist_ok=True)
    wanted = names or list(shots)
    too_large = False
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for demo in (True, False):
            mine = [name for name in wanted if shots[name].demo is demo]
            if mine:
                inside: dict[str, StorageState] = {}
                with office(demo=demo) as address:
                    for name in mine:
                        size = photograph(browser, address, name, inside)
                        too_large |= size > MOST_BYTES
                        print(f"{size:>8,}  {name}.png", flush=True)  # noqa: T201
        browser.close()
    together = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{together:>8,}")  # noqa: T201
    return int(too_large or together > MOST_TOGETHER)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
