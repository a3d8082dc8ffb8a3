"""Writing with a template: HTML mail and 알림톡 leave from the screen."""

import pytest
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.customers.models import Customer
from dangol.kit.access import Scope
from dangol.kit.forms import plain_values
from dangol.messaging.models import Message, SenderProfile
from dangol.messaging.outbox.acting import BulkForm, send_to_chosen
from dangol.messaging.templating.services import set_code, take_review
from dangol.messaging.templating.testing import make_template
from dangol.messaging.testing import NOON, allow, make_reachable, make_sender

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, kim):
    for name in ("messaging.send_message", "messaging.send_ad"):
        Grant.objects.create(role=kim.roles.get(), permission=name, scope=Scope.ALL)
    client.force_login(kim)
    make_sender()
    return kim


def posted(**values):
    return {
        "kind": "info",
        "sender": SenderProfile.objects.get().pk,
        "text": "",
        "nonce": "n1",
        **values,
    }


def test_a_mail_with_blocks_leaves_as_html(client, writer):
    customer = make_reachable(writer)
    template = make_template(writer, medium="email", subject="새 소식")
    url = reverse("messaging:compose_one", args=[customer.pk])

    page = client.get(url, {"template": template.pk})
    assert page.context["form"].initial["subject"] == "새 소식"
    assert f"template={template.pk}&amp;customer={customer.pk}" in page.text
    assert 'name="text"' not in page.text
    checked = client.post(f"{url}?check", posted(template=template.pk, medium="email"))
    assert "안녕하세요, 홍길동님." in checked.text
    client.post(url, posted(template=template.pk, medium="email", subject="12월 소식"))

    dispatch = Message.objects.get().dispatch
    assert dispatch.medium == "email"
    assert dispatch.words_of.subject == "12월 소식"
    assert "안녕하세요, #{호칭}." in dispatch.words_of.html


def approved(owner):
    template = make_template(owner, medium="kakao", body="#{고객명}님, 도착했습니다.")
    set_code(template.alimtalk, code="T1", actor=owner)
    take_review(template, state="approved", text=template.current.body, at=NOON, actor=None)
    return template


def test_an_alimtalk_leaves_with_its_fallback(client, writer):
    customer = make_reachable(writer)
    template = approved(writer)
    url = reverse("messaging:compose_one", args=[customer.pk])

    checked = client.post(f"{url}?check", posted(template=template.pk, medium="kakao"))
    assert "홍길동님, 도착했습니다." in checked.text
    assert "닿지 않으면 이 문자가 갑니다" in checked.text
    client.post(url, posted(template=template.pk, medium="email"))  # the template's medium counts

    dispatch = Message.objects.get().dispatch
    assert (dispatch.medium, dispatch.words_of.template_code) == ("kakao", "T1")
    assert dispatch.words_of.fallback == "안녕하세요."


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"medium": "sms"}, "내용을 적거나 템플릿을 고르세요"),
        ({"medium": "kakao", "template": "draft"}, "아직 승인되지 않았습니다"),
        ({"medium": "email", "template": "mail", "text": "덧붙임"}, "내용을 비워 주세요"),
        ({"medium": "sms", "template": "hidden"}, "올바르게 선택"),
    ],
)
def test_what_cannot_leave_is_said_and_nothing_is_written(client, writer, park, values, said):
    known = {
        "draft": make_template(writer, medium="kakao"),
        "mail": make_template(writer, medium="email"),
        "hidden": make_template(park, is_shared=False),
    }
    customer = make_reachable(writer)
    if name := values.get("template"):
        values = values | {"template": known[name].pk}

    answer = client.post(reverse("messaging:compose_one", args=[customer.pk]), posted(**values))

    assert answer.status_code == 422
    assert said in answer.text
    assert not Message.objects.exists()


def test_an_advertising_template_stays_one_for_many_chosen(writer):
    customers = [make_reachable(writer) for _n in range(2)]
    allow(customers[0], "sms")
    template = make_template(writer, kind="ad", body="#{고객명}님께 쿠폰을 드립니다.")
    form = BulkForm(posted(medium="email", template=template.pk), user=writer)
    assert form.is_valid(), form.errors

    outcome = send_to_chosen(Customer.objects.all(), plain_values(form.cleaned_data), actor=writer)

    assert (outcome.done, [why for _pk, why in outcome.refused]) == (1, ["광고 수신 동의 없음"])
    assert set(Message.objects.values_list("dispatch__kind", "medium")) == {("ad", "sms")}
