"""The customer's page: seen, asked, accepted, declined, and when that is too late."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.catalog.products.services import remove_product, stop_sale
from dangol.catalog.testing import make_product
from dangol.kit.errors import Refused
from dangol.orders.models import Quote
from dangol.orders.quotes.answering import accept_quote, decline_quote, expire_quotes
from dangol.orders.quotes.links import quote_of_token, token_of
from dangol.orders.quotes.services import revise_quote
from dangol.orders.testing import NOW, TODAY, make_quote, sent_quote
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
AGENT = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0"}


def accept(quote, **values):
    given = {"name": "김하나", "address": "203.0.113.7", "at": NOW, "today": TODAY}
    return accept_quote(quote, **given | values)


def page(quote):
    return reverse("orders:offer", args=[token_of(quote)])


@pytest.fixture
def quote(kim):
    return sent_quote(kim)


@pytest.fixture
def fresh(kim):
    """Valid on the day the test runs."""
    quote = sent_quote(kim)
    Quote.objects.filter(pk=quote.pk).update(valid_until="2999-12-31")
    quote.refresh_from_db()
    return quote


def test_accepting_keeps_who_when_and_where(quote, kim):
    accept(quote)
    quote.refresh_from_db()
    step = quote.steps.get(kind="accepted")
    assert (quote.status, quote.decided_at) == ("accepted", NOW)
    assert (step.name, step.address) == ("김하나", "203.0.113.7")
    assert "수락했습니다. ₩330,000" in Notice.objects.filter(user=kim).latest("pk").text

    accept(quote, name="다른 사람")
    assert quote.steps.filter(kind="accepted").count() == 1


def test_too_late_is_said_and_nothing_is_written(quote, kim):
    late = {"today": quote.valid_until + timedelta(days=1)}
    with pytest.raises(Refused, match="유효기간이 지난"):
        accept(quote, **late)
    assert quote.steps.filter(kind="accepted").count() == 0

    newer = revise_quote(quote, on=TODAY, actor=kim)
    with pytest.raises(Refused, match="새로운 견적으로"):
        accept(quote)
    with pytest.raises(Refused, match="준비 중"):
        accept(newer)
    assert set(Quote.objects.values_list("status", flat=True)) == {"replaced", "draft"}


def test_the_last_day_still_counts(quote):
    assert accept(quote, today=quote.valid_until).status == "accepted"


def test_declining_needs_a_reason_and_is_the_end(quote):
    given = {"name": "김하나", "address": "", "at": NOW, "today": TODAY}
    with pytest.raises(ValidationError, match="이유"):
        decline_quote(quote, reason=" ", **given)
    with pytest.raises(ValidationError, match="주민등록번호"):
        decline_quote(quote, reason="900101-1234567", **given)
    decline_quote(quote, reason="예산이 줄었습니다.", **given)
    with pytest.raises(Refused, match="사양하신"):
        accept(quote)
    assert quote.steps.get(kind="declined").text == "예산이 줄었습니다."


def test_quotes_run_out_by_themselves(quote, kim):
    assert expire_quotes(today=quote.valid_until) == 0
    assert expire_quotes(today=quote.valid_until + timedelta(days=1)) == 1
    assert expire_quotes(today=quote.valid_until + timedelta(days=1)) == 0
    quote.refresh_from_db()
    assert quote.status == "expired"
    with pytest.raises(Refused, match="유효기간이 지난"):
        accept(quote)


def test_the_link_cannot_be_guessed(client, quote, kim):
    token = token_of(quote)
    assert quote_of_token(token) == quote
    draft = make_quote(kim, (1_000, 1))
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "1", "x-y", token_of(draft)):
        assert client.get(reverse("orders:offer", args=[wrong])).status_code == 404


def test_the_page_needs_no_login_and_notes_the_first_look(client, fresh, kim):
    robot = client.get(page(fresh), headers={"User-Agent": "Slackbot-LinkExpanding 1.0"})
    fresh.refresh_from_db()
    assert (robot.status_code, fresh.seen_at) == (200, None)

    seen = client.get(page(fresh), headers=AGENT)
    client.get(page(fresh), headers=AGENT)
    fresh.refresh_from_db()
    assert "₩330,000" in seen.text
    assert "일금 삼십삼만원정" in seen.text
    assert "원가" not in seen.text
    assert fresh.seen_at
    assert fresh.steps.filter(kind="seen").count() == 1
    pdf = client.get(reverse("orders:offer_paper", args=[token_of(fresh)]))
    assert pdf.content.startswith(b"%PDF")


def test_asking_then_accepting_on_the_page(client, fresh, kim):
    url = page(fresh)
    wrong = client.post(url, {"act": "accept", "name": "김하나"}, headers=AGENT)
    assert (wrong.status_code, Quote.objects.get().status) == (422, "sent")
    assert "견적 내용을 확인했다고" in wrong.text
    assert "김하나" in wrong.text
    empty = client.post(url, {"act": "accept"}, headers=AGENT).text
    for said in (
        "성함을 적어 주세요.",
        "견적 내용을 확인했다고",
        'aria-describedby="accept-name-error"',
    ):
        assert said in empty
    assert empty.count(" autofocus") == 1  # the first wrong field comes into view
    for act, said in (("decline", "사양하시는 이유"), ("ask", "궁금한 점을 적어")):
        answer = client.post(url, {"act": act, "name": " "}, headers=AGENT)
        assert (answer.status_code, "성함을 적어" in answer.text, said in answer.text) == (
            422, True, True,
        )  # fmt: skip
    assert client.post(url, {"act": "other", "name": "김하나"}, headers=AGENT).status_code == 404

    asked = {"act": "ask", "name": "김하나", "text": "설치는 언제 됩니까?"}
    assert client.post(url, asked, headers=AGENT).status_code == 302
    assert Notice.objects.filter(user=kim, text__contains="문의가 왔습니다").count() == 1
    client.force_login(kim)
    history = client.get(reverse("activities:timeline", args=[fresh.customer_id]))
    assert "설치는 언제 됩니까?" in history.text
    client.logout()

    given = {"act": "accept", "name": "김하나", "agree": "1"}
    done = client.post(url, given, headers=AGENT, follow=True)
    assert "수락하셨습니다" in done.text
    assert "견적 수락" not in done.text
    assert client.post(url, given, headers=AGENT).status_code == 302
    assert Quote.objects.get().steps.filter(kind="accepted").count() == 1


def test_a_product_taken_off_meanwhile(client, kim):
    product = make_product("단종될 것", 1_000)
    quote = sent_quote(kim, (product, 1))
    Quote.objects.update(valid_until="2999-12-31")
    stop_sale(product, reason="단종", actor=None)

    given = {"act": "accept", "name": "김하나", "agree": "1"}
    answer = client.post(page(quote), given, headers=AGENT)
    assert answer.status_code == 422
    assert "판매를 마친 품목이 있어 수락할 수 없습니다: 단종될 것" in answer.text
    assert Quote.objects.get().status == "sent"
    assert Notice.objects.filter(user=kim, text__contains="판매를 마친").exists()
    with pytest.raises(Refused, match="견적 품목"):
        remove_product(product, actor=None)
    assert Quote.objects.get().lines.get().product == product
