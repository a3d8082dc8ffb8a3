"""Writing, publishing, editions, pictures: who may, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dangol.audit.models import Change
from dangol.codes import preferences
from dangol.kit.errors import Conflict, Refused
from dangol.knowledge.articles import services
from dangol.knowledge.articles.queries import articles_seen_by, differences
from dangol.knowledge.models import Article, Edition, Picture, Space
from dangol.knowledge.shelves.services import write_section
from dangol.knowledge.site.preferences import SitePreferences
from dangol.knowledge.testing import NOW, make_article, make_space
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_new_words_are_a_new_edition_and_can_come_back(kim):
    article = make_article("환불", "7일", owner=kim, published=False)

    services.write_article(article, body="10일", note="법이 바뀜", actor=kim)
    services.write_article(Article.objects.get(), tags="반품", actor=kim)
    back = services.restore_edition(Article.objects.get(), number=1, actor=kim)

    assert (back.body, back.edition) == ("7일", 3)
    said = Edition.objects.order_by("number").values_list("number", "body", "note")
    assert list(said) == [(1, "7일", ""), (2, "10일", "법이 바뀜"), (3, "7일", "1판으로 되돌림")]


def test_two_editors_do_not_overwrite_each_other(kim):
    article = make_article("환불", "7일", owner=kim, published=False)
    services.write_article(article, body="8일", version=article.version, actor=kim)

    with pytest.raises(Conflict):
        services.write_article(article, body="9일", version=article.version, actor=kim)

    assert Article.objects.get().body == "8일"
    assert Edition.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"body": "고객 900101-1234568 님"}, "body"),
        ({"body": "가" * 60_001}, "body"),
        ({"tags": ",".join("가나다라마바사아자차카")}, "tags"),
    ],
)
def test_refuses_and_writes_nothing(kim, values, field):
    article = make_article("환불", "7일", owner=kim, published=False)

    with pytest.raises(ValidationError) as error:
        services.write_article(article, **values, actor=kim)

    assert list(error.value.message_dict) == [field]
    assert Article.objects.get().version == article.version
    assert Edition.objects.count() == 1


def test_a_category_of_another_space_is_refused(kim):
    other = write_section(None, space=make_space("딴 곳"), name="분류", actor=None)

    with pytest.raises(ValidationError, match="고른 공간의 것이 아닙니다"):
        make_article("환불", owner=kim, space=make_space("여기"), section=other)

    assert not Article.objects.exists()


def test_what_customers_read_changes_only_by_who_may_publish(kim, choi):
    article = make_article("환불", "7일", owner=kim)

    with pytest.raises(Refused, match="‘게시’ 권한"):
        services.write_article(article, body="1일", actor=kim)

    assert Article.objects.get().body == "7일"
    assert services.write_article(article, body="10일", actor=choi).edition == 2


def test_an_empty_article_is_not_published_and_a_published_one_not_removed(kim, choi):
    empty = make_article("빈 글", "", owner=kim, published=False)
    live = make_article("산 글", owner=kim)

    with pytest.raises(Refused, match="내용이 없는 글"):
        services.publish_article(empty, at=NOW, actor=choi)
    with pytest.raises(Refused, match="먼저 보관"):
        services.remove_article(live, actor=choi)

    services.archive_article(live, actor=choi)
    services.remove_article(live, actor=choi)
    assert list(Article.objects.values_list("state", flat=True)) == ["draft"]


def test_drafts_are_their_owners_and_spaces_their_departments(kim, lee, park):
    make_article("초안", owner=kim, published=False)
    make_article("모두의 글", owner=kim)
    closed = make_space("영업 매뉴얼", Space.Kind.INTERNAL, department=kim.department.parent)
    make_article("영업 글", owner=lee, space=closed)

    def seen(user, verb="view"):
        return set(articles_seen_by(user, verb).values_list("title", flat=True))

    assert seen(kim) == {"초안", "모두의 글", "영업 글"}
    assert seen(park) == {"모두의 글"}
    assert seen(park, "change") == set()
    assert seen(lee, "change") == {"초안", "모두의 글", "영업 글"}


def test_the_history_tells_of_a_change_without_its_words(kim):
    article = make_article("환불", "비밀 아닌 본문", owner=kim, published=False)
    services.write_article(article, title="환불 안내", body="새 본문", actor=kim)

    told = Change.objects.filter(model="knowledge.article").values_list("values", flat=True)
    assert {"title": ["환불", "환불 안내"]} in list(told)
    assert "본문" not in str(list(told))


def test_a_picture_is_known_by_its_bytes_and_belongs_to_what_shows_it(kim, park, client):
    fake = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>")
    with pytest.raises(Refused, match="PNG, JPG"):
        services.add_picture(fake, article=None, actor=kim)
    assert not Picture.objects.exists()

    kept = services.add_picture(SimpleUploadedFile("a.svg", PNG), article=None, actor=kim)
    address = reverse("knowledge:picture", args=[kept.token])
    space = make_space("사내", "internal")
    make_article("글", f"![a]({address})", owner=kim, space=space, published=False)
    Picture.objects.update(article=None)
    services.write_article(Article.objects.get(), body=f"![b]({address})", actor=kim)
    kept.refresh_from_db()
    assert (kept.article, kept.kind) == (Article.objects.get(), "image/png")

    assert client.get(address).status_code == 404
    client.force_login(park)
    assert client.get(address).status_code == 404
    client.force_login(kim)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_picture_of_a_public_article_is_public_while_the_site_is_open(kim, choi, client):
    kept = services.add_picture(SimpleUploadedFile("a.png", PNG), article=None, actor=kim)
    address = reverse("knowledge:picture", args=[kept.token])
    make_article("글", f"![a]({address})", owner=kim)
    Picture.objects.update(article=Article.objects.get())

    assert client.get(address).status_code == 404
    preferences.put(SitePreferences(is_on=True), actor=choi)
    assert client.get(address).status_code == 200


def test_owners_hear_once_what_is_due(kim, lee):
    today = date(2026, 3, 2)
    make_article("이번 달", owner=kim, review_on=today)
    make_article("지난달", owner=kim, review_on=today - timedelta(days=20))
    make_article("나중", owner=lee, review_on=today + timedelta(days=1))

    assert services.tell_owners_to_review(today=today) == 2
    assert services.tell_owners_to_review(today=today) == 0

    notice = Notice.objects.get()
    assert notice.user == kim
    assert "2편" in notice.text
    later = today + timedelta(days=1)
    services.confirm_review(Article.objects.get(title="이번 달"), until=later, actor=kim)
    assert services.tell_owners_to_review(today=later) == 2


def test_pictures_of_articles_never_saved_go(kim):
    services.add_picture(SimpleUploadedFile("a.png", PNG), article=None, actor=kim)
    made = Picture.objects.get().created_at

    assert services.forget_loose_pictures(before=made) == 0
    assert services.forget_loose_pictures(before=made + timedelta(seconds=1)) == 1
    assert not Picture.objects.exists()


def test_differences_show_what_changed_with_a_little_around():
    old = "하나\n둘\n셋\n넷\n다섯\n여섯"
    lines = differences(old, old.replace("여섯", "6"))

    assert [(line.kind, line.text) for line in lines] == [
        ("gap", ""), ("same", "넷"), ("same", "다섯"), ("old", "여섯"), ("new", "6"),
    ]  # fmt: skip
    assert differences(old, old) == []
