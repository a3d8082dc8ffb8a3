import pytest

from dangol.messaging.parsing.signatures import Signature, read_signature


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        (
            "견적 부탁드립니다.\n\n감사합니다.\n박서연 과장 드림\n㈜하늘나래 구매팀\n"
            "T. 02-555-1234 / M. 010-2345-6789\npark@client.kr",
            "박서연",
            Signature(
                "박서연", "과장", "㈜하늘나래", ("025551234", "01023456789"), ("park@client.kr",)
            ),
        ),
        ("네\n--\n대표 김하늘", "sky@naver.com", Signature("김하늘", "대표")),
        ("문의드립니다", "이도윤", Signature("이도윤")),
        ("", "", Signature()),
        ("주식회사 단골상사\n010-1234-5678", "", Signature(company="주식회사 단골상사",
                                                   phones=("01012345678",))),
    ],
)  # fmt: skip
def test_reads_name_title_company_and_phones(text, name, found):
    assert read_signature(text, name) == found
