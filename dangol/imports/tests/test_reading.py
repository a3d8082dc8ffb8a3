"""Reading dirty tables: letters, separators, headers, totals, and files that are none."""

import codecs
import io
import random

import pytest

from dangol.imports.errors import FileProblem
from dangol.imports.mapping import ImportField, names_checker
from dangol.imports.reading import Layout, Row, columns, data_rows, head, layout_of

FIELDS = [
    ImportField("name", "이름", "성명,고객명,name"),
    ImportField("phone", "전화", "전화번호,연락처,phone"),
    ImportField("email", "이메일", "e-mail,email"),
    ImportField("amount", "금액", ""),
]
known = names_checker(FIELDS)


def read(data: bytes | str):
    """The layout, the columns and the data rows of a file."""
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    layout = layout_of(file, known)
    return layout, columns(head(file, layout), layout), list(data_rows(file, layout))


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8-sig"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("cp949", b"", "cp949"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_every_encoding_reads_the_same(encoding, mark, found):
    text = "이름,전화\r\n홍길동 ab,010-1234-5678\r\n똠방각하 cd,02-123-4567\r\n"

    layout, names, rows = read(mark + text.encode(encoding))

    assert layout.encoding == found
    assert names == ["이름", "전화"]
    assert rows == [Row(2, ["홍길동 ab", "010-1234-5678"]), Row(3, ["똠방각하 cd", "02-123-4567"])]


def test_the_first_hangul_may_come_after_the_sample():
    text = "name,phone\n" + "kim,010-1234-5678\n" * 30_000 + "홍길동,010-9999-8888\n"

    layout, _names, rows = read(text.encode("cp949"))

    assert layout.encoding == "cp949"
    assert rows[-1].cells[0] == "홍길동"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separators(delimiter):
    text = f"이름{delimiter}전화\n홍길동{delimiter}010-1234-5678\n"

    layout, _names, rows = read(text)

    assert layout.delimiter == delimiter
    assert rows[0].cells == ["홍길동", "010-1234-5678"]


def test_quotes_line_breaks_and_nuls():
    text = '이름,메모\n"홍, 길동","첫 줄\n""둘째"" 줄"\n김\0하늘,=cmd|\'/c calc\'!A0\n'

    _layout, _names, rows = read(text)

    assert rows == [
        Row(2, ["홍, 길동", '첫 줄\n"둘째" 줄']),
        Row(3, ["김하늘", "=cmd|'/c calc'!A0"]),
    ]


def test_title_rows_two_header_rows_totals_and_blank_rows():
    text = (
        "2026년 고객 명단,,,\n"
        "작성: 영업1팀,,,\n"
        "고객,연락처,,실적\n"
        "이름,전화,이메일,금액\n"
        "홍길동,010-1234-5678,h@a.co,1000\n"
        ",,,\n"
        "소계,,,1000\n"
        "김하늘,010-2234-5678,k@a.co,2000\n"
        "합계: 2명,,,3000\n"
    )

    layout, names, rows = read(text)

    assert (layout.header_row, layout.header_rows) == (3, 2)
    assert names == ["고객 이름", "연락처 전화", "연락처 이메일", "실적 금액"]
    assert [row.number for row in rows] == [5, 8]


def test_totals_are_kept_when_the_person_says_so():
    file = io.BytesIO("이름,금액\n합계,3\n".encode())

    rows = list(data_rows(file, Layout(skip_totals=False)))

    assert rows == [Row(2, ["합계", "3"])]


def test_a_customer_called_total_is_no_total_row():
    _layout, _names, rows = read("이름,전화\n합계산업,02-123-4567\nTotal,Kim Minsu\n")

    assert [row.cells[0] for row in rows] == ["합계산업", "Total"]


def test_a_file_without_header_gets_numbered_columns():
    layout, names, rows = read("홍길동,010-1234-5678\n김하늘,010-2234-5678\n")

    assert layout.header_row == 0
    assert names == ["1열", "2열"]
    assert len(rows) == 2


def test_reading_goes_on_after_a_row():
    file = io.BytesIO("이름\n가\n나\n다\n".encode())

    assert list(data_rows(file, Layout(), after=3)) == [Row(4, ["다"])]


def test_a_header_only_file_has_no_rows():
    _layout, names, rows = read("이름,전화\n")

    assert (names, rows) == (["이름", "전화"], [])


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\xef\xbb\xbf"])
def test_refuses_an_empty_file(data):
    with pytest.raises(FileProblem, match="빈 파일"):
        read(data)


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (random.Random(1).randbytes(50_000), "글자를 읽을 수 없는"),
        (b"\0" * 5000, "글자를 읽을 수 없는"),
        (b"%PDF-1.7 ...", "PDF 파일"),
        (b"\x89PNG\r\n\x1a\n", "PNG 파일"),
        (('이름,메모\n홍길동,"' + "가" * 300_000).encode(), "큰따옴표"),
        ((",".join(f"칸{n}" for n in range(500)) + "\n").encode(), "열이 500개"),
    ],
)
def test_refuses_what_is_no_table(data, answer):
    with pytest.raises(FileProblem, match=answer):
        read(data)
