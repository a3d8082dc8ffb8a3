import sqlite3

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.kit.search import (
    SearchIndex,
    highlight,
    match_query,
    matching_ids,
    parse_query,
    search_index,
    search_text,
    tsquery,
)

with isolate_apps("dangol.kit"):

    class Card(models.Model):
        name = models.CharField(max_length=50)
        owner = models.IntegerField(default=0)
        search = models.TextField()

        class Meta:
            app_label = "kit"
            db_table = "kit_search_card"

        def __str__(self):
            return self.name


def run(operation: SearchIndex, *, back: bool = False) -> None:
    editor = connection.SchemaEditorClass(connection)
    act = operation.database_backwards if back else operation.database_forwards
    act("kit", editor, None, None)


@pytest.fixture
def cards(db):
    key = "integer" if connection.vendor == "sqlite" else "bigserial"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE kit_search_card "
            f"(id {key} PRIMARY KEY, name varchar(50), owner int, search text)"
        )
    for operation in search_index("kit_search_card"):
        run(operation)
    return Card.objects


def make_card(name: str, *parts: str, owner: int = 0, notes: tuple[str, ...] = ()) -> Card:
    text = search_text(name, *parts, notes=notes)
    return Card.objects.create(name=name, owner=owner, search=text)


def found(query: str) -> list[str]:
    rows = Card.objects.filter(search__matches=query).order_by("-pk")
    assert matching_ids(Card.objects.all(), query, limit=50) == [row.pk for row in rows]
    return [row.name for row in rows][::-1]


# fmt: off
QUERIES = [
    "홍길동", "홍길", "길동", "동", "홍 길동", "ㅎㄱㄷ", "ㅎ ㄱ ㄷ", "ㄱㄷ", "ㅎ",
    "홍ㄱㄷ", "ㅎ길ㄷ", "ㅎㄱ동", "홍ㄱ", "홍기ㄹ", "ghdrlfehd", "GHDRLFEHD", "ghdrlf",
    "01012345678", "010-1234-5678", "+82 10-1234-5678", "010-1234", "0101", "1234-5678",
    "5678", "2345", "678", "010 1234 5678", "010 12345678", "０１０１２３４",
    "hong@naver.com", "hong", "ho", "HONG", "hong@na", "naver.com", "hong.gil",
    "C-0000123", "0000123", "123", "124-81-00998", "1248100998", "81-009",
    "한빛유통", "빛유", "한빛 유통", "(주)한빛유통", "㈜한빛", "주식회사 한빛유통",
    "홍길동 한빛", "유통 5678", "테헤란로", "강남", "cafe", "café", "東京",
    "홍길동!", "'홍길동'", '"길동"', "홍길동*",
]
OTHERS = [
    "홍동", "길홍", "김길동", "ㄱㅎㄷ", "홍ㄷ", "99990000", "01012345679", "hang", "길돈",
    "ㅅㅇㅌ", "서울역", "길동 김", "hong 9999",
]
# fmt: on


@pytest.mark.parametrize("query", QUERIES)
def test_finds_a_customer_by(cards, query):
    make_card(
        "홍길동", "(주)한빛 유통", "01012345678", "hong.gil@naver.com", "hong@naver.com",
        "C-0000123", "1248100998", "Café 東京", notes=("서울특별시 강남구 테헤란로 12",),
    )  # fmt: skip
    make_card("이몽룡", "삼정전자", "01098765432", "lee@daum.net", "C-0000999")

    assert found(query) == ["홍길동"]


@pytest.mark.parametrize("query", OTHERS)
def test_does_not_find_it_by(cards, query):
    make_card("홍길동", "(주)한빛유통", "01012345678", "hong@naver.com", notes=("서울특별시",))

    assert found(query) == []


@pytest.mark.parametrize(
    "query", ["", "  ", "*", '"', "!!!", "ㅏ", "()", "\x00", "🙂", "-", "' OR 1=1 --"[:1]]
)
def test_a_query_without_words_matches_nothing(cards, query):
    make_card("홍길동")

    assert match_query(query) is tsquery(query) is None
    assert found(query) == []


def test_follows_changes_and_deletes(cards):
    card = make_card("홍길동")
    card.search = search_text("성춘향")
    card.save()
    other = make_card("홍길동")
    other.delete()

    assert found("홍길동") == []
    assert found("성춘향") == ["홍길동"]


def test_narrows_any_queryset_and_joins_other_conditions(cards):
    make_card("홍길동", owner=1)
    mine = make_card("홍길순", owner=2)

    assert list(Card.objects.filter(owner=2, search__matches="홍길")) == [mine]
    assert matching_ids(Card.objects.filter(owner=2), "홍길", limit=9) == [mine.pk]
    assert Card.objects.exclude(search__matches="길동").get() == mine


def test_pages_the_newest_first(cards):
    keys = [make_card(f"홍길동{number}").pk for number in range(7)][::-1]

    assert matching_ids(Card.objects.all(), "홍길동", limit=3) == keys[:3]
    assert matching_ids(Card.objects.all(), "홍길동", limit=3, before=keys[2]) == keys[3:6]
    assert matching_ids(Card.objects.all(), "홍길동", limit=3, before=keys[-1]) == []


def test_reads_a_rare_match_beyond_the_newest(cards, monkeypatch):
    monkeypatch.setattr("dangol.kit.search.index.NEWEST", 5)
    old = make_card("홍길동")
    for number in range(9):
        make_card(f"김 {number}")

    assert matching_ids(Card.objects.all(), "ㅎㄱㄷ", limit=2) == [old.pk]


def test_reads_on_as_far_as_a_few_newest_matches_promise(cards, monkeypatch):
    monkeypatch.setattr("dangol.kit.search.index.NEWEST", 4)
    keys = [make_card("홍길동" if number % 3 == 0 else "김").pk for number in range(12)]

    assert matching_ids(Card.objects.all(), "홍길동", limit=3) == keys[9::-3][:3]
    assert matching_ids(Card.objects.all(), "홍길동", limit=9) == keys[9::-3]


def test_the_index_takes_in_rows_there_are_and_goes_away_again(cards):
    run(SearchIndex("kit_search_card"), back=True)
    make_card("홍길동")
    run(SearchIndex("kit_search_card"))
    run(SearchIndex("kit_search_card"))
    make_card("홍길순")

    assert found("홍길") == ["홍길동", "홍길순"]


def test_tokens_of_one_record():
    assert search_text("홍길동") == " 홍길 길동 홍 길 동 ㅎ ㄱ ㄷ ㅎㄱ ㄱㄷ ㅎㄱㄷ 홍ㄱ 길ㄷ "
    assert search_text("010-1234") == " 0101 1012 0123 1234 234 "
    assert search_text("ab-12") == " ab a 12 "
    assert search_text(notes=("강남 역",)) == " 강남 남역 역 "
    assert search_text("", "!?") == ""


def test_expressions():
    assert match_query("홍길동 12") == '(("홍길" AND "길동")) AND (("12"))'
    assert tsquery("홍길동 12") == "(('홍길' & '길동')) & (('12'))"
    assert match_query("ghdrlf") == '(("ghdrlf"*) OR ("홍길"))'
    assert tsquery("samsung") == "(('samsung':*))"


def test_long_queries_are_cut():
    assert len(parse_query("가나다라" * 100)[0][0]) == 99


SIGNS = "홍길동가힣ㄱㅎㅏ ab'\"*:&|!()-+@.{}^\\\x00ÀéßŉŀĳЖжΐςﬁ１㈜ㄳ漢あ한🙂312"
TEXTS = st.text(st.sampled_from(SIGNS), max_size=12) | st.text(max_size=12)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_no_query_breaks_fts5_and_a_record_is_found_by_its_own_words(text, query):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE f USING fts5(t, tokenize='unicode61', detail=none)")
    database.execute("INSERT INTO f VALUES (?)", [search_text(text)])
    look = "SELECT count(*) FROM f WHERE f MATCH ?"

    if expression := match_query(query):
        database.execute(look, [expression])
    # lone jamo are asked for, never stored; a number from 0 on is read as one phone
    if (expression := match_query(text)) and not set(text) & set("ㄱㅎㄳ0"):
        assert database.execute(look, [expression]).fetchone() == (1,)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_every_token_is_one_word_to_fts5(text):
    tokens = search_text(text, notes=(text,)).split()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE f USING fts5(t, tokenize='unicode61')")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(f, 'instance')")
    database.executemany("INSERT INTO f VALUES (?)", [(token,) for token in tokens])

    assert database.execute("SELECT count(*) FROM v").fetchone()[0] == len(tokens)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL's parser")
@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_no_query_breaks_postgresql_and_its_words_are_ours(text, query):
    tokens = search_text(text).split()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", [" ".join(tokens)])
        assert sorted(cursor.fetchone()[0]) == sorted(tokens)
        for wanted in filter(None, (tsquery(query), tsquery(text))):
            cursor.execute(
                "SELECT to_tsvector('simple', 'x') @@ to_tsquery('simple', %s)", [wanted]
            )


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("홍길동 과장", "길동", "홍<mark>길동</mark> 과장"),
        ("홍길동", "ㅎㄱ", "<mark>홍길</mark>동"),
        ("홍길동", "홍ㄱㄷ", "<mark>홍길동</mark>"),
        ("홍길동", "홍기ㄹ", "<mark>홍길</mark>동"),
        ("홍길동", "ghdrlf", "<mark>홍길</mark>동"),
        ("한빛 유통", "빛유", "한<mark>빛 유</mark>통"),
        ("010-1234-5678", "12345", "010-<mark>1234-5</mark>678"),
        ("Hong@naver.com", "hong", "<mark>Hong</mark>@naver.com"),
        ("<b>홍길동</b>", "홍길동", "&lt;b&gt;<mark>홍길동</mark>&lt;/b&gt;"),
        ("<b>", "", "&lt;b&gt;"),
        ("a&b", "b", "a&amp;<mark>b</mark>"),
    ],
)
def test_highlights(text, query, marked):
    assert highlight(text, query) == marked


@given(TEXTS, TEXTS)
def test_highlighting_only_adds_marks(text, query):
    shown = highlight(text, query).replace("<mark>", "").replace("</mark>", "")

    assert shown == highlight(text, "")
