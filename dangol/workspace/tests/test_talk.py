"""Comments, mentions, boards, read marks; and that what people write never becomes HTML."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dangol.accounts.models import Department, Grant, Role
from dangol.kit.errors import Refused
from dangol.kit.records import remove
from dangol.workspace.board import queries as board_queries
from dangol.workspace.board.models import departments_above
from dangol.workspace.board.services import edit_post, read_post, remind_readers, write_post
from dangol.workspace.comments.queries import threads_of
from dangol.workspace.comments.services import (
    edit_comment,
    react,
    remove_comment,
    resolve_thread,
    write_comment,
)
from dangol.workspace.markup import ALLOWED, talk
from dangol.workspace.models import Board, Comment, Notice, Post, PostRead, Reaction

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
NOW = timezone.now()


@pytest.fixture
def hong(make, kim):
    return make(kim, "홍길동")


def told(person):
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def test_a_call_rings_and_links_to_the_comment(hong, kim, lee):
    comment = write_comment(hong, text="@김하늘 확인해 주세요", actor=lee)

    notice = Notice.objects.get(user=kim)
    assert notice.text == "이도윤님이 ‘홍길동’의 댓글에서 불렀습니다."
    assert notice.url == f"/customers/{hong.pk}/tab/comments/#comment-{comment.pk}"
    assert told(lee) == []


def test_nobody_is_called_to_what_they_may_not_see(hong, kim, park):
    with pytest.raises(ValidationError, match="박지훈님은 이 기록을 볼 수 없어"):
        write_comment(hong, text="@박지훈 봐 주세요", actor=kim)

    assert not Comment.objects.exists()
    assert told(park) == []


def test_the_owner_and_the_thread_are_told_once(hong, kim, lee, choi):
    first = write_comment(hong, text="가격을 다시 물었습니다", actor=lee)
    write_comment(hong, text="@이도윤 @최관리 네", parent=first, actor=kim)
    write_comment(hong, text="알겠습니다", parent=first, actor=choi)

    assert told(kim) == [
        "이도윤님이 ‘홍길동’에 댓글을 남겼습니다.",
        "최관리님이 ‘홍길동’에 댓글을 남겼습니다.",
    ]
    assert told(lee) == [
        "김하늘님이 ‘홍길동’의 댓글에서 불렀습니다.",
        "최관리님이 ‘홍길동’에 댓글을 남겼습니다.",
    ]
    assert told(choi) == ["김하늘님이 ‘홍길동’의 댓글에서 불렀습니다."]


@pytest.mark.parametrize(
    ("text", "why"),
    [("  ", "댓글을 적어"), ("가" * 5001, "5천 자"), ("900101-1234568", "주민등록번호")],
)
def test_a_bad_text_is_refused(hong, kim, text, why):
    with pytest.raises(ValidationError, match=why):
        write_comment(hong, text=text, actor=kim)
    assert not Comment.objects.exists()


def test_only_the_writer_changes_a_comment(hong, kim, lee):
    comment = write_comment(hong, text="처음", actor=kim)

    for act in (
        lambda: edit_comment(comment, hong, text="x", at=NOW, actor=lee),
        lambda: remove_comment(comment, actor=lee),
    ):
        with pytest.raises(Refused):
            act()
    edit_comment(comment, hong, text="@이도윤 고침", at=NOW, actor=kim)
    edit_comment(comment, hong, text="@이도윤 또 고침", at=NOW, actor=kim)
    assert len(told(lee)) == 1
    comment.refresh_from_db()
    assert (comment.text, comment.edited_at) == ("@이도윤 또 고침", NOW)


def test_a_removed_comment_with_answers_leaves_an_empty_line(hong, kim, lee):
    first = write_comment(hong, text="처음", actor=kim)
    answer = write_comment(hong, text="답", parent=first, actor=lee)
    deeper = write_comment(hong, text="또 답", parent=answer, actor=kim)
    assert deeper.parent == first

    remove_comment(first, actor=kim)
    first.refresh_from_db()
    assert (first.text, first.is_removed) == ("", True)
    remove_comment(deeper, actor=kim)
    assert Comment.objects.count() == 2


def test_a_thread_is_resolved_and_opened_again(hong, kim, lee):
    first = write_comment(hong, text="처음", actor=kim)
    answer = write_comment(hong, text="답", parent=first, actor=kim)

    resolve_thread(answer, at=NOW, actor=lee)
    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by) == (NOW, lee)
    resolve_thread(first, at=None, actor=kim)
    first.refresh_from_db()
    assert (first.resolved_at, first.resolved_by) == (None, None)


def test_what_was_said_goes_with_the_record(hong, kim):
    comment = write_comment(hong, text="처음", actor=kim)
    react(comment, kind="like", actor=kim)
    other = Comment.objects.create(model="workspace.post", record_id=hong.pk, writer=kim, text="x")

    remove(hong, actor=kim)

    assert list(Comment.objects.all()) == [other]
    assert not Reaction.objects.exists()


def test_a_nod_is_given_once_and_taken_back(hong, kim, lee, django_assert_num_queries):
    comment = write_comment(hong, text="처음", actor=kim)
    assert react(comment, kind="kudos", actor=kim)
    assert react(comment, kind="kudos", actor=lee)
    assert not react(comment, kind="kudos", actor=kim)
    with pytest.raises(Refused):
        react(comment, kind="hate", actor=kim)

    with django_assert_num_queries(2):
        (thread,) = threads_of(hong, lee)
    assert [(nod.kind, nod.number, nod.is_mine) for nod in thread.first.nods if nod.number] == [
        ("kudos", 1, True)
    ]


def test_the_thread_on_the_customers_page(hong, browse, kim, lee, park):
    write, show = f"/comments/customers.customer/{hong.pk}/write/", f"/customers/{hong.pk}/"
    htmx = {"HX-Request": "true"}

    page = browse(lee).post(write, {"text": "@김하늘 <b>확인</b>"}, headers=htmx)
    assert page.status_code == 200
    assert '<b class="mention">@김하늘</b> &lt;b&gt;확인' in page.content.decode()
    refused = browse(lee).post(write, {"text": "@박지훈 보세요"}, headers=htmx)
    assert refused.status_code == 422
    assert "@박지훈 보세요" in refused.content.decode()
    tab = browse(kim).get(f"{show}tab/comments/").content.decode()
    assert "고객에게 보이지 않습니다" in tab
    assert browse(park).post(write, {"text": "x"}).status_code == 404
    comment = Comment.objects.get()
    for act in ("edit", "remove", "resolve", "react/like"):
        assert browse(park).post(f"/comments/{comment.pk}/{act}/").status_code == 404
    assert browse(lee).get("/comments/workspace.notice/1/").status_code == 404


def test_who_can_be_called_is_offered(hong, browse, lee, park):
    page = browse(lee).get(f"/comments/customers.customer/{hong.pk}/people/?q=박").content.decode()

    assert 'data-name="박지훈" aria-disabled="true"' in page
    page = browse(lee).get(f"/comments/customers.customer/{hong.pk}/people/?q=김").content.decode()
    assert 'data-name="김하늘">' in page


@pytest.fixture
def free(db):
    return Board.objects.get_or_create(name="게시판")[0]


@pytest.fixture
def official(db):
    return Board.objects.get_or_create(name="공지", defaults={"is_official": True})[0]


def post(board, writer, title="알림", **values):
    return write_post(board, actor=writer, title=title, text=values.pop("text", "내용"), **values)


def test_some_boards_are_for_some_writers(free, official, kim, choi):
    with pytest.raises(Refused):
        post(official, kim)
    assert post(free, kim).writer == kim
    assert post(official, choi).board == official


def test_a_post_for_a_department_reaches_those_below(free, kim, lee, park, choi, sales):
    made = post(free, choi, departments=[sales])
    own = post(free, park, departments=[sales])

    def seen(person):
        return list(board_queries.posts_seen_by(person).order_by("pk"))

    assert seen(kim) == seen(lee) == seen(choi) == [made, own]
    assert seen(park) == [own]
    assert [person.name for person in board_queries.readers_of(made).unread] == ["김하늘", "이도윤"]


def test_a_post_that_must_be_read_rings_and_reminds(free, kim, lee, park, sales, choi):
    made = post(free, choi, must_read=True, departments=[sales])
    assert told(kim) == ["꼭 읽어 주세요: 알림"]
    assert told(park) == []
    read_post(made, at=NOW, actor=kim)
    read_post(made, at=NOW + timedelta(1), actor=kim)
    assert PostRead.objects.get().at == NOW

    assert remind_readers(made, at=NOW, actor=choi) == 1
    assert len(told(lee)) == 2
    with pytest.raises(Refused, match="방금"):
        remind_readers(made, at=NOW + timedelta(hours=11), actor=choi)
    with pytest.raises(Refused):
        remind_readers(made, at=NOW + timedelta(days=2), actor=kim)
    read_post(made, at=NOW, actor=lee)
    with pytest.raises(Refused, match="모두 읽었습니다"):
        remind_readers(made, at=NOW + timedelta(days=2), actor=choi)


def test_unread_posts_are_those_since_one_came(free, kim, lee, choi):
    made, mine = post(free, choi), post(free, kim)
    old = post(free, choi, title="옛 글")
    Post.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))

    assert list(board_queries.unread_posts(kim)) == [made]
    read_post(made, at=NOW, actor=kim)
    assert not board_queries.unread_posts(kim).exists()
    assert set(board_queries.unread_posts(lee)) == {made, mine}


def test_pages_of_a_board(free, browse, kim, lee, park, choi, sales, django_assert_num_queries):
    client = browse(kim)
    answer = client.post(
        f"/boards/{free.pk}/write/", {"title": "가을 시음회", "text": "# 때\n\n- 하나\n- 둘"}
    )
    made = Post.objects.get()
    assert answer.url == made.get_absolute_url()
    page = browse(lee).get(answer.url).content.decode()
    assert "<h3>때</h3><ul><li>하나</li><li>둘</li></ul>" in page
    assert "안 읽은 사람" not in page
    assert "안 읽은 사람" in client.get(answer.url).content.decode()
    assert "가을 시음회" in browse(park).get("/boards/?q=ㅅㅇㅎ").content.decode()
    assert client.post(f"/boards/{free.pk}/write/", {"title": "", "text": "x"}).status_code == 422
    assert browse(lee).get(f"/posts/{made.pk}/edit/").status_code == 404
    hidden = post(free, choi, departments=[sales])
    assert browse(park).get(hidden.get_absolute_url()).status_code == 404
    assert "안 읽음" in client.get("/boards/").content.decode()
    browser = browse(choi)
    browser.get("/boards/")
    with django_assert_num_queries(6):
        browser.get("/boards/")
    assert browse(kim).get("/boards/new/").status_code == 403
    board = {"name": "동호회", "order": "20", "is_active": "on"}
    assert browser.post("/boards/new/", board).url == "/boards/"
    assert browser.post("/boards/new/", board).status_code == 422


def test_the_palette_finds_posts_without_logging_people(free, browse, kim, park, sales, choi):
    post(free, choi, title="가을 시음회", departments=[sales])
    Access = apps.get_model("audit", "Access")

    assert "가을 시음회" in browse(kim).get("/search/?q=시음회").content.decode()
    assert "가을 시음회" not in browse(park).get("/search/?q=시음회").content.decode()
    assert not Access.objects.exists()


def test_a_right_to_write_notices(official, kim):
    role = Role.objects.create(name="공지 담당")
    Grant.objects.create(role=role, permission="workspace.write_notice", scope="all")
    kim.roles.add(role)

    made = post(official, kim)
    edit_post(made, actor=kim, title="고침", text="내용", is_pinned=True, must_read=False)

    assert Post.objects.get().title == "고침"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("하나\n둘\n\n셋", "<p>하나<br>둘</p><p>셋</p>"),
        ("1. 하나\n2. 둘", "<ol><li>하나</li><li>둘</li></ol>"),
        ("> 인용", "<blockquote>인용</blockquote>"),
        ("**굵게** 아님 ** 이건", "<p><b>굵게</b> 아님 ** 이건</p>"),
        (
            "[집](https://a.kr/?q=1&b=2)",
            '<p><a href="https://a.kr/?q=1&amp;b=2" rel="noopener nofollow">집</a></p>',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "보세요 https://a.kr/x.",
            '<p>보세요 <a href="https://a.kr/x" rel="noopener nofollow">https://a.kr/x</a>.</p>',
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("", ""),
    ],
)
def test_words_get_a_little_shape(text, html):
    assert talk(text) == html


@given(st.text(alphabet="<>&\"'*#-[]()=:/ \nahttpsscript가@", max_size=200))
def test_nothing_typed_becomes_a_tag_of_its_own(text):
    html = talk(text)

    assert set(re.findall(r"</?([a-z0-9]+)", html)) <= ALLOWED
    for attributes in re.findall(r"<[a-z0-9]+ ([^>]*)>", html):
        assert re.fullmatch(
            r'href="https?://[^"<>]*" rel="noopener nofollow"|class="mention"', attributes
        )


def test_headings_without_end_are_shown_too():
    assert talk("# 가\n" * 2_000) == "<h3>가</h3>" * 2_000


def test_departments_above(sales, team):
    deep = Department.objects.create(name="1파트", parent=team)

    assert departments_above(deep.pk) == [deep.pk, team.pk, sales.pk]
    assert departments_above(None) == []
