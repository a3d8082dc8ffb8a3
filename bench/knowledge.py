"""Finding one of 10,000 articles: the search, a question in own words, and the help site's pages.

`python -m bench.knowledge 10000`; prints CPU milliseconds, and beside each how many times that is
of reading one article by its number.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
WORDS = (
    "환불 배송 교환 반품 주문 취소 결제 카드 세금계산서 원두 머신 그라인더 필터 "
    "석회 세척 보증 수리 점검 출장 구독 정지 해지 주소 변경 회원 비밀번호 "
    "적립 쿠폰 행사 매장 예약 교육 설치 전기 배수 온도 압력 고무 물통 "
    "보관 냉동 추천 산미 디카페인 콜드브루 희석 포장 선물 도매 견적 계약 담당 "
    "문의 답변 승인 휴가 비용 보안"
)
ENDS = ("은", "을", "이", "에서", "으로", "하고", "하면", "합니다", "됩니다", "입니다")
QUESTION = (
    "안녕하세요, 지난주에 산 머신에서 석회가 나오는데 세척은 어떻게 하고 필터는 언제 바꾸나요?"
)
TIMES = 15
MOST = 10_000


def main(articles: int) -> None:
    """Write the articles, then measure."""
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    from dangol.knowledge.finding.queries import search_articles, suggest
    from dangol.knowledge.models import Article

    fill(articles - Article.objects.count())
    public = Article.objects.public()
    some = public.order_by("pk")[articles // 2]
    client = Client(headers={"User-Agent": "Mozilla/5.0"})

    def read() -> object:
        return Article.objects.get(pk=some.pk)

    bare = cpu(read)
    found = {
        "search: common word": cpu(lambda: search_articles(public, "배송", limit=20)),
        "search: two words": cpu(lambda: search_articles(public, "석회 세척", limit=20)),
        "search: initials": cpu(lambda: search_articles(public, "ㅅㅎ", limit=20)),
        "suggest: a question": cpu(lambda: suggest(QUESTION, public_only=True)),
        "help site: article": cpu(lambda: client.get(some.public_path)),
        "help site: search": cpu(lambda: client.get("/help/search/?q=석회 세척")),
        "help site: search by initials": cpu(lambda: client.get("/help/search/?q=ㅅㅎ")),
        "help site: first page": cpu(lambda: client.get("/help/")),
    }
    said = {
        f"{articles:,} articles, {name}": f"{ms:.1f} ms ({ms / bare:.1f} × reading one)"
        for name, ms in found.items()
    }
    print(json.dumps(said, ensure_ascii=False))


def cpu(act: Callable[[], object]) -> float:
    """CPU milliseconds of one run, the median of some."""
    spent = []
    for _time in range(TIMES):
        began = time.process_time()
        act()
        spent.append((time.process_time() - began) * 1000)
    return median(spent)


def fill(articles: int) -> None:
    """Articles of some 150 words in 40 categories, made up and the same every time."""
    from dangol.accounts.models import User
    from dangol.codes import preferences
    from dangol.knowledge.articles.markup import render
    from dangol.knowledge.articles.services import tokens_of
    from dangol.knowledge.models import Article
    from dangol.knowledge.shelves.services import write_section, write_space
    from dangol.knowledge.site.preferences import SitePreferences

    dice, words = random.Random(5), WORDS.split()  # noqa: S311 - made-up data
    owner = User.objects.order_by("pk").first()
    owner = owner or User.objects.create_user("bench", "Bench!20261128")
    space = write_space(None, name="bench", kind="public", actor=None)
    sections = [write_section(None, space=space, name=f"분류 {n}", actor=None) for n in range(40)]
    preferences.put(SitePreferences(is_on=True), actor=None)

    def made(n: int) -> Article:
        title = " ".join(dice.sample(words, 3))
        said = " ".join(dice.choice(words) + dice.choice(ENDS) for _word in range(150))
        html, plain, _heads = render(f"## {dice.choice(words)}\n\n{said}")
        tokens = tokens_of(title=title, tags=dice.choice(words), summary="", plain=plain)
        return Article(
            title=title, slug=f"bench-{n}", space=space, section=dice.choice(sections), owner=owner,
            state="published", body=said, html=html, plain=plain, view_count=dice.randrange(999),
            **tokens,
        )  # fmt: skip

    Article.objects.bulk_create((made(n) for n in range(articles)), batch_size=500)


if __name__ == "__main__":
    main(min(int(sys.argv[1]) if len(sys.argv) > 1 else MOST, MOST))
