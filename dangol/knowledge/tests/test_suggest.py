"""The article that answers a question in people's own words."""

import pytest

from dangol.knowledge.finding.queries import NEAR, search_articles, suggest
from dangol.knowledge.finding.words import pieces_of
from dangol.knowledge.models import Article
from dangol.knowledge.testing import make_article, make_space

pytestmark = pytest.mark.django_db

REFUND = "## 환불 기간\n\n상품을 받은 날부터 7일 안에 청약을 철회합니다. 배송비는 구매자가 냅니다."
DESCALE = "커피머신 물통에 석회 제거제를 넣고 세척 버튼을 5초 누릅니다. 두 번 헹굽니다."


@pytest.fixture
def articles(kim):
    public = make_space("도움말")
    inside = make_space("사내 매뉴얼", "internal")
    return {
        "refund": make_article(
            "환불은 언제까지 되나요", REFUND, owner=kim, space=public, tags="환불, 반품"
        ),
        "descale": make_article("커피머신 석회 제거하기", DESCALE, owner=kim, space=public),
        "bill": make_article(
            "세금계산서 다시 발행하기", "홈택스에서 수정 발행합니다.", owner=kim, space=public
        ),
        "inside": make_article(
            "환불 승인 절차", "10만 원이 넘는 환불은 팀장이 승인합니다.", owner=kim, space=inside
        ),
        "draft": make_article("환불 초안", REFUND, owner=kim, space=public, published=False),
    }


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("안녕하세요, 지난주에 산 원두를 환불하고 싶은데 며칠까지 가능한가요?", "refund"),
        ("커피머신에서 석회가 나와요 어떻게 제거하나요", "descale"),
        ("세금계산서가 잘못 발행됐는데 다시 받을 수 있을까요", "bill"),
    ],
)
def test_a_question_finds_its_article_first(articles, question, answer, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = suggest(question, public_only=True)

    assert found[0].article == articles[answer]
    assert found[0].confidence >= NEAR


@pytest.mark.parametrize(
    "text", ["주차장은 몇 층인가요?", "안녕하세요 감사합니다", "", "!!! ??", "\x00"]
)
def test_nothing_is_suggested_for_what_no_article_says(articles, text):
    assert [hit for hit in suggest(text, public_only=True) if hit.confidence >= NEAR] == []


def test_customers_get_only_what_is_published_for_them(articles, kim):
    assert {hit.article.pk for hit in suggest("환불 승인", public_only=True)} == {
        articles["refund"].pk
    }
    assert suggest("환불 승인", public_only=False, user=kim)[0].article == articles["inside"]


def test_a_space_of_one_department_is_not_suggested_to_another(articles, kim, park):
    closed = make_space("영업 매뉴얼", "internal", department=kim.department)
    make_article("환불 승인 요령", "할인 승인", owner=kim, space=closed)

    seen = suggest("환불 승인 요령", public_only=False, user=park)

    assert [hit.article for hit in seen] == [articles["inside"], articles["refund"]]


def test_particles_courtesy_and_order_numbers_are_no_subject():
    assert pieces_of("안녕하세요 커피머신에서는 20260301123 주문 A1 LED 확인") == [
        "커피", "피머", "머신", "주문", "led",
    ]  # fmt: skip


def test_a_search_ranks_titles_first_and_marks_what_it_found(articles):
    found = search_articles(Article.objects.public(), "환불", limit=5)

    assert [hit.article for hit in found] == [articles["refund"]]
    assert found[0].title == "<mark>환불</mark>은 언제까지 되나요"
    assert found[0].snippet.startswith("<mark>환불</mark> 기간")
    initials = search_articles(Article.objects.public(), "ㅅㄱㄱㅅㅅ", limit=5)
    assert [hit.article for hit in initials] == [articles["bill"]]
    inner = search_articles(Article.objects.public(), "수정 발행", limit=5)
    assert [hit.article for hit in inner] == [articles["bill"]]
