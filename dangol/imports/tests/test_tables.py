"""Excel, vCards and web tables become one text table; bombs and wrecks get an answer."""

import csv
import io
import zipfile
from datetime import date

import pytest
import xlsxwriter

from dangol.imports.errors import FileProblem
from dangol.imports.tables import table_of


def rows_of(tmp_path, name, data: bytes, sheet=""):
    source = tmp_path / name
    source.write_bytes(data)
    table = table_of(source, tmp_path / "table.csv", sheet)
    assert table.path
    with table.path.open(encoding="utf-8", newline="") as file:
        return table, list(csv.reader(file))


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)
    book.close()
    return out.getvalue()


def test_a_workbook_with_merged_cells_numbers_and_days(tmp_path):
    def fill(book):
        book.add_worksheet("표지").write("A1", "안내")
        sheet = book.add_worksheet("명단")
        sheet.write_row(0, 0, ["부서", "이름", "전화", "금액", "날짜"])
        sheet.merge_range("A2:A3", "영업부")
        sheet.write_row("B2", ["홍길동", 1012345678, 1200.5])
        sheet.write_datetime("E2", date(2026, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row("B3", ["김하늘", "010-1111-2222", True])
        sheet.write_formula("E3", "=1+1", value="=cmd")

    table, rows = rows_of(tmp_path, "a.xlsx", workbook(fill))

    assert (table.sheets, table.sheet) == (["표지", "명단"], "명단")
    assert rows == [
        ["부서", "이름", "전화", "금액", "날짜"],
        ["영업부", "홍길동", "1012345678", "1200.5", "2026-01-02"],
        ["영업부", "김하늘", "010-1111-2222", "Y", "=cmd"],
    ]


def test_the_wanted_sheet(tmp_path):
    def fill(book):
        book.add_worksheet("표지").write("A1", "안내")
        book.add_worksheet("명단").write_row(0, 0, ["이름", "전화"])

    _table, rows = rows_of(tmp_path, "a.xlsx", workbook(fill), sheet="표지")

    assert rows == [["안내"]]


def test_a_web_page_that_calls_itself_excel(tmp_path):
    page = (
        "<html><meta charset='euc-kr'><table><tr><td>다른 표</td></tr></table>"
        "<table><tr><th colspan=2>고객</th><th>전화</th></tr>"
        "<tr><td>홍길동<td>개인</td><td>010-1234-5678</td></tr><tr><td>A&amp;B</td></tr></table>"
    )

    _table, rows = rows_of(tmp_path, "a.xls", page.encode("cp949"))

    assert rows == [["고객", "", "전화"], ["홍길동", "개인", "010-1234-5678"], ["A&B"]]


def test_vcards_of_all_versions(tmp_path):
    cards = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\n"
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=ED=99=8D;=EA=B8=B8=EB=8F=99;;;\r\n"
        "FN;CHARSET=EUC-KR;ENCODING=QUOTED-PRINTABLE:=C8=AB=\r\n=B1=E6=B5=BF\r\n"
        "TEL;CELL;PREF:010-1234-5678\r\nTEL;WORK;FAX:02-123-4567\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:김하늘\r\nORG:㈜한빛;영업부\r\nTITLE:과장\r\n"
        "item1.EMAIL;type=INTERNET:a@b.co\r\nEMAIL:c@d.co\r\nBDAY:19900102\r\n"
        "ADR;TYPE=WORK:;3층;세종대로 1;중구;서울특별시;04524;대한민국\r\n"
        "NOTE:첫 줄\\n둘째\\, 줄 길\r\n 게\r\nEND:VCARD\r\n"
        'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Lee\r\nTEL;TYPE="voice,home";VALUE=uri:tel:+82-2-123-4567'
        "\r\nCATEGORIES:단골,VIP\r\nEND:VCARD\r\n"
    )

    _table, rows = rows_of(tmp_path, "a.vcf", cards.encode())
    found = [{k: v for k, v in zip(rows[0], row, strict=True) if v} for row in rows[1:]]

    assert found == [
        {"이름": "홍길동", "휴대전화": "010-1234-5678", "팩스": "02-123-4567"},
        {
            "이름": "김하늘",
            "회사명": "㈜한빛",
            "부서": "영업부",
            "직책": "과장",
            "이메일": "a@b.co / c@d.co",
            "직장 주소": "(04524) 서울특별시 중구 세종대로 1 3층",
            "생일": "1990-01-02",
            "메모": "첫 줄\n둘째, 줄 길게",
        },
        {"이름": "Lee", "자택 전화": "+82-2-123-4567", "태그": "단골, VIP"},
    ]


def test_plain_csv_is_read_as_it_is(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("이름\n홍길동\n")

    assert table_of(source, tmp_path / "table.csv").path is None


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


def far_corner() -> bytes:
    """Two cells, the first and the last a sheet can have: 17 billion between them."""

    def fill(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "처음")
        sheet.write(1048575, 16383, "끝")

    return workbook(fill)


def other_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("명단.csv", "이름")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (bomb, "지나치게 커지는"),
        (far_corner, "시트가 너무 커서"),
        (other_zip, "압축 파일"),
        (lambda: b"PK\x03\x04" + b"x" * 500, "엑셀로 열 수 없는"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP" * 500, "엑셀로 열 수 없는"),
    ],
)
def test_refuses_bombs_and_wrecks(tmp_path, data, answer):
    source = tmp_path / "a.xlsx"
    source.write_bytes(data())

    with pytest.raises(FileProblem, match=answer):
        table_of(source, tmp_path / "table.csv")
