"""The frame: menu, home, notices, the search palette; and the condition builder."""

import json
import re

import pytest
from django.apps import apps

from dangol.kit.events import publish
from dangol.kit.notices import NoticeGiven
from dangol.workspace import context
from dangol.workspace.models import Notice, RecentRecord
from dangol.workspace.registry import MENU_ROOM, Action, Hit, Search, actions, searches, widgets
from dangol.workspace.services import notify, remember_record

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def people_search(monkeypatch):
    """A kind of record in the palette, whatever the apps above registered."""
    Customer = apps.get_model("customers", "Customer")
    monkeypatch.setattr(searches, "_items", {})
    monkeypatch.setattr(actions, "_items", {})
    context._commands.cache_clear()
    monkeypatch.setattr(widgets, "_items", {"recent": widgets["recent"]})
    actions.add("test.share")(
        Action("보기 공유", "workspace:home", "share", "나누기", "workspace.share_view")
    )
    searches.add("test.people")(
        Search(
            "사람",
            Customer,
            lambda user, q, n: Customer.objects.visible_to(user).filter(search__matches=q)[:n],
            lambda row: Hit(row.pk, f"/customers/{row.pk}/", row.name, row.phone[-4:]),
            lambda user: Customer.objects.visible_to(user),
        )
    )
    yield
    context._commands.cache_clear()


def body(client, path, **options):
    response = client.get(path, **options)
    assert response.status_code == 200
    return response.content.decode()


def test_the_palette_finds_visible_records_pages_and_commands(
    browse, make, kim, park, choi, people_search
):
    make(kim, "홍길동", phone="01012345678")

    mine = body(browse(kim), "/search/?q=ㅎㄱㄷ", headers=HTMX)

    assert "홍길동" in mine
    assert "<small>5678</small>" in mine
    assert "홍길동" not in body(browse(park), "/search/?q=ㅎㄱㄷ", headers=HTMX)
    assert "/notices/" not in mine
    assert ">홈<" in body(browse(kim), "/search/?q=홈", headers=HTMX)
    assert "보기 공유" not in body(browse(kim), "/search/?q=나누기", headers=HTMX)
    assert "보기 공유" in body(browse(choi), "/search/?q=나누기", headers=HTMX)


@pytest.mark.parametrize("q", ["<script>", "가" * 10_000, "%00", "%ED%A0%80", "'\"--", "없는이름"])
def test_odd_words_find_nothing_quietly(browse, kim, people_search, q):
    answer = body(browse(kim), f"/search/?q={q}", headers=HTMX)

    assert "맞는 것이 없습니다" in answer or q.startswith("%")
    assert "<script>" not in answer


def test_recent_records_come_back_newest_first(browse, make, kim, park, people_search):
    one, two = make(kim, "하나"), make(kim, "두리")
    for record in (one, two, one):
        remember_record(kim, record)
    remember_record(kim, make(park, "남의"))

    assert RecentRecord.objects.count() == 3
    home, palette = body(browse(kim), "/"), body(browse(kim), "/search/", headers=HTMX)
    for page in (home, palette):
        assert page.index("하나") < page.index("두리")
        assert "남의" not in page


def test_home_greets_and_invites(browse, kim, people_search):
    page = body(browse(kim), "/")

    assert "김하늘님" in page
    assert 'aria-current="page"' in page


def test_notices_ring_and_are_read(browse, kim, park):
    notify([kim.pk, kim.pk], "가져오기가 끝났습니다.", url="/people-list/")
    publish(NoticeGiven(actor_id=None, user_ids=[kim.pk], text="<b>두 번째</b>"))
    client = browse(kim)

    assert Notice.objects.filter(user=kim).count() == 2
    assert "알림 2건" in body(client, "/notices/bell/")
    page = body(client, "/notices/")
    assert "&lt;b&gt;두 번째" in page
    first = Notice.objects.earliest("pk")
    assert browse(park).get(f"/notices/{first.pk}/").status_code == 404
    assert client.get(f"/notices/{first.pk}/")["Location"] == "/people-list/"
    assert "알림 1건" in body(client, "/notices/bell/")
    client.post("/notices/read/")
    assert "알림 0" not in body(client, "/notices/bell/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_a_notice_leaves_with_the_transaction(kim, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr("dangol.kit.realtime.send", lambda topic, data: sent.append((topic, data)))
    with django_capture_on_commit_callbacks(execute=True):
        notify([kim.pk], "가")
        assert sent == []

    assert sent == [(f"user:{kim.pk}", {"topic": "notices"})]


def test_the_menu_fits_a_screen_until_someone_folds_it_otherwise(browse, choi):
    client = browse(choi)
    for path, opened in (("/", "sales"), ("/knowledge/", "service"), ("/reports/", "insight")):
        side = body(client, path).split('<nav class="side"')[1].split("</nav>")[0]
        seen = re.sub(r'<details data-fold="\w+"><summary>.*?</details>', "<summary>", side)
        assert f'data-fold="{opened}" open>' in side
        assert len(re.findall(r"<a |<summary>", seen)) <= MENU_ROOM + 1, path  # and the company

    client.cookies["folded"] = "sales.insight"
    left = body(client, "/reports/")
    assert 'data-fold="service" open>' in left
    assert 'data-fold="sales"><summary>' in left
    assert 'data-fold="insight" open>' in left  # where one is


def test_settings_are_one_line_and_the_pages_of_all_apps_stand_beside_each_of_them(
    browse, kim, choi
):
    page = body(browse(choi), "/customers/rules/")
    assert re.search(r'<a href="/settings/"[^>]* aria-current="page"', page)
    beside = page.split('<nav class="subnav"')[1].split("</nav>")[0]
    assert re.findall(r'<a href="([^"]*)" aria-current="page"', beside) == ["/customers/rules/"]
    assert {"/people/", "/sales/pipelines/", "/jobs/"} <= set(re.findall(r'href="(.*?)"', beside))

    assert 'href="/jobs/"' in body(browse(choi), "/search/?q=백그라운드")
    assert 'href="/jobs/"' not in body(browse(kim), "/search/?q=백그라운드")


def test_the_menu_hides_what_is_not_allowed(browse, kim, choi):
    assert "/audit/accesses/" not in body(browse(kim), "/absences/")
    assert "/audit/accesses/" in body(browse(choi), "/absences/")


def test_the_builder_makes_an_address(browse, kim):
    form = {
        "row": ["0", "1", "2"],
        "field-0": "stage", "op-0": "is", "value-0": ["prospect", "customer"],
        "field-1": "name", "op-1": "starts", "value-1": "홍", "group-1": "g1",
        "field-2": "owner", "op-2": "is", "value-2": "me", "group-2": "g1",
        "join-": "all", "join-g1": "any", "do": "apply",
    }  # fmt: skip

    answer = browse(kim).post("/lists/test.people/conditions/?q=가&page=3", form)

    location = json.loads(answer["HX-Location"])
    assert location["path"].startswith("/people-list/?q=%EA%B0%80&stage=prospect&stage=customer&f=")
    panel = body(
        browse(kim), location["path"].replace("/people-list/", "/lists/test.people/conditions/")
    )
    assert 'value="홍"' in panel
    assert 'value="me" checked>나' in panel
    assert '<select class="input sm" name="join-g2"' not in panel


def test_the_builder_says_what_is_missing(browse, kim):
    form = {"row": "0", "field-0": "last_contact", "op-0": "past", "value-0": "", "do": "apply"}

    answer = browse(kim).post("/lists/test.people/conditions/", form, headers=HTMX)

    assert answer.status_code == 422
    assert "최근 접촉: 값을 하나 적으세요." in answer.content.decode()


@pytest.mark.parametrize("do", ["add:", "add:g1", "group", "drop:0", "ask", "nonsense", "add:x:y"])
def test_the_builder_redraws(browse, kim, do):
    form = {"row": ["0", "x", "99999"], "field-0": "colour", "op-0": "?", "next": "1", "do": do}

    assert browse(kim).post("/lists/test.people/conditions/", form).status_code == 200


def test_quick_menus_offer_values(browse, kim):
    menu = body(browse(kim), "/lists/test.people/values/stage/?stage=prospect&q=가", headers=HTMX)

    assert 'value="prospect" checked' in menu
    assert 'name="q" value="가"' in menu
    assert browse(kim).get("/lists/test.people/values/name/").status_code == 404
    person = body(
        browse(kim),
        "/lists/test.people/values/has_active_owner/?has_active_owner=false",
        headers=HTMX,
    )
    assert 'type="radio" name="has_active_owner" value="false" checked>아니요' in person
    assert 'value="true">예' in person
