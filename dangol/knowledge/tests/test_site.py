"""The help site customers read: closed until opened, only what is published, fast, found."""

import json
import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences
from dangol.knowledge.articles.services import archive_article
from dangol.knowledge.models import Article, Missed, Vote
from dangol.knowledge.shelves.services import write_section
from dangol.knowledge.site.preferences import SitePreferences
from dangol.knowledge.testing import make_article, make_space

pytestmark = pytest.mark.django_db
HOME = reverse("help:home")
BROWSER = {"User-Agent": "Mozilla/5.0"}


@pytest.fixture
def site(kim, choi):
    preferences.put(CompanyPreferences(name="봄결커피"), actor=choi)
    preferences.put(SitePreferences(is_on=True), actor=choi)
    public, inside = make_space("도움말"), make_space("사내", "internal")
    section = write_section(None, space=public, name="환불과 교환", actor=None)
    write_section(None, space=public, name="빈 분류", actor=None)
    shown = make_article(
        "환불은 언제까지 되나요?", "## 기간\n\n7일 </script> & 까지", owner=kim, space=public,
        section=section,
    )  # fmt: skip
    make_article("환불 초안", owner=kim, space=public, section=section, published=False)
    make_article("환불 승인", owner=kim, space=inside)
    return shown


def test_is_closed_until_it_is_opened(client, kim):
    article = make_article("환불", owner=kim)

    for address in (HOME, article.public_path, reverse("help:search"), reverse("help:sitemap")):
        assert client.get(address).status_code == 404
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_shows_only_what_is_published_for_customers(client, site):
    home = client.get(HOME).content.decode()
    assert "봄결커피 도움말" in home
    assert "환불과 교환" in home
    assert "빈 분류" not in home
    found = client.get(reverse("help:search"), {"q": "환불"}).content.decode()
    assert found.count("<li>") == 1
    for title in ("환불 초안", "환불 승인"):
        hidden = Article.objects.get(title=title)
        assert client.get(hidden.public_path).status_code == 404
        assert title not in home + found
    archive_article(site, actor=None)
    assert client.get(site.public_path).status_code == 404


def test_an_article_is_fast_and_not_sent_twice(client, site, django_assert_num_queries):
    client.get(site.public_path, headers=BROWSER)
    with django_assert_num_queries(8):  # account?, article, mark (3), view, path, beside
        page = client.get(site.public_path, headers=BROWSER)
    assert page["Cache-Control"] == "public, max-age=60"
    assert not page.cookies

    with django_assert_num_queries(5):
        again = client.get(site.public_path, headers={**BROWSER, "If-None-Match": page["ETag"]})

    assert again.status_code == 304
    site.refresh_from_db()
    assert site.view_count == 2
    client.get(site.public_path, headers={"User-Agent": "Googlebot/2.1"})
    site.refresh_from_db()
    assert site.view_count == 2


@pytest.mark.parametrize("slug", ["%00", "a%00b", "가" * 121, "없는-글", "a%22%27--"])
def test_an_address_nobody_has_is_not_found(client, site, slug):
    for address in (f"/help/a/{slug}/", f"/help/c/{slug}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/help/a/{slug}/vote/", {"helpful": "1"}).status_code == 404
    assert client.get(f"/knowledge/pictures/{slug}/").status_code == 404


def test_a_lost_address_shows_the_way_on_and_is_no_miss(client, site):
    for address in ("/help/a/환불-기간/", "/help/c/환불/", "/help/old/환불-기간/"):
        lost = client.get(address)
        assert lost.status_code == 404
        assert f'href="{site.public_path}"' in lost.text
        assert 'action="/help/search/"' in lost.text
        assert 'content="noindex"' in lost.text
        assert "환불 승인" not in lost.text  # ours alone
    assert not Missed.objects.exists()
    short = client.get(site.public_path.removesuffix("/"))
    assert (short.status_code, unquote(short["Location"])) == (301, unquote(site.public_path))
    preferences.put(SitePreferences(), actor=None)
    assert site.title not in client.get("/help/old/환불-기간/").text


def test_lists_are_not_sent_twice_until_something_changes(
    client, kim, site, django_assert_num_queries
):
    page = client.get(HOME)
    with django_assert_num_queries(4):
        assert client.get(HOME, headers={"If-None-Match": page["ETag"]}).status_code == 304

    make_article("배송", owner=kim)
    assert client.get(HOME, headers={"If-None-Match": page["ETag"]}).status_code == 200


def test_search_engines_are_told(client, site):
    html = client.get(site.public_path).content.decode()
    address = f"http://testserver{site.public_path}"

    assert "<title>환불은 언제까지 되나요? · 봄결커피 도움말</title>" in html
    assert f'<link rel="canonical" href="{address}">' in html
    assert '<meta name="description" content="기간 7일 &lt;/script&gt; &amp; 까지">' in html
    written = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    graph = json.loads(written[1])["@graph"]
    assert graph[0]["headline"] == "환불은 언제까지 되나요?"
    assert [item["name"] for item in graph[1]["itemListElement"]] == [
        "봄결커피 도움말", "환불과 교환", "환불은 언제까지 되나요?",
    ]  # fmt: skip
    listed = re.findall(r"<loc>(.*?)</loc>", client.get("/help/sitemap.xml").content.decode())
    section = f"http://testserver{reverse('help:section', args=['환불과-교환'])}"
    assert listed == [f"http://testserver{HOME}", section, address]
    robots = client.get("/robots.txt").content.decode()
    assert "Allow: /help/\n" in robots
    assert robots.endswith("Disallow: /\nSitemap: http://testserver/help/sitemap.xml\n")


def test_what_nobody_answers_is_counted_without_personal_data(client, site):
    search = reverse("help:search")
    for q in ("주차장 위치", "주차장 위치", "<b>", "900101-1234568", "환불", ""):
        assert client.get(search, {"q": q}).status_code == 200

    assert list(Missed.objects.values_list("words", "place", "count")) == [
        ("주차장 위치", "site", 2)
    ]


def test_one_visitor_one_vote(client, site):
    address = reverse("help:vote", args=[site.slug])
    for said, browser in (("1", "A"), ("0", "A"), ("1", "B"), ("1", "B")):
        answer = client.post(address, {"helpful": said}, headers={"User-Agent": browser})
        assert answer.status_code == 302

    site.refresh_from_db()
    assert (site.helpful_count, site.unhelpful_count) == (1, 1)
    assert not Vote.objects.filter(visitor="").exists()
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(address, {"helpful": "1"}, headers=foreign).status_code == 404
    assert client.post(address, {"helpful": "x"}).status_code == 404
    assert Vote.objects.count() == 2
