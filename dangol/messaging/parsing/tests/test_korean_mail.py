"""Mail as Korean programs write it (KOREA.md 10)."""

import json
import unicodedata
from base64 import b64encode
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dangol.messaging.parsing import parse_mail
from dangol.messaging.parsing.addresses import same_mailboxes
from dangol.messaging.parsing.charsets import decode
from dangol.messaging.parsing.headers import decode_words
from dangol.messaging.parsing.problems import Problem
from dangol.messaging.parsing.texts import split_reply, thread_subject

FOLDER = Path(__file__).parent / "mail"
EXPECTED = json.loads((FOLDER / "expected.json").read_text("utf-8"))
WORDS = [
    line.split("\t")[:2]
    for line in (FOLDER / "kr_encoded_words.tsv").read_text("utf-8").splitlines()[1:]
]
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"HWP Document File" + b"\0" * 200
NAME = "2026년 견적서(최종)_㈜단골상사.hwp"


def read(name: str):
    return parse_mail((FOLDER / name).read_bytes())


def with_file(disposition: bytes, data: bytes = HWP, kind: bytes = b"application/octet-stream"):
    return parse_mail(
        b"From: a@b.kr\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhi\r\n"
        b"--x\r\nContent-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: " + disposition + b"\r\n\r\n" + b64encode(data) + b"\r\n--x--\r\n"
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_reads_the_mail_exactly(name):
    expected = EXPECTED[name]

    mail = read(name)

    assert (mail.subject, mail.sender.name) == (expected["subject"], expected["from_name"])
    assert mail.text == expected["text"]
    assert mail.sender.email == "sales@partner.example"
    assert mail.date == datetime(2026, 11, 20, 0, 12, 33, tzinfo=UTC)
    assert (mail.attachments, mail.problems) == ([], set())


def test_separates_the_answer_from_what_it_quotes():
    expected = EXPECTED["korean_reply_prefixes.eml"]

    mail = read("korean_reply_prefixes.eml")

    assert mail.thread_subject == expected["thread_subject"]
    assert mail.reply_text == expected["reply_text"]


@pytest.mark.parametrize(("raw", "expected"), WORDS)
def test_reads_an_encoded_word(raw, expected):
    assert decode_words(raw.replace("\\r\\n", "\r\n").encode()) == expected


@pytest.mark.parametrize(
    "label",
    [
        "euc-kr",
        "EUC_KR",
        "ks_c_5601-1987",
        "ksc5601",
        "korean",
        "ms949",
        "uhc",
        "CP949",
        '"euc-kr"',
    ],
)
def test_reads_every_korean_label_as_cp949(label):
    assert decode("똠방각하 펲시 뷁".encode("cp949"), label) == "똠방각하 펲시 뷁"


@pytest.mark.parametrize(
    ("data", "label", "text", "problem"),
    [
        ("안녕".encode(), "", "안녕", None),
        ("안녕".encode("cp949"), "", "안녕", None),
        ("안녕하세요".encode("cp949"), "utf-8", "안녕하세요", Problem.WRONG_CHARSET),
        ("안녕하세요".encode(), "euc-kr", "안녕하세요", Problem.WRONG_CHARSET),
        ("안녕하세요".encode("cp949"), "iso-8859-1", "안녕하세요", Problem.WRONG_CHARSET),
        ("안녕하세요".encode("cp949"), "us-ascii", "안녕하세요", None),
        ("déjà vu à Paris".encode("latin-1"), "iso-8859-1", "déjà vu à Paris", None),
        ("안녕".encode(), "no-such-charset", "안녕", None),
        (b"abc", "punycode", "abc", None),
        ("안녕".encode("johab"), "johab", "안녕", None),
        ("안녕".encode("utf-16"), "", "안녕", None),
        (b"\xff\xfe\xff", "utf-8", "\ufffd\ufffd\ufffd", Problem.LOST_LETTERS),
    ],
)
def test_believes_a_charset_as_far_as_the_bytes_allow(data, label, text, problem):
    problems = set()

    assert decode(data, label, problems) == text
    assert problems == ({problem} if problem else set())


@pytest.mark.parametrize(
    "disposition",
    [
        b'attachment; filename="' + NAME.encode("cp949") + b'"',
        b'attachment; filename="' + NAME.encode() + b'"',
        b'attachment; filename="=?euc-kr?B?' + b64encode(NAME.encode("cp949")) + b'?="',
        b"attachment; filename==?utf-8?B?" + b64encode(NAME.encode()) + b"?=",
        b"attachment; filename*=EUC-KR''"
        + b"".join(b"%%%02X" % byte for byte in NAME.encode("cp949")),
        b"attachment; filename*1*="
        + b"".join(b"%%%02X" % byte for byte in NAME.encode()[7:])
        + b"; filename*0*=UTF-8''"
        + b"".join(b"%%%02X" % byte for byte in NAME.encode()[:7]),
        b'attachment; filename="' + unicodedata.normalize("NFD", NAME).encode() + b'"',
    ],
    ids=["raw-cp949", "raw-utf8", "word-quoted", "word-bare", "rfc2231", "continued", "nfd"],
)
def test_reads_a_file_name_in_every_spelling(disposition):
    (file,) = with_file(disposition).attachments

    assert (file.name, file.kind, file.data) == (NAME, "application/x-hwp", HWP)


def test_knows_hwpx_by_its_first_entry():
    zipped = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/hwp+zipPK\x03\x04"

    (file,) = with_file(b"attachment; filename=a.hwpx", zipped).attachments

    assert file.kind == "application/hwp+zip"


def test_joins_a_base64_group_cut_between_two_words():
    text = b64encode("견적 검토 요청".encode())
    words = b"=?utf-8?B?" + text[:5] + b"?=\r\n =?utf-8?B?" + text[5:] + b"?="

    assert decode_words(words) == "견적 검토 요청"


def test_takes_the_header_before_the_page_and_the_page_before_a_guess():
    page = '<meta charset="utf-8"><p>펲시</p>'
    declared = b"Content-Type: text/html; charset=euc-kr\n\n" + page.encode("cp949")
    silent = b"Content-Type: text/html\n\n" + page.replace("utf-8", "euc-kr").encode("cp949")

    assert parse_mail(declared).text == "펲시"
    assert parse_mail(silent).text == "펲시"


@pytest.mark.parametrize(
    ("subject", "thread"),
    [
        ("Re: RE: 회신: 답장: [답장] FW: 전달: [전달] 회수: 견적 문의", "견적 문의"),
        ("re[2]: Fwd: 견적", "견적"),
        ("[회신] 견적", "견적"),
        ("RE：견적", "견적"),
        ("[회신요청] 견적", "[회신요청] 견적"),
        ("레이아웃: 시안", "레이아웃: 시안"),
        ("Reply", "Reply"),
        ("전달사항: 회의", "전달사항: 회의"),
    ],
)
def test_strips_a_subject_to_its_thread(subject, thread):
    assert thread_subject(subject) == thread


@pytest.mark.parametrize(
    "quote",
    [
        "-----Original Message-----\nFrom: a",
        "----- 원본 메시지 -----\n보낸사람: a",
        "--------- 원본 메일 ---------\n보낸사람: 김",
        "2026년 11월 21일 (토) 오전 9:12, 홍길동 <hong@b.kr>님이 작성:\n> 네",
        "2026년 11월 21일 (토) 오전 9:12, 홍길동\n<hong@b.kr>님이 작성:\n\n> 네",
        "On Sat, Nov 21, 2026 at 9:12 AM Hong <hong@b.kr> wrote:\n> hi",
        "보낸사람: 홍길동 <a@b.kr>\n보낸날짜: 2026년 11월 21일\n받는사람: 김\n제목: 견적",
        "보낸 사람: 홍길동\n보낸 날짜: 2026\n받는 사람: 김",
        "From: Hong\nSent: Monday\nTo: Kim\nSubject: x",
        "> 지난 메일\n> 둘째 줄",
    ],
)
def test_folds_the_quoted_mail(quote):
    assert split_reply(f"네, 좋습니다.\n\n{quote}") == ("네, 좋습니다.", quote)


def test_keeps_answers_written_between_quoted_lines():
    text = "> 언제 오시나요?\n내일 갑니다.\n> 몇 시에요?\n세 시입니다."

    assert split_reply(text) == (text, "")


@pytest.mark.parametrize(
    ("head", "automatic"),
    [
        ("Subject: [자동회신] 휴가입니다", True),
        ("Subject: [부재중] 김하늘", True),
        ("Subject: 부재중 알림: 회의", True),
        ("Subject: 자동 회신: 견적", True),
        ("Subject: Automatic reply: quote", True),
        ("Subject: Out of Office: quote", True),
        ("Auto-Submitted: auto-replied", True),
        ("X-Autoreply: yes", True),
        ("Auto-Submitted: no\nSubject: 견적", False),
        ("Subject: 자동차 견적", False),
        ("Subject: Re: 부재중 전화 건", False),
    ],
)
def test_knows_automatic_answers(head, automatic):
    assert parse_mail(f"{head}\nFrom: a@b.kr\n\nx".encode()).is_auto_reply is automatic


def test_keeps_large_files_as_links_with_their_last_day():
    page = (
        "<p>도면 보냅니다</p><table><tr><td>대용량 첨부파일 1개(120MB)</td></tr><tr><td>"
        '<a href="https://bigfile.mail.naver.com/download?fid=abc&amp;x=1">공장 도면.zip</a>'
        " 120.5MB "
        "다운로드 기간: 2026/11/20 ~ 2026/12/20</td></tr></table>"
        '<a href="https://example.com/bigger">다른 링크</a>'
    )
    raw = "From: a@naver.com\nContent-Type: text/html; charset=utf-8\n\n" + page

    (file,) = parse_mail(raw.encode()).large_files

    assert file.url == "https://bigfile.mail.naver.com/download?fid=abc&x=1"
    assert (file.name, file.size, file.expires_on) == ("도면.zip", "120MB", date(2026, 12, 20))


def test_takes_hanmail_and_daum_for_one_mailbox_and_nobody_else():
    assert same_mailboxes("kim@hanmail.net") == ["kim@hanmail.net", "kim@daum.net"]
    assert same_mailboxes("kim@hotmail.com") == ["kim@hotmail.com"]


@pytest.mark.parametrize(
    "body",
    [
        "전달합니다.\n\n---------- Forwarded message ---------\n보낸사람: 박서연 <park@client.kr>\n"
        "Date: 2026년 11월 20일 (금) 오후 3:04\nSubject: 견적 문의\nTo: <kim@dangol.kr>\n\n내용",
        "-----원본 메시지-----\n보낸 사람: 박서연 <park@client.kr>\n보낸 날짜: 2026-11-20 15:04\n"
        "받는 사람: kim@dangol.kr\n제목: 견적 문의\n\n내용",
        "From: 박서연 [mailto:park@client.kr]\nSent: Friday\nTo: kim\nSubject: 견적 문의\n\n내용",
    ],
)
def test_finds_who_wrote_a_forwarded_mail(body):
    mail = parse_mail(f"Subject: FW: 견적 문의\nFrom: kim@dangol.kr\n\n{body}".encode())

    assert mail.forwarded.sender.email == "park@client.kr"
    assert (mail.forwarded.sender.name, mail.forwarded.subject) == ("박서연", "견적 문의")


def test_finds_who_wrote_a_mail_enclosed_as_a_file():
    raw = (
        b"Subject: =?utf-8?B?" + b64encode("전달: 견적".encode()) + b"?=\nFrom: kim@dangol.kr\n"
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nFYI\n--x\n"
        b"Content-Type: message/rfc822\n\n"
        b"From: park@client.kr\nSubject: quote\n"
        b"Date: Fri, 20 Nov 2026 09:00:00 +0900\n\nhello\n--x--\n"
    )

    mail = parse_mail(raw)

    assert mail.forwarded.sender.email == "park@client.kr"
    assert mail.forwarded.sent_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert [file.kind for file in mail.attachments] == ["message/rfc822"]
