"""Articles beside a ticket: suggested, put into the answer, and drafted from it."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.helpdesk.articles.masking import without_people
from dangol.helpdesk.articles.services import draft_from_ticket
from dangol.helpdesk.models import TicketMessage
from dangol.helpdesk.testing import MORNING, make_ticket
from dangol.kit.errors import Refused
from dangol.knowledge.models import Article
from dangol.knowledge.site.preferences import SitePreferences
from dangol.knowledge.testing import make_article, make_space


@pytest.fixture
def ticket(kim, choi):
    preferences.put(SitePreferences(is_on=True), actor=choi)
    make_article("환불은 언제까지 되나요", "받은 날부터 7일입니다.", owner=kim, space=make_space())
    make_article("환불 승인", "팀장", owner=kim, space=make_space("사내", "internal"))
    return make_ticket(kim, "환불 문의", text="언제까지 환불되나요?")


@pytest.mark.django_db
def test_suggests_what_answers_and_puts_it_after_what_was_typed(client, kim, ticket):
    client.force_login(kim)
    near = client.get(reverse("helpdesk:ticket_articles", args=[ticket.pk]))
    assert [row.title for row in near.context["articles"]] == [
        "환불은 언제까지 되나요", "환불 승인",
    ]  # fmt: skip
    public, inside = near.context["articles"]
    put = reverse("helpdesk:article_put", args=[ticket.pk])

    linked = client.post(f"{put}?article={public.pk}&as=link", {"text": "안녕하세요"})
    assert linked.context["text"] == (
        f"안녕하세요\n\n환불은 언제까지 되나요\nhttp://testserver{public.public_path}\n"
    )
    whole = client.post(f"{put}?article={public.pk}", {"text": ""})
    assert whole.context["text"] == "받은 날부터 7일입니다.\n"
    # what is for colleagues never gets into an answer, whatever address is asked for
    for asked in (inside.pk, "9" * 30, "x", ""):
        kept = client.post(f"{put}?article={asked}", {"text": "그대로"})
        assert kept.context["text"] == "그대로"


@pytest.mark.django_db
def test_suggests_while_a_ticket_is_written(client, kim, ticket):
    client.force_login(kim)
    words = {"subject": "환불", "text": "언제까지 되나요"}
    near = client.post(reverse("helpdesk:articles_near"), words)
    assert near.context["articles"][0].title == "환불은 언제까지 되나요"
    assert "hx-post" not in near.content.decode()


@pytest.mark.django_db
def test_another_department_gets_nothing(client, park, ticket):
    client.force_login(park)
    for name in ("ticket_articles", "article_put", "ticket_to_article"):
        address = reverse(f"helpdesk:{name}", args=[ticket.pk])
        act = client.get if name == "ticket_articles" else client.post
        assert act(address).status_code == 404
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_a_draft_keeps_question_and_answer_but_no_person(kim, ticket, client):
    person = make_customer(kim, "홍길동")
    ticket = make_ticket(kim, "홍길동 고객님 환불", customer=person)
    said = (
        ("in", "홍길동입니다. 010-1234-5678, hong@example.com 주문 A-20260301123 환불해 주세요."),
        ("out", "홍길동님, 7일 안이라 환불해 드렸습니다. 3,000원은 빼지 않았습니다."),
    )
    for kind, text in said:
        TicketMessage.objects.create(ticket=ticket, kind=kind, text=text, at=MORNING)
    client.force_login(kim)

    answer = client.post(reverse("helpdesk:ticket_to_article", args=[ticket.pk]))

    draft = Article.objects.get(source=f"ticket:{ticket.pk}")
    assert answer.url == reverse("knowledge:article_edit", args=[draft.pk])
    assert (draft.title, draft.state, draft.owner) == ("고객님 환불", "draft", kim)
    assert draft.body == (
        "## 질문\n\n○○○입니다. ○○○, ○○○ 주문 ○○○ 환불해 주세요.\n\n"
        "## 답\n\n고객님, 7일 안이라 환불해 드렸습니다. 3,000원은 빼지 않았습니다."
    )
    assert draft_from_ticket(ticket, actor=kim) == draft


@pytest.mark.django_db
def test_a_ticket_without_an_answer_makes_no_draft(kim, ticket):
    with pytest.raises(Refused, match="답장이 없는"):
        draft_from_ticket(ticket, actor=kim)
    assert Article.objects.count() == 2


@given(
    st.text(max_size=80),
    st.from_regex(r"01[016]-?[0-9]{3,4}-?[0-9]{4}", fullmatch=True),
    st.sampled_from(["로", ", ", ".", ""]),
)
def test_no_phone_number_is_left(words, phone, mark):
    assert phone not in without_people(f"{words} {phone}{mark}", [])
