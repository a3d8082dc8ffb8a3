"""Printing a dispatch by post: fixed recipients, parts, a file."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from dangol.audit.models import Access
from dangol.customers.testing import make_customer
from dangol.kit.errors import Refused
from dangol.messaging.models import Dispatch, Message, PrintRun
from dangol.messaging.printing import services
from dangol.messaging.printing.services import make_parts, start_printing
from dangol.messaging.testing import make_sender

AT = datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("Asia/Seoul"))
TODAY = date(2026, 11, 28)
BODY = "#{호칭}께\n\n[[만약 단계=고객유도]]처음 뵙겠습니다.[[끝]]"


@pytest.fixture
def post(kim):
    """A dispatch by post to four people: one without an address, one refused."""
    sender = make_sender(optout_number="080-111-2222")
    dispatch = Dispatch.objects.create(
        kind="ad", medium="post", sender=sender, title="편지", actor=kim, created_at=AT,
        content={"subject": "겨울 인사", "text": BODY},
    )  # fmt: skip
    for name, postcode, status in (
        ("홍길동", "04001", "queued"), ("김둘", "01000", "sent"), ("이셋", "", "queued"),
        ("박넷", "05000", "refused"),
    ):  # fmt: skip
        places = [{"text": "서울 마포구 동교로27길 12", "postcode": postcode}] if postcode else []
        person = make_customer(kim, name, addresses=places)
        Message.objects.create(
            dispatch=dispatch, customer=person, actor=kim, medium="post", status=status, due_at=AT
        )
    return dispatch


def start(dispatch, kim, what="letters", **layout):
    return start_printing(dispatch, what=what, layout=layout, reason="연말 발송", actor=kim, at=AT)


def text_of(run):
    pdf = run.parts.get().file.read()
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_letters_to_whoever_may_get_one_by_postcode(post, kim):
    run = make_parts(start(post, kim), today=TODAY, at=AT, report=lambda *_: None)

    first, second = text_of(run)

    assert "김둘님께" in first
    assert "홍길동님께" in second
    assert "처음 뵙겠습니다." in first
    assert "(광고) 겨울 인사" in first
    assert "080-111-2222" in first
    assert "2026년 11월 28일" in first
    assert (run.status, run.parts.get().count) == ("done", 2)
    assert list(run.left_out.values()) == ["no_address"]


def test_who_lacks_a_value_is_left_out_with_the_reason(post, kim):
    Dispatch.objects.update(content={"text": "#{직책}"})
    post.refresh_from_db()

    run = make_parts(start(post, kim), today=TODAY, at=AT, report=lambda *_: None)

    assert run.parts.get().count == 0
    assert sorted(run.left_out.values()) == ["missing_field:직책"] * 2 + ["no_address"]


def test_labels(post, kim):
    run = start(post, kim, "labels", sheet="formtec-3108", first=3)

    make_parts(run, today=TODAY, at=AT, report=lambda *_: None)

    [page] = text_of(run)
    assert page.index("김둘 귀하") < page.index("홍길동 귀하")


def test_one_that_is_begun_again_goes_on_where_it_was(post, kim, monkeypatch):
    monkeypatch.setattr(services, "LETTERS", 1)
    run = start(post, kim)

    def killed(percent, text):
        if percent:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_parts(run, today=TODAY, at=AT, report=killed)
    made = set(run.parts.values_list("pk", flat=True))
    assert len(made) == 1
    make_parts(run, today=TODAY, at=AT, report=lambda *_: None)

    assert run.parts.count() == 3
    assert made < set(run.parts.values_list("pk", flat=True))
    assert sorted(run.parts.values_list("count", flat=True)) == [0, 1, 1]


@pytest.mark.parametrize(
    ("what", "layout", "reason", "words"),
    [
        ("letters", {}, " ", "목적"),
        ("labels", {"sheet": "formtec-3107", "first": 15}, "가", "1에서 14"),
        ("labels", {"sheet": {"columns": 9, "rows": 7, "width": 99, "height": 38, "left": 0,
                              "top": 0}}, "가", "벗어납니다"),
    ],
)  # fmt: skip
def test_refuses_before_anything_is_written(post, kim, what, layout, reason, words):
    with pytest.raises(Refused, match=words):
        start_printing(post, what=what, layout=layout, reason=reason, actor=kim, at=AT)
    Dispatch.objects.update(medium="fax")
    post.refresh_from_db()
    with pytest.raises(Refused, match="우편으로 보낸"):
        start_printing(post, what="letters", layout={}, reason="가", actor=kim, at=AT)

    assert PrintRun.objects.count() == 0


def test_on_the_page(client, choi, park, post, run_jobs, monkeypatch):
    monkeypatch.setattr(services, "LETTERS", 1)
    client.force_login(choi)
    url = f"/messages/sent/{post.pk}/print/letters/"
    values = {"left": 20, "top": 50, "width": 90, "height": 38}

    assert url in client.get(post.get_absolute_url()).text
    assert client.get(url).status_code == 200
    assert client.post(url, values).status_code == 422
    started = client.post(url, values | {"reason": "연말 발송"})
    run = PrintRun.objects.get()
    assert started.url == run.get_absolute_url()
    assert client.get(f"{started.url}file/").status_code == 404
    assert Access.objects.filter(act="print", reason="연말 발송").exists()
    run_jobs()

    assert "이셋" in client.get(started.url).text
    answer = client.get(f"{started.url}file/")
    packed = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert len(packed.namelist()) == 3
    assert client.get(f"/messages/sent/{post.pk}/print/cards/").status_code == 404
    client.force_login(park)
    assert client.get(started.url).status_code == 403
