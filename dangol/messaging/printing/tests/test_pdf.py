"""Labels, letters and faxes as they come out of the printer."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from dangol.kit.errors import Refused
from dangol.messaging.printing.fax import Fax, fax_pdf
from dangol.messaging.printing.labels import PRESETS, Label, Sheet, labels_pdf
from dangol.messaging.printing.letters import Letter, Letterhead, Window, letters_pdf
from dangol.messaging.printing.markup import parts_of

AT = datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("Asia/Seoul"))
MM = 72 / 25.4
HONG = Label(
    ("서울특별시 마포구 동교로27길 12", "3층 (동교동, 뷁쀍빌딩)"),
    "홍길동 과장 귀하",
    "04001",
    "㈜한빛유통",
    "C-000123",
)
HEAD = Letterhead("㈜단골", "서울특별시 중구 세종대로 110", "02-1234-5678")


def pages(pdf: bytes) -> list:
    return list(PdfReader(BytesIO(pdf)).pages)


def words(page) -> str:
    return " ".join(page.extract_text().split())


def places(page, *wanted: str) -> dict[str, tuple[float, float]]:
    """Where these texts begin, in millimetres from the top left corner of the page."""
    found: dict[str, tuple[float, float]] = {}
    height = float(page.mediabox.height)

    def visit(text, current, matrix, _font, _size):
        x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
        y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
        for each in wanted:
            if each in text and each not in found:
                found[each] = (round(x / MM, 1), round((height - y) / MM, 1))

    page.extract_text(visitor_text=visit)
    return found


def test_a_label_says_everything_in_letters_of_its_own():
    page = pages(labels_pdf([HONG], PRESETS["formtec-3107"], at=AT))[0]

    text = words(page)
    for part in (*HONG.address, HONG.name, HONG.company, HONG.note):
        assert part in text
    assert "0 4 0 0 1" in text or "04001" in text
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
        (210 * MM, 297 * MM), abs=0.1
    )
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert all("Pretendard" in font for font in fonts)


def test_labels_fill_the_sheet_by_rows_from_the_place_to_begin_at():
    sheet = PRESETS["formtec-3107"]
    labels = [Label(("주소",), f"이름{n:02} 귀하") for n in range(14)]

    first, second = pages(labels_pdf(labels, sheet, first=3, at=AT))

    assert "이름00" in words(first)
    assert "이름11" in words(first)
    assert "이름12" not in words(first)
    assert "이름12" in words(second)
    found = places(first, "이름00", "이름01", "이름02")
    x0, y0 = found["이름00"]
    assert found["이름01"] == (pytest.approx(x0 + 99.1 + 2.5, abs=0.2), y0)
    assert found["이름02"] == (x0, pytest.approx(y0 + 38.1, abs=0.2))
    assert x0 == pytest.approx(4.65 + 4, abs=0.5)
    assert 15.15 + 38.1 < y0 < 15.15 + 2 * 38.1


def test_a_long_address_stays_on_its_label():
    long = HONG._replace(address=("서울특별시 영등포구 " + "아주긴길이름 " * 18, "101동 1203호"))
    sheet = PRESETS["a4-3x8"]

    page = pages(labels_pdf([long, HONG], sheet, at=AT))[0]

    (_x, long_y), (_x2, y) = (
        places(page, "1203호")["1203호"],
        places(page, "한빛유통")["한빛유통"],
    )
    assert long_y < sheet.top + sheet.height
    assert y < sheet.top + sheet.height


def test_no_labels_make_one_empty_sheet():
    assert [words(page) for page in pages(labels_pdf([], PRESETS["a4-2x4"], at=AT))] == [""]


@pytest.mark.parametrize("name", list(PRESETS))
def test_presets_fit_on_their_paper(name):
    assert PRESETS[name].checked()


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (Sheet(3, 7, 99.1, 38.1, 4, 15), "벗어납니다"),
        (Sheet(2, 8, 99.1, 38.1, 4, 15), "벗어납니다"),
        (Sheet(0, 7, 99.1, 38.1, 4, 15), "가로 1~10개"),
        (Sheet(2, 7, 5, 38.1, 4, 15), "10mm 이상"),
        (Sheet(2, 7, 90, 38.1, 4, 15, gap_x=-1), "간격"),
    ],
)
def test_refuses_sheets_that_cannot_be(sheet, words):
    with pytest.raises(Refused, match=words):
        labels_pdf([HONG], sheet)


@pytest.mark.parametrize("first", [0, 15])
def test_refuses_a_place_outside_the_sheet(first):
    with pytest.raises(Refused, match="1에서 14"):
        labels_pdf([HONG], PRESETS["formtec-3107"], first=first)


def letter(text: str, name: str = "홍길동 과장 귀하") -> Letter:
    to = HONG._replace(name=name)
    return Letter(to, "2026년 11월 28일", "겨울 인사", text, "㈜단골 드림", "수신거부 080")


def test_a_letter_is_what_was_written_and_never_markup():
    text = "안녕하세요, **홍길동** 과장님.\n#let x = 1 *별* $a$ @b <c> 뷁쀍\n\n"
    text += "# 안내\n- 하나\n- 둘\n---"

    page = pages(letters_pdf([letter(text)], HEAD, at=AT))[0]

    said = words(page)
    for part in (
        "안녕하세요, 홍길동 과장님.",
        "#let x = 1 *별* $a$ @b <c> 뷁쀍",
        "안내",
        "• 하나",
        "• 둘",
        "겨울 인사",
        "2026년 11월 28일",
        "㈜단골 드림",
        "수신거부 080",
        "서울특별시 중구 세종대로 110",
        "0 4 0 0 1",
    ):
        assert part.replace(" ", "") in said.replace(" ", ""), part
    assert "1/1" not in said


def test_the_address_stands_in_the_window_of_the_envelope():
    window = Window(left=22, top=55, width=90, height=40)

    page = pages(letters_pdf([letter("글")], HEAD, window=window, at=AT))[0]

    x, y = (
        places(page, "서울특별시 마포구")["서울특별시 마포구"]
        if places(page, "서울특별시 마포구")
        else places(page, "마포구")["마포구"]
    )
    assert 22 <= x < 60
    assert 55 < y < 62
    assert places(page, "귀하")["귀하"][1] < 55 + 40


def test_pages_are_counted_for_each_letter():
    long, short = letter("가나다라 " * 450), letter("짧은 글", "김둘 귀하")

    found = pages(letters_pdf([long, short, long], HEAD, at=AT))

    last = [words(page).replace(" ", "")[-3:] for page in found]
    assert last[:2] == last[3:] == ["1/2", "2/2"]
    assert "/" not in words(found[2])
    assert "김둘 귀하" in words(found[2])


def test_a_fax_advertisement_carries_its_marks_large_enough():
    fax = Fax(
        to="㈜한빛 홍길동 과장님", to_fax="02-111-2222", sender="㈜단골", phone="02-1234-5678",
        date="2026년 11월 28일", subject="겨울 안내", text="본문 뷁쀍\n\n" * 45,
        top="(광고) ㈜단골 | 02-1234-5678 | 서울 중구", foot="무료수신거부 080-123-4567",
    )  # fmt: skip

    found = pages(fax_pdf(fax, at=AT))

    assert len(found) == 2
    for number, page in enumerate(found, 1):
        said = words(page).replace(" ", "")
        assert "(광고)㈜단골|02-1234-5678|서울중구" in said
        assert "무료수신거부080-123-4567" in said
        assert f"{number}/2" in said
        assert places(page, "(광고)")["(광고)"][1] < 30
    sizes = letter_sizes(found[0])
    assert sizes["무료수신거부"] >= max(sizes.values()) / 3
    assert min(sizes.values()) >= 10


def letter_sizes(page) -> dict[str, float]:
    sizes: dict[str, float] = {}

    def visit(text, _current, matrix, _font, size):
        for word in text.split():
            sizes[word] = round(size * matrix[0], 1)

    page.extract_text(visitor_text=visit)
    return sizes


def test_an_ordinary_fax_has_no_marks():
    fax = Fax(to="홍", to_fax="", sender="㈜단골", phone="", date="", subject="", text="")

    said = words(pages(fax_pdf(fax, at=AT))[0])

    assert "광고" not in said
    assert "수신거부" not in said


def test_the_same_letter_is_the_same_file():
    assert letters_pdf([letter("글")], HEAD, at=AT) == letters_pdf([letter("글")], HEAD, at=AT)


def test_markup():
    def words(text, bold=False):
        return [[{"text": word, "bold": bold}] for word in text.split()]

    assert parts_of("가 다\n나\n\n\n라") == [
        {"kind": "paragraph", "lines": [words("가 다"), words("나")]},
        {"kind": "paragraph", "lines": [words("라")]},
    ]
    assert parts_of("# 제목\n- 하나\n- **둘** 셋\n----\n** 별 **") == [
        {"kind": "heading", "words": words("제목")},
        {"kind": "list", "items": [words("하나"), [*words("둘", True), *words("셋")]]},
        {"kind": "rule"},
        {"kind": "paragraph", "lines": [words("** 별 **")]},
    ]
    assert parts_of("**홍 길동**님") == [
        {
            "kind": "paragraph",
            "lines": [
                [
                    [{"text": "홍", "bold": True}],
                    [{"text": "길동", "bold": True}, {"text": "님", "bold": False}],
                ]
            ],
        }
    ]
    assert parts_of("") == []


@pytest.mark.parametrize(
    "text",
    [
        "가나다라 " * 3000,
        "가" * 3000,
        "\n".join("- 항목" for _n in range(300)),
        "**" * 500,
        "😀 ₩ — \u200b",
    ],
)
def test_any_text_can_be_printed(text):
    assert pages(letters_pdf([letter(text)], HEAD, at=AT))
