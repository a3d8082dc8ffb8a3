"""Bounces, complaints and receipts: of whom, why, and about which mail."""

import pytest

from dangol.messaging.parsing import parse_mail

DSN = b"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nobody@client.kr
Original-Recipient: rfc822;nobody@client.kr
Action: %s
Status: %s
Diagnostic-Code: smtp; %s

--b
Content-Type: text/rfc822-headers

From: sales@dangol.example
To: nobody@client.kr
Message-ID: <m1@dangol.example>

--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "reason", "kind", "code", "permanent"),
    [
        (b"failed", b"5.1.1", b"550 User unknown", "bounce", "5.1.1", True),
        (b"failed", b"4.2.2", b"mailbox full", "bounce", "4.2.2", False),
        (b"delayed", b"4.4.1", b"timed out", "delay", "4.4.1", False),
        (b"delivered", b"2.0.0", b"ok", "delivered", "2.0.0", False),
        (b"failed", b"", b"550 5.7.1 rejected", "bounce", "5.7.1", True),
        (b"failed", b"junk", b"", "bounce", "5.0.0", True),
    ],
)
def test_reads_a_delivery_report(action, status, reason, kind, code, permanent):
    mail = parse_mail(DSN % (action, status, reason))

    (failure,) = mail.report.recipients
    assert (mail.report.kind, mail.report.message_id) == (kind, "m1@dangol.example")
    assert (failure.email, failure.status) == ("nobody@client.kr", code)
    assert failure.is_permanent is permanent
    assert mail.attachments == []


@pytest.mark.parametrize(
    ("sender", "subject", "body", "status"),
    [
        (
            "postmaster@naver.com",
            "[발송실패 안내] 견적서입니다",
            "존재하지 않는 메일 주소입니다.",
            "5.1.1",
        ),
        ("mailer-daemon@daum.net", "메일 전송 실패 안내", "수신자의 메일함 용량 초과", "4.2.2"),
        ("postmaster@kakao.com", "반송된 메일", "휴면 상태인 계정입니다", "5.1.1"),
        ("mailer-daemon@x.kr", "Returned mail: see transcript", "550 5.1.2 Host unknown", "5.1.2"),
        ("mailer-daemon@x.kr", "failure notice", "user does not exist", "5.1.1"),
    ],
)
def test_reads_a_bounce_in_prose(sender, subject, body, status):
    raw = (
        f"From: {sender}\nSubject: {subject}\n\n받는사람: nobody@client.kr\n사유: {body}\n"
        "Message-ID: <m2@dangol.example>\n"
    )

    report = parse_mail(raw.encode()).report

    (failure,) = report.recipients
    assert report.is_bounce
    assert report.message_id == "m2@dangol.example"
    assert (failure.email, failure.status) == ("nobody@client.kr", status)


def test_a_person_who_writes_about_a_returned_mail_is_no_machine():
    mail = parse_mail("From: kim@client.kr\nSubject: 반송 문의\n\n없는 주소라고 합니다".encode())

    assert mail.report is None


def test_reads_a_complaint():
    raw = b"""From: abuse@portal.kr
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b

complaint
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: <angry@client.kr>

--b
Content-Type: message/rfc822

Message-ID: <m3@dangol.example>
To: angry@client.kr

--b--
"""
    report = parse_mail(raw).report

    assert (report.kind, report.message_id) == ("complaint", "m3@dangol.example")
    assert [failure.email for failure in report.recipients] == ["angry@client.kr"]


def test_reads_a_receipt():
    raw = b"""From: reader@client.kr
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b

read
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;reader@client.kr
Original-Message-ID: <m4@dangol.example>
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
    report = parse_mail(raw).report

    assert (report.kind, report.message_id) == ("read", "m4@dangol.example")
