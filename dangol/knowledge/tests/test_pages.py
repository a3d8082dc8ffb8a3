"""The pages of the office: finding, reading, writing, voting, and who may not."""

from datetime import date

import pytest
from django.urls import reverse

from dangol.knowledge.finding.services import forget_missed, note_missed
from dangol.knowledge.models import Article, Edition, Missed, Section, Space
from dangol.knowledge.shelves.services import remove_space, write_section
from dangol.knowledge.testing import make_article, make_space

pytestmark = pytest.mark.django_db
HOME = reverse("knowledge:home")


@pytest.fixture
def shelf(kim):
    space = make_space()
    section = write_section(None, space=space, name="환불", actor=None)
    write_section(None, space=space, name="교환", parent=section, actor=None)
    make_article("환불은 언제까지", "받은 날부터 7일", owner=kim, space=space, section=section)
    make_article("초안", owner=kim, space=space, published=False)
    return section


def test_the_home_page_finds_and_shows_shelves(client, kim, shelf, django_assert_num_queries):
    client.force_login(kim)
    client.get(HOME)
    with django_assert_num_queries(11):
        page = client.get(HOME)

    assert [row.title for row in page.context["popular"]] == ["환불은 언제까지"]
    found = client.get(HOME, {"q": "ㅎㅂㅇ"}, headers={"HX-Request": "true"})
    assert b"<html" not in found.content
    assert "환불은" in found.content.decode()
    shown = client.get(HOME, {"section": shelf.pk})
    assert [row.title for row in shown.context["articles"]] == ["환불은 언제까지"]
    assert client.get(HOME, {"section": 10**30}).status_code == 404


def test_only_words_that_were_entered_and_found_nothing_are_counted(client, kim, shelf):
    client.force_login(kim)
    for q in ("환불", "해외 배송"):
        client.get(HOME, {"q": q}, headers={"HX-Request": "true"})
    assert not Missed.objects.exists()

    for q in ("환불", "해외  배송", "해외 배송", "a", "010-1234-5678", "kim@example.com 주차"):
        client.get(HOME, {"q": q})

    counted = dict(Missed.objects.values_list("words", "count"))
    assert counted == {"해외 배송": 2, "주차": 1}


def test_old_searches_are_forgotten():
    note_missed("주차", on=date(2025, 1, 1), place="site")
    note_missed("주차", on=date(2026, 3, 1), place="site")

    assert forget_missed(today=date(2026, 3, 2)) == 1
    assert Missed.objects.get().on == date(2026, 3, 1)


def test_the_report_counts_and_leads_to_the_searches(client, lee):
    for _time in range(3):
        note_missed("해외 배송", on=date(2026, 3, 1), place="site")
    note_missed("해외 배송", on=date(2026, 3, 2), place="office")
    note_missed("주차", on=date(2026, 3, 2), place="site")
    client.force_login(lee)

    period = {"from": "2026-03-01", "to": "2026-03-31"}
    page = client.get(reverse("workspace:report", args=["knowledge_missed"]), period)

    table = page.context["figures"].tables[0]
    rows = [(row.label, [cell.value for cell in row.cells]) for row in table.rows]
    assert rows == [("해외 배송", [4, 1, 3]), ("주차", [1, 0, 1])]
    behind = client.get(table.rows[0].cells[2].url)
    assert [row.count for row in behind.context["rows"]] == [3]
    nothing = client.get(reverse("knowledge:missed_list"), {"words": "\0"})
    assert nothing.url == reverse("workspace:report", args=["knowledge_missed"])


def test_reading_counts_and_voting_again_replaces(client, kim, lee, shelf):
    article = Article.objects.get(state="published")
    client.force_login(lee)
    assert client.get(article.get_absolute_url()).status_code == 200

    for said in ("1", "0", "0"):
        client.post(reverse("knowledge:article_vote", args=[article.pk]), {"helpful": said})

    article.refresh_from_db()
    assert (article.view_count, article.helpful_count, article.unhelpful_count) == (1, 0, 1)
    assert article.edition == 1


def test_writing_keeps_what_was_typed_when_it_is_wrong(client, kim, shelf):
    client.force_login(kim)
    address = reverse("knowledge:article_add")
    words = {"title": "", "body": "**굵게**", "place": str(shelf.space_id)}

    wrong = client.post(address, words)

    assert wrong.status_code == 422
    assert "**굵게**" in wrong.content.decode()
    assert Article.objects.count() == 2
    words |= {"title": "배송", "publish": "1", "place": f"{shelf.space_id}-{shelf.pk}"}
    client.post(address, words)
    made = Article.objects.get(title="배송")
    # kim writes drafts; publishing is another right
    assert (made.state, made.section, made.owner) == ("draft", shelf, kim)
    assert "<strong>굵게</strong>" in made.html


def test_who_may_not_gets_nothing(client, kim, park, shelf):
    draft = Article.objects.get(state="draft")
    live = Article.objects.get(state="published")
    assert client.get(HOME).status_code == 302
    client.force_login(park)

    for name in ("article_detail", "article_edit", "edition_list", "article_review"):
        assert client.get(reverse(f"knowledge:{name}", args=[draft.pk])).status_code == 404
    assert client.get(reverse("knowledge:article_edit", args=[live.pk])).status_code == 404
    assert client.post(reverse("knowledge:article_publish", args=[draft.pk])).status_code == 403
    assert client.get(reverse("knowledge:space_list")).status_code == 403
    assert client.post(reverse("knowledge:article_remove", args=[live.pk])).status_code == 404
    assert Article.objects.count() == 2


def test_the_list_and_the_editions(client, kim, lee, shelf):
    client.force_login(kim)
    page = client.get(reverse("knowledge:article_list"), {"state": "draft"})
    assert [row.title for row in page.context["list"].rows] == ["초안"]

    draft = Article.objects.get(state="draft")
    address = reverse("knowledge:article_edit", args=[draft.pk])
    words = {"title": "초안", "body": "새 줄", "place": str(shelf.space_id)}
    client.post(address, {**words, "version": draft.version, "note": "까닭"})
    editions = reverse("knowledge:edition_list", args=[draft.pk])
    lines = client.get(editions).context["lines"]
    assert [(line.kind, line.text) for line in lines] == [("old", "본문입니다."), ("new", "새 줄")]
    assert client.get(editions, {"n": "99"}).status_code == 404
    client.post(reverse("knowledge:edition_restore", args=[draft.pk, 1]))
    assert list(Edition.objects.filter(article=draft).values_list("body", flat=True)) == [
        "본문입니다.", "새 줄", "본문입니다.",
    ]  # fmt: skip


def test_the_search_palette_finds_articles(client, kim, shelf):
    client.force_login(kim)
    page = client.get(
        reverse("workspace:search"), {"q": "언제까지"}, headers={"HX-Request": "true"}
    )
    assert "환불은 언제까지" in page.content.decode()


def test_shelves_are_set_up_and_refuse_what_would_lose_articles(client, choi, shelf):
    client.force_login(choi)
    new = reverse("knowledge:section_add", args=[shelf.space_id])
    assert client.post(new, {"name": "환불", "order": "0"}).status_code == 422
    edit = reverse("knowledge:section_edit", args=[shelf.space_id, shelf.pk])
    child = Section.objects.get(parent=shelf)
    under_itself = client.post(edit, {"name": "환불", "order": "0", "parent": child.pk})
    assert "자기 아래" in under_itself.content.decode()
    client.post(reverse("knowledge:section_remove", args=[shelf.pk]))
    client.post(reverse("knowledge:space_remove", args=[shelf.space_id]))
    assert Section.objects.count() == 2
    public = reverse("knowledge:space_edit", args=[shelf.space_id])
    closed = client.post(
        public, {"name": "도움말", "kind": "public", "department": _department(), "order": 0}
    )
    assert closed.status_code == 422
    empty = make_space("빈 공간")
    write_section(
        None, space=empty, name="아래", actor=None,
        parent=write_section(None, space=empty, name="위", actor=None),
    )  # fmt: skip
    remove_space(empty, actor=choi)
    assert Space.objects.count() == 1


def _department():
    from dangol.accounts.models import Department  # noqa: PLC0415 - the apps are not loaded before

    return Department.objects.create(name="어느 부서").pk
