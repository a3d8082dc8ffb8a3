"""Mail made to break its reader: every one is tamed, with what was wrong."""

import json
import os
import time
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangol.messaging.parsing import parse_mail
from dangol.messaging.parsing.addresses import parse_addresses
from dangol.messaging.parsing.charsets import decode
from dangol.messaging.parsing.files import NAME_LENGTH, is_risky, kind_of, safe_name
from dangol.messaging.parsing.headers import decode_words, parse_moment, parse_parameters
from dangol.messaging.parsing.mime import PARTS
from dangol.messaging.parsing.problems import Problem
from dangol.messaging.parsing.signals import large_files
from dangol.messaging.parsing.texts import split_reply, text_of_html, thread_subject
from dangol.messaging.parsing.tnef import files_in

MB = 1024 * 1024
MIXED = b"From: a@b.kr\nContent-Type: multipart/mixed; boundary=b\n\n"
HTML = b"From: a@b.kr\nContent-Type: text/html\n\n"


def nested(levels: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels)
    )


BOMBS = {
    "nesting": (nested(10_000), Problem.TOO_DEEP),
    "one header of 20 MB": (b"Subject: " + b"a" * 20 * MB + b"\n\nx", Problem.HEADERS_CUT),
    "many headers": (b"X-A: 1\n" * 3 * MB + b"\nx", Problem.HEADERS_CUT),
    "a header folded for ever": (b"Subject: a\n" + b" b\n" * 5 * MB, Problem.HEADERS_CUT),
    "endless boundaries": (MIXED + b"--b\n" * 5 * MB, Problem.TOO_MANY_PARTS),
    "nearly boundaries": (MIXED + b"--b--x\n" * 2 * MB, Problem.BAD_BOUNDARY),
    "no closing boundary": (MIXED + b"--b\n\ntext", Problem.BAD_BOUNDARY),
    "too many semicolons": (b"Content-Type: a/b" + b";" * 60_000 + b"\n\n", Problem.BAD_DATE),
    "unclosed quotes": (b"To: " + b'"' * 60_001 + b"\n\n", Problem.BAD_DATE),
    "unclosed comments": (b"From: " + b"(" * 60_000 + b"\n\n", Problem.BAD_SENDER),
    "deep page": (HTML + b"<div>" * MB, Problem.BODY_CUT),
    "deep formatting": (HTML + b"<b><i><u>" * 200_000, Problem.BODY_CUT),
    "formatting reopened": (
        HTML + b"".join(b"<p><b id=%d>" % n for n in range(15_000)), Problem.BODY_CUT
    ),
    "half a tag for ever": (HTML + b"<" * 2 * MB, Problem.BODY_CUT),
    "many lines": (b"From: a@b.kr\n\n" + b">\na\n" * 2 * MB, Problem.BODY_CUT),
    "winmail of empty objects": (
        b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\0\0" + b"\x01" + b"\0" * 2 * MB,
        Problem.BAD_TNEF,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_reads_a_bomb_in_a_few_seconds(name):
    raw, problem = BOMBS[name]
    began = time.process_time()

    mail = parse_mail(raw)
    mail.reply_text  # noqa: B018

    assert problem in mail.problems
    assert time.process_time() - began < 8


def test_keeps_the_parts_before_the_limit():
    mail = parse_mail(MIXED + b"--b\n\nfirst\n" + b"--b\n\nx\n" * 1_000)

    assert mail.text.startswith("first\n\nx")
    assert mail.text.count("x") == PARTS - 2


def test_time_grows_with_the_size_and_not_faster():
    def seconds(count: int) -> float:
        raw = (
            MIXED
            + b"--b\nContent-Type: text/html\n\n<p>x</p>" * 50
            + b"--b\n\n"
            + b"=A= \n" * count
        )
        began = time.process_time()
        parse_mail(raw)
        return time.process_time() - began

    seconds(1_000)
    small = max(seconds(100_000), 0.02)

    assert seconds(800_000) < 8 * small * 3


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x", "x"),
        ("/absolute/견적.pdf", "견적.pdf"),
        ("C:\\Users\\kim\\a.hwp", "a.hwp"),
        ("..", ""),
        ("a\0b\r\nc.pdf", "ab c.pdf"),
        ("견적\u202efdp.exe", "견적fdp.exe"),
        ('a"b<c>.txt', "a_b_c_.txt"),
        ("가" * 300 + ".hwp", "가" * (NAME_LENGTH - 4) + ".hwp"),
        (" .. 견적 .pdf. ", "견적 .pdf"),
    ],
)
def test_a_file_name_has_no_folder_and_nothing_hidden(name, safe):
    assert safe_name(name) == safe


def test_records_that_a_file_wanted_another_folder():
    mail = parse_mail(
        MIXED + b'--b\nContent-Disposition: attachment; filename="../../x"\n\nabc\n--b--\n'
    )

    assert [(file.name, file.data) for file in mail.attachments] == [("x", b"abc")]
    assert Problem.UNSAFE_NAME in mail.problems


@pytest.mark.parametrize(
    ("name", "data", "declared", "kind", "risky"),
    [
        ("견적.pdf", b"MZ\x90\0", "application/pdf", "application/x-msdownload", True),
        ("a.png", b"<script>", "image/png", "application/octet-stream", False),
        ("a.html", b"<p>", "text/html", "text/html", True),
        ("a.pdf", b"%PDF-1.7", "application/octet-stream", "application/pdf", False),
        ("a.pdf.exe", b"", "", "application/octet-stream", True),
        ("로고.svg", b"<svg onload='x()'/>", "image/svg+xml", "application/octet-stream", True),
    ],
)
def test_trusts_the_bytes_of_a_file_before_its_name(name, data, declared, kind, risky):
    assert kind_of(data, declared) == kind
    assert is_risky(name, kind) is risky


@pytest.mark.parametrize(
    "value",
    [b"", b"today", b"Mon, 32 Jan 2026 25:61:00 +0900", b"Thu, 01 Jan 1 00:00:00 +9999",
     b"Mon, 1 Jan 99999999999 0:0:0 +0000", b"\xff" * 300, b"Tue, 1 Jan 2030 00:00:00 -99999999"],
)  # fmt: skip
def test_a_date_nobody_can_read_is_none(value):
    assert parse_moment(value) is None


def test_scripts_and_styles_are_no_text():
    markup = "<style>p{}</style><p>하나</p><script>alert(1)</script><p>둘<br>셋</p>"
    table = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"

    assert text_of_html(markup) == "하나\n둘\n셋"
    assert text_of_html(table) == "a\tb\nc"


NOISE = st.one_of(
    st.binary(max_size=400),
    st.lists(
        st.sampled_from(
            [
                b"From: ", b"a@b.kr", b"\r\n", b"\n", b"\n\n", b"=?euc-kr?B?", b"?=", b"vsg=",
                b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"Subject: FW: ",
                b"Content-Type: multipart/report; boundary=b", b"Content-Type: message/rfc822",
                b"Content-Type: message/delivery-status", b"Content-Transfer-Encoding: base64",
                b"Content-Type: text/html; charset=utf-7", b"begin 644 a", b"Date: Mon, ",
                b"Content-Transfer-Encoding: x-uuencode", b"filename*0*=", b"\xb0\xa1", b"<", b">",
                b"Content-Disposition: attachment; ", b"\x1b$)C\x0e", b'"', b"(", b"\0",
                b"<a href=https://bigfile.x/>", b"\x78\x9f\x3e\x22",
                b"From: mailer-daemon@x.kr\nSubject: returned mail",
            ]
        ),
        max_size=40,
    ).map(b"".join),
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NOISE)
def test_never_raises(raw):
    mail = parse_mail(raw)

    assert "\0" not in mail.subject + mail.text + mail.html
    assert all("/" not in file.name and file.name for file in mail.attachments)
    mail.text.encode()
    mail.html.encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=20))
def test_the_small_readers_never_raise(data, text):
    decode(data, text)
    decode_words(data)
    parse_parameters(b"a/b;" + data)
    parse_addresses([data])
    parse_moment(data)
    files_in(b"\x78\x9f\x3e\x22\0\0" + data)
    text_of_html(text * 3)
    split_reply(text)
    thread_subject(text)
    large_files(text, text)


# of a list, for an alphabet in thousands of pieces makes hypothesis ask for ever what is in it
PAIRS = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x41, 0xFF))
SIGNS = {sign for pair in PAIRS for sign in pair.decode("cp949", "ignore")}
WRITABLE = sorted(SIGNS | set(map(chr, range(32, 127))))


@given(st.lists(st.sampled_from(WRITABLE), min_size=1, max_size=60).map("".join))
def test_a_word_written_by_us_is_read_back(text):
    word = b"=?ks_c_5601-1987?B?" + b64encode(text.encode("cp949")) + b"?="

    assert decode_words(word) == decode_words(text)


@pytest.mark.realdata
def test_reads_every_mail_of_the_public_collections():
    """Test mails of four mail libraries, and those made for Korea, compared word for word."""
    root = os.environ.get("DANGOL_REALDATA")
    if not root:
        pytest.skip("DANGOL_REALDATA is not set")
    files = sorted((Path(root) / "mail").rglob("*.eml"))
    mails = {file.name: parse_mail(file.read_bytes()) for file in files}
    korean = json.loads((Path(root) / "mail/kr_constructed/expected.json").read_text("utf-8"))

    assert len(files) >= 227
    for name, expected in korean.items():
        mail = mails[name]
        assert (mail.subject, mail.text) == (expected["subject"], expected["text"]), name
        assert mail.sender.name == expected["from_name"]
        found = [{"name": file.name, "size": file.size} for file in mail.attachments]
        assert found == expected["attachments"]
        assert all(file.kind == "application/x-hwp" for file in mail.attachments)
